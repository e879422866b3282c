"""`/quan-tri/to-cong-nghe/lap-to/`: teams of a place, made and given their first leader by who looks after it."""

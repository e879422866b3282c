"""`/quan-tri/to-cong-nghe/`: teams of a place, made and given their first leader by who looks after it."""

"""When a key was wrong: what is to hold instead, previewed, then done to everyone who was affected."""

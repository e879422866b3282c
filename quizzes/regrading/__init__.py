"""When a key was wrong: what is to hold instead, looked at before it is done, then done to everyone who was affected."""

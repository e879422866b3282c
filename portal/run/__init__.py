"""The supervisor behind `make run`: brings everything up, watches it, and ends it together."""

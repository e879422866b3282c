"""Several answers are right, and all of them are to be found."""

"""Files of questions on the officials' screens: checked, seen by a second person, loaded; and the bank as a file."""

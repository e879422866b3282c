"""The question bank on the officials' screens."""

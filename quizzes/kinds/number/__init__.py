"""A number is typed."""

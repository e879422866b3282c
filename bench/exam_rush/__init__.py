"""A test that 40,000 people take at the same time."""

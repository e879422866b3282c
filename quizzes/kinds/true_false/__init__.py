"""A sentence that is right or wrong."""

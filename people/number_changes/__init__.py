"""A change of number that waits, because who asks for it has neither the old number nor the recovery code."""

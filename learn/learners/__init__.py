"""Learners: who has a record, with or without an account, and the token that opens it."""

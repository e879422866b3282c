"""Roles: what a person may do, where, and between which dates."""

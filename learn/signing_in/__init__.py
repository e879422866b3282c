"""Signing in by number and code, and what becomes of the record that the browser holds."""

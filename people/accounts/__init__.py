"""Accounts: people who sign in, known by their phone number."""

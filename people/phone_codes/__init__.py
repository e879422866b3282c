"""Codes sent to a phone number: whoever types one holds the number."""

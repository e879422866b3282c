"""Spreadsheets of the teams: households and members in, visits out."""

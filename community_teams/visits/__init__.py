"""Visits and evenings: who helped whom with what. Append-only; a correction is a new row."""

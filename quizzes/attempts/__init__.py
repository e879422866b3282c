"""Attempts: starting, the log of answers, handing in, grading."""

"""Quizzes: what is asked, how long, how often and what counts, and the versions that attempts hold to."""

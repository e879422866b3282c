"""Quizzes on the officials' screens."""

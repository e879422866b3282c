"""Question bank, attempts, grading and analysis."""

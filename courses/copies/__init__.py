"""Copies of a course for a province, which go on following their original."""

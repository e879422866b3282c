"""Moodle's XML, as its question bank exports it. Only read."""

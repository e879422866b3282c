"""Moodle's GIFT, a text in which one writes questions by hand."""

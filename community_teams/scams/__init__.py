"""Scams that people report, by kind and without names, and the warnings that rise out of several in a week."""

"""Kinds of questions: a folder each, in the registry by name."""

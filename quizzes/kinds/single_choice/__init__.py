"""One of several answers is right; others may be right in part."""

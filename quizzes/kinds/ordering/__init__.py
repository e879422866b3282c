"""Steps are put into their order."""

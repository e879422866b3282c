"""The servers that development, tests and the single-machine demo bring up themselves."""

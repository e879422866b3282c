"""Learning statements: what a phone says that a learner did, stored exactly once."""

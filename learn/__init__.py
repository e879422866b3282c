"""The learner's own record: statements, progress, "my learning"."""

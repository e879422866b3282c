"""Invitations: how a person becomes staff, and how staff get a new password."""

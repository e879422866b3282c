"""The audit: who signed in, published, revoked, invited, looked at personal data. Nobody edits it."""

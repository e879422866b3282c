"""Results that the server itself graded; only these let a certificate say "đạt"."""

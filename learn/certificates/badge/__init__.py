"""Open Badges 3.0: the certificate as a signed credential that programs of others can check."""

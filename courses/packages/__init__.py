"""Course packages: a course as one file that travels between sites."""

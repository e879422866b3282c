"""Coming back after 7, 30 and 90 days to those who could not do it alone."""

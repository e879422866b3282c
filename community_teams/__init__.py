"""Community digital-technology teams: households, visits, targets and the scoreboard by area."""

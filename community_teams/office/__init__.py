"""What officials see of the teams: figures, a household for a reason, and teams whose commune is no more."""

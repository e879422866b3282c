"""What the package adds to the officials' screens; importing it registers it."""

from community_teams.scams import hooks as scam_hooks

__all__ = ["scam_hooks"]

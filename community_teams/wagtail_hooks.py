"""What the package adds to the officials' screens; importing it registers it."""

from community_teams.overseeing import hooks as overseeing_hooks

__all__ = ["overseeing_hooks"]

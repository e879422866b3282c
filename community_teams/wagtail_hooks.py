"""What the package adds to the officials' screens; importing it registers it."""

from community_teams.office import hooks as office_hooks
from community_teams.overseeing import hooks as overseeing_hooks
from community_teams.scams import hooks as scam_hooks

__all__ = ["office_hooks", "overseeing_hooks", "scam_hooks"]

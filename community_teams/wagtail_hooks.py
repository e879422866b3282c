"""What the package adds to the editor's screens."""

from community_teams.office import hooks

__all__ = ["hooks"]

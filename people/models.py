"""Every model of the package, gathered for Django from the folders named for the things."""

from people.accounts.models import User, UserManager

__all__ = ["User", "UserManager"]

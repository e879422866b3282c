"""Every model of the package, gathered for Django from the folders named for the things."""

from people.accounts.models import User, UserManager
from people.areas.models import Area

__all__ = ["Area", "User", "UserManager"]

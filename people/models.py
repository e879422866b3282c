"""Every model of the package, gathered for Django from the folders named for the things."""

from people.accounts.models import User, UserManager
from people.areas.models import Area
from people.audit.models import AuditEntry
from people.consent.models import Consent
from people.invitations.models import Invitation
from people.roles.models import RoleGrant

__all__ = ["Area", "AuditEntry", "Consent", "Invitation", "RoleGrant", "User", "UserManager"]

"""Every model of the package, gathered for Django from the folders named for the things."""

from people.accounts.models import User, UserManager
from people.areas.models import Area, FormerArea
from people.audit.models import AuditEntry
from people.consent.models import Consent
from people.invitations.models import Invitation
from people.number_changes.models import NumberChange
from people.phone_codes.models import PhoneCode
from people.roles.models import RoleGrant
from people.sms.models import SmsMessage
from people.ways_back.models import KnownDevice, RecoveryCode, WrongProof

__all__ = [
    "Area",
    "AuditEntry",
    "Consent",
    "FormerArea",
    "Invitation",
    "KnownDevice",
    "NumberChange",
    "PhoneCode",
    "RecoveryCode",
    "RoleGrant",
    "SmsMessage",
    "User",
    "UserManager",
    "WrongProof",
]

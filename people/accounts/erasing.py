"""Erasing what an account says of a person; the row stays, without name and number, for the audit to point at."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.utils import timezone
from wagtail.users.models import UserProfile

from people.accounts.models import User
from people.invitations.models import Invitation
from people.number_changes.stopping import erase_changes
from people.phone_codes.models import PhoneCode
from people.roles.models import RoleGrant
from people.ways_back.models import KnownDevice, RecoveryCode, WrongProof


def has_a_role(*, user: User) -> bool:
    """Whether the person has a role, or will have one: what it gives must be taken back by somebody first."""
    return user.is_superuser or user.is_staff or RoleGrant.objects.not_over().filter(user=user).exists()


def erase_person(*, user: User) -> None:
    """Close the account and erase number, name, picture and all ways in. The caller holds the row and its transaction.

    Sessions end by themselves: they carry a hash of the password, and a closed account has none at all.
    """
    if user.phone:
        # One that is being typed at this moment holds its row and waits for ours; it is forgotten with the old ones.
        codes = PhoneCode.objects.select_for_update(skip_locked=True).filter(phone=user.phone)
        PhoneCode.objects.filter(pk__in=list(codes.values_list("pk", flat=True))).delete()
        AccessAttempt.objects.filter(username=user.phone).delete()
        sent = Invitation.objects.filter(phone=user.phone)
        sent.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
        sent.update(phone="")
    Invitation.objects.filter(accepted_by=user).update(phone="")
    erase_changes(user=user)
    for model in (KnownDevice, RecoveryCode, WrongProof, Authenticator, UserProfile):
        model.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.phone, user.full_name, user.picture, user.last_login = None, "", "", None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()

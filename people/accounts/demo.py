"""The demo's accounts: an editor, a reviewer and an administrator. Production refuses to run beside them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from people.accounts.models import User
from people.roles.groups import ensure_groups
from people.roles.names import Role
from people.roles.services import grant, sync_user


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account; its password is known to everyone who reads this file."""

    phone: str
    full_name: str
    password: str
    role: Role


OFFICIAL = DemoAccount("0901000001", "Nguyễn Thị Cán Bộ", "hoc-vu-so-can-bo", Role.EDITOR)
REVIEWER = DemoAccount("0901000003", "Lê Thị Duyệt Bài", "hoc-vu-so-duyet-bai", Role.REVIEWER)
ADMINISTRATOR = DemoAccount("0901000002", "Trần Văn Quản Trị", "hoc-vu-so-quan-tri", Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one account."""

    account: DemoAccount
    created: bool
    # False once somebody has given it a password of their own.
    password_is_known: bool


@transaction.atomic
def load_demo_accounts() -> list[Loaded]:
    """Make the accounts that are not there yet; what was changed since stays as it is."""
    loaded = []
    ensure_groups()
    for account in (OFFICIAL, REVIEWER, ADMINISTRATOR):
        try:
            user, created = User.objects.get_by_natural_key(account.phone), False
        except User.DoesNotExist:
            user, created = _make(account), True
        loaded.append(Loaded(account, created, created or user.check_password(account.password)))
    return loaded


@transaction.atomic
def close_demo_accounts() -> int:
    """Close them for good; returns how many were open. Their rows stay: what they did in the demo points at them."""
    accounts = list(User.objects.select_for_update(of=("self",)).filter(is_demo=True, is_active=True).order_by("pk"))
    for user in accounts:
        user.is_active = False
        user.phone = None
        user.set_unusable_password()
        user.save()
        sync_user(user=user)
    return len(accounts)


def _make(account: DemoAccount) -> User:
    user = User.objects.create_user(account.phone, account.password, full_name=account.full_name, is_demo=True)
    grant(user=user, role=account.role)
    return user

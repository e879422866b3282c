"""The demo's accounts: an official who writes lessons, and an administrator. Production refuses to run beside them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from people.accounts.models import User
from people.accounts.roles import ensure_editors


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account; its password is known to everyone who reads this file."""

    phone: str
    full_name: str
    password: str
    is_superuser: bool = False


OFFICIAL = DemoAccount("0901000001", "Nguyễn Thị Cán Bộ", "hoc-vu-so-can-bo")
ADMINISTRATOR = DemoAccount("0901000002", "Trần Văn Quản Trị", "hoc-vu-so-quan-tri", is_superuser=True)


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
    editors = ensure_editors()
    for account in (OFFICIAL, ADMINISTRATOR):
        try:
            user, created = User.objects.get_by_natural_key(account.phone), False
        except User.DoesNotExist:
            user, created = _make(account), True
            if not account.is_superuser:
                user.groups.add(editors)
        loaded.append(Loaded(account, created, created or user.check_password(account.password)))
    return loaded


def _make(account: DemoAccount) -> User:
    rights = {"is_staff": account.is_superuser, "is_superuser": account.is_superuser}
    return User.objects.create_user(
        account.phone, account.password, full_name=account.full_name, is_demo=True, **rights
    )

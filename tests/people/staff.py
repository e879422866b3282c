"""Staff in tests: a role, and a session that has shown what the door of `/quan-tri/` asks for."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from people.models import Area, User
from people.roles.names import Role
from people.roles.services import grant

PASSWORD = "mot-mat-khau-rat-dai"


def sign_in(client: Client, user: User, *, methods: tuple[str, ...] = ("password", "mfa"), ago: float = 0) -> Client:
    """Let the client hold a session of this user that showed these ``methods``, so many seconds ago."""
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time.time() - ago, **({"type": "totp"} if method == "mfa" else {})}
        for method in methods
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


def make_staff(phone: str, role: Role, *, area: Area | None = None, **fields: Any) -> User:
    """A person with a role from today on."""
    user = User.objects.create_user(phone, PASSWORD, full_name=fields.pop("full_name", "Cán Bộ"), **fields)
    grant(user=user, role=role, area=area)
    user.refresh_from_db()
    return user


def make_commune(code: str = "03200", name: str = "Xa Dung", province: str = "11") -> Area:
    """A commune with its province."""
    since = dt.date(2025, 7, 1)
    over, _made = Area.objects.get_or_create(
        code=province, name=f"Số {province}", full_name=f"Tỉnh Số {province}", level="province", kind="tỉnh",
        valid_from=since,
    )  # fmt: skip
    return Area.objects.create(
        code=code, name=name, full_name=f"Xã {name}", level="commune", kind="xã", parent=over, valid_from=since
    )

"""Where who accepted an invitation goes on, for roles whose people sign in by number and code and have no password."""

from __future__ import annotations

from urllib.parse import urlencode

from people.roles.names import Role

_homes: dict[str, str] = {}


def register(role: Role, path: str) -> None:
    """Let who accepts an invitation to this role begin at ``path``; upper packages do so in ``ready()``."""
    _homes[role] = path


def sign_in_for(role: str) -> str:
    """The sign-in by number and code that leads on to the role's place; empty for roles that have a password."""
    return "/dang-nhap/?" + urlencode({"tiep": _homes[role]}) if role in _homes else ""

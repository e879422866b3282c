"""Single values of payloads: each reader takes what JSON said, and gives it in the form in which it is kept.

They raise ``Bad`` with the machine's reason, which is named for where the value stood.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from typing import Any

from community_teams.households.tokens import TOKEN
from foundation.identifiers import parse_uuid
from people.accounts.phone import parse_phone

MOST_CODES = 20
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Bad(ValueError):
    """Why an operation cannot be applied as it is; the text is the machine's reason."""


def text(value: Any, name: str, *, most: int, required: bool = False) -> str:
    """NFC, trimmed; PostgreSQL cannot keep U+0000, and one such text would cost the whole group its commit."""
    if value is None:
        value = ""
    if not isinstance(value, str) or "\0" in value:
        raise Bad(f"bad_{name}")
    cleaned = unicodedata.normalize("NFC", value).strip()
    if len(cleaned) > most or (required and not cleaned):
        raise Bad(f"bad_{name}")
    return cleaned


def code(value: Any, name: str, *, most: int) -> str:
    """A code of the shared list; one that this server does not know yet is kept as it is."""
    if not isinstance(value, str) or len(value) > most or not _CODE.fullmatch(value):
        raise Bad(f"bad_{name}")
    return value


def codes(value: Any, name: str, *, most: int, count: int = MOST_CODES) -> list[str]:
    """A set of codes in one order."""
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > count:
        raise Bad(f"bad_{name}")
    return sorted({code(one, name, most=most) for one in value})


def identifier(value: Any, name: str) -> uuid.UUID:
    """A UUID in its usual written form."""
    parsed = parse_uuid(value)
    if parsed is None:
        raise Bad(f"bad_{name}")
    return parsed


def maybe_identifier(value: Any, name: str) -> uuid.UUID | None:
    """The same, where nothing need be said."""
    return None if value is None else identifier(value, name)


def whole(value: Any, name: str, *, least: int, most: int) -> int:
    """A whole number within bounds; True is none."""
    if type(value) is not int or not least <= value <= most:
        raise Bad(f"bad_{name}")
    return value


def maybe_whole(value: Any, name: str, *, least: int, most: int) -> int | None:
    """The same, where nothing need be said."""
    return None if value is None else whole(value, name, least=least, most=most)


def phone(value: Any) -> str:
    """A number as E.164, or empty."""
    said = text(value, "phone", most=40)
    if not said:
        return ""
    try:
        return parse_phone(said)
    except ValueError:
        raise Bad("bad_phone") from None


def day(value: Any) -> str | None:
    """The day for which a visit is planned, as YYYY-MM-DD."""
    if value is None:
        return None
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError(value)
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        raise Bad("bad_planned_on") from None


def token(value: Any) -> str:
    """The letters of a household's card."""
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise Bad("bad_token")
    return value


def digest(value: Any, name: str) -> str:
    """A SHA-256 as 64 hexadecimal digits."""
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise Bad(f"bad_{name}")
    return value

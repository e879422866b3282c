"""What a library's content begins with: the defaults of its semantics, its own words in Vietnamese."""

from __future__ import annotations

import re
from typing import Any

from courses.interactive.authoring.words import in_vietnamese

_TOKEN = re.compile(r"[@:%][a-z]+")


def defaults(semantics: Any, translated: Any = None) -> dict[str, Any]:
    """Content of ``semantics``, with words out of ``translated``, a language file of the library.

    A language file has the same shape as the semantics, place by place. Where it has another number of fields (it is
    older than the semantics), or lost a ``:num`` or ``@total``, or says the same as in English, our own words stand.
    """
    found = _group(semantics, translated.get("semantics") if isinstance(translated, dict) else None)
    return found if isinstance(found, dict) else {}


def entry_defaults(field: Any) -> dict[str, Any] | None:
    """What an entry of a list begins with."""
    found = _value(field, None) if isinstance(field, dict) and field.get("type") == "group" else None
    return found if isinstance(found, dict) else None


def _group(fields: Any, said: Any) -> dict[str, Any]:
    said = said if isinstance(said, list) and len(said) == len(fields) else [None] * len(fields)
    values = ((field["name"], _value(field, there)) for field, there in zip(fields, said, strict=True))
    return {name: value for name, value in values if value is not None}


def _value(field: dict[str, Any], said: Any) -> Any:
    said = said if isinstance(said, dict) else {}
    kind, default = field["type"], field.get("default")
    if kind == "group":
        return _of_group(field, said)
    if kind == "list":
        return _of_list(field, said)
    if kind == "text" and isinstance(default, str):
        return in_vietnamese(default, _sound(default, said.get("default")))
    if kind == "boolean":
        return default if isinstance(default, bool) else None if field.get("optional") else False
    if kind in ("select", "number"):
        return default
    return None


def _of_group(field: dict[str, Any], said: dict[str, Any]) -> Any:
    found = _group(field.get("fields", []), said.get("fields"))
    if len(field.get("fields", [])) == 1 and not field.get("isSubContent"):
        # A group of one field is written without the group.
        return next(iter(found.values()), None)
    return found or None


def _of_list(field: dict[str, Any], said: dict[str, Any]) -> Any:
    least = field.get("min")
    if not isinstance(field.get("field"), dict) or not isinstance(least, int) or least < 1:
        return None
    entry = _value(field["field"], said.get("field"))
    return [entry] * least if isinstance(entry, dict) else None


def _sound(english: str, translated: Any) -> str | None:
    if not isinstance(translated, str) or sorted(_TOKEN.findall(translated)) != sorted(_TOKEN.findall(english)):
        return None
    return translated

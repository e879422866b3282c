"""Which fields each file has, and of what kind. A field that is unknown, missing or of another kind is a problem."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.blocks.links import check_secure
from courses.curriculum_files.problems import Notebook
from courses.curriculum_files.yaml_lines import Located
from courses.pages.courses import MOST_OUTCOMES
from courses.pages.lessons import MOST_MINUTES, MOST_SOURCES
from foundation.identifiers import parse_uuid
from foundation.text import normalise

# Reads a value or notes what is wrong with it and returns None.
Kind: TypeAlias = Callable[[Located, str, Notebook], Any]


def text(most: int, *, optional: bool = False) -> Kind:
    """Words, spelt in one way."""

    def read(found: Located, name: str, notes: Notebook) -> str | None:
        if not isinstance(found.value, str):
            notes.note(found.line, _("“%s” must be text; put it in quotes.") % name)
            return None
        words = normalise(found.value)
        if not words and not optional:
            notes.note(found.line, _("“%s” is empty.") % name)
        if len(words) > most:
            notes.note(found.line, _("“%(name)s” has more than %(most)d letters.") % {"name": name, "most": most})
        return words

    return read


def number(least: int, most: int) -> Kind:
    """A whole number."""

    def read(found: Located, name: str, notes: Notebook) -> int | None:
        value = found.value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            limits = {"name": name, "least": least, "most": most}
            notes.note(found.line, _("“%(name)s” must be a whole number from %(least)d to %(most)d.") % limits)
            return None
        return value

    return read


def day(found: Located, name: str, notes: Notebook) -> dt.date | None:
    """A date, written 2026-11-22."""
    if not isinstance(found.value, dt.date) or isinstance(found.value, dt.datetime):
        notes.note(found.line, _("“%s” must be a date such as 2026-11-22.") % name)
        return None
    return found.value


def flag(found: Located, name: str, notes: Notebook) -> bool | None:
    """Yes or no."""
    if not isinstance(found.value, bool):
        notes.note(found.line, _("“%s” must be true or false.") % name)
        return None
    return found.value


def choice(*names: str) -> Kind:
    """One of these words."""

    def read(found: Located, name: str, notes: Notebook) -> str | None:
        if not isinstance(found.value, str) or found.value not in names:
            reason = _("“%(name)s” must be one of these: %(known)s.")
            notes.note(found.line, reason % {"name": name, "known": ", ".join(names)})
            return None
        return found.value

    return read


def identifier(found: Located, name: str, notes: Notebook) -> uuid.UUID | None:
    """A UUID in its usual form."""
    parsed = parse_uuid(found.value)
    if parsed is None:
        notes.note(found.line, _("“%s” must be a UUID such as 4e524416-bb2c-4cdf-a078-398e246074ac.") % name)
    return parsed


def address(found: Located, name: str, notes: Notebook) -> str | None:
    """A secure address."""
    try:
        check_secure(str(found.value))
    except ValidationError as error:
        notes.note(found.line, error.messages[0])
        return None
    return str(found.value)


def entries(kind: Kind, least: int, most: int) -> Kind:
    """A list of values of one kind."""

    def read(found: Located, name: str, notes: Notebook) -> list[Any] | None:
        if not isinstance(found.value, list) or not least <= len(found.value) <= most:
            limits = {"name": name, "least": least, "most": most}
            notes.note(found.line, _("“%(name)s” must be a list of %(least)d to %(most)d entries.") % limits)
            return None
        return [kind(entry, name, notes) for entry in found.value]

    return read


def mapping(kinds: dict[str, Kind], optional: frozenset[str] = frozenset()) -> Kind:
    """Fields by name; all are needed but the optional ones."""

    def read(found: Located, name: str, notes: Notebook) -> dict[str, Any] | None:
        if not isinstance(found.value, dict):
            notes.note(found.line, _("Here must stand fields, each as “name: value”."))
            return None
        for unknown in found.value.keys() - kinds.keys():
            reason = _("The field “%(name)s” is not known here; known are: %(known)s.")
            notes.note(found.value[unknown].line, reason % {"name": unknown, "known": ", ".join(kinds)})
        for missing in sorted(kinds.keys() - found.value.keys() - optional):
            notes.note(found.line, _("The field “%s” is missing.") % missing)
        return {
            field: kinds[field](value, field, notes) for field, value in found.value.items() if field in kinds
        }  # fmt: skip

    return read


_ORDER = number(0, 9999)
_SOURCE = mapping({"title": text(200), "url": address, "date": day})
_COMPETENCE = mapping({"code": text(30), "title": text(255), "description": text(2000)}, frozenset({"description"}))
_GROUP = mapping({"code": text(30), "title": text(255), "competences": entries(_COMPETENCE, 1, 60)})

TRACK = mapping({"id": identifier, "title": text(255), "summary": text(400), "order": _ORDER})
COURSE = mapping(
    {
        "id": identifier,
        "title": text(255),
        "summary": text(400),
        "order": _ORDER,
        "audience": text(200),
        "outcomes": entries(text(200), 1, MOST_OUTCOMES),
        "competences": entries(text(30), 0, 40),
    }
)
LESSON = mapping(
    {
        "id": identifier,
        "title": text(255),
        "summary": text(400),
        "minutes": number(1, MOST_MINUTES),
        "sources": entries(_SOURCE, 1, MOST_SOURCES),
        "review_by": day,
    }
)
FRAMEWORK = mapping(
    {
        "code": text(60),
        "version": text(30),
        "title": text(255),
        "note": text(4000),
        "provisional": flag,
        "groups": entries(_GROUP, 1, 40),
    },
    frozenset({"note", "provisional"}),
)

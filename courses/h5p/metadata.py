"""The fields of metadata and of copyright, which every content and every file may carry."""

from __future__ import annotations

from typing import Any

from .semantics import Field, read_semantics

_LICENSES = (
    "U", "CC BY", "CC BY-SA", "CC BY-ND", "CC BY-NC", "CC BY-NC-SA", "CC BY-NC-ND", "CC0 1.0", "CC PDM", "GNU GPL",
    "PD", "ODC PDDL", "C",
)  # fmt: skip
_VERSIONS = ("4.0", "3.0", "2.5", "2.0", "1.0")
_ROLES = ("Author", "Editor", "Licensee", "Originator")


def _text(name: str) -> dict[str, Any]:
    return {"name": name, "type": "text", "optional": True}


def _select(name: str, *values: str, optional: bool = False) -> dict[str, Any]:
    return {"name": name, "type": "select", "optional": optional, "options": [{"value": value} for value in values]}


def _list(name: str, *fields: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "type": "list", "field": {"name": "entry", "type": "group", "fields": list(fields)}}


def _year(name: str) -> dict[str, Any]:
    return {"name": name, "type": "number", "min": -9999, "max": 9999, "optional": True}


METADATA: tuple[Field, ...] = read_semantics(
    [
        *(_text(name) for name in ("title", "extraTitle", "a11yTitle", "source", "licenseExtras", "authorComments")),
        *(_text(name) for name in ("contentType", "defaultLanguage")),
        _select("license", *_LICENSES),
        _select("licenseVersion", *_VERSIONS, optional=True),
        *(_year(name) for name in ("yearFrom", "yearTo")),
        _list("authors", _text("name"), _select("role", *_ROLES)),
        _list("changes", _text("date"), _text("author"), _text("log")),
    ]
)
COPYRIGHT = Field(
    name="copyright",
    type="group",
    fields=read_semantics(
        [
            *(_text(name) for name in ("title", "author", "year", "source")),
            _select("license", *_LICENSES),
            # The choices of a version depend on the licence; as in the reference, any text is taken.
            _select("version", optional=True),
        ]
    ),
)

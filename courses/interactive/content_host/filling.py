"""What content lacks: its libraries' words of the interface, in Vietnamese where known, and names of its parts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from courses.h5p import LibraryName
from courses.interactive.models import H5PLibrary

LANGUAGE = "vi"

# Lists and groups that are within one another deeper than content ever is.
_DEEPEST = 64
_PARTS = uuid.UUID("5c2f0f0e-6f0b-4b0e-9d1b-0f6c9b1f5d52")


def fill(params: Any, library: str, rows: Mapping[str, H5PLibrary], path: str = "") -> Any:
    """Content with its ``common`` fields filled in where it has none, and so its parts.

    ``library`` is the name as content tells it (``H5P.Blanks 1.14``); ``rows`` are the libraries by their folders;
    ``path`` says where in the whole it stands.
    """
    name = LibraryName.parse(library)
    row = rows.get(name.folder) if name else None
    filled = _parts(params, rows, 0, path)
    if row is not None and isinstance(filled, dict):
        for field, told in _paired(row.semantics, row.languages.get(LANGUAGE, {}).get("semantics")):
            if field.get("common"):
                _add(filled, field, told)
            elif _has_to_be(field):
                filled.setdefault(field["name"], {})
    return filled


def _parts(value: Any, rows: Mapping[str, H5PLibrary], depth: int, path: str) -> Any:
    """The same with every part that has a library of its own filled in."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [_parts(each, rows, depth + 1, f"{path}/{place}") for place, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("library"), str) and isinstance(value.get("params"), dict):
        # Editors give every part a name; without one a book cannot turn its pages, for it goes by names.
        name = value.get("subContentId") or str(uuid.uuid5(_PARTS, path))
        return value | {"params": fill(value["params"], value["library"], rows, path), "subContentId": name}
    return {key: _parts(each, rows, depth + 1, f"{path}/{key}") for key, each in value.items()}


def _paired(fields: Any, told: Any) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Fields, each with what the translation says at the same place."""
    fields = fields if isinstance(fields, list) else []
    told = told if isinstance(told, list) else []
    told = [*told, *({} for _ in fields)]
    return [
        (field, said if isinstance(said, dict) else {})
        for field, said in zip(fields, told, strict=False)
        if isinstance(field, dict) and isinstance(field.get("name"), str)
    ]


def _has_to_be(field: dict[str, Any]) -> bool:
    """A group that editors always write down: libraries read of it without asking whether it is there."""
    return field.get("type") == "group" and not field.get("optional") and not _is_flat(field)


def _add(params: dict[str, Any], field: dict[str, Any], told: dict[str, Any]) -> None:
    name = field["name"]
    if name not in params:
        value = _default(field, told)
        if value is not None:
            params[name] = value
    elif field.get("type") == "group" and isinstance(params[name], dict) and not _is_flat(field):
        for inner, said in _paired(field.get("fields"), told.get("fields")):
            _add(params[name], inner, said)


def _default(field: dict[str, Any], told: dict[str, Any]) -> Any:
    """What a field is when nobody has filled it in; None where that is nothing."""
    if field.get("type") != "group":
        return told.get("default", field.get("default"))
    values = {
        inner["name"]: value
        for inner, said in _paired(field.get("fields"), told.get("fields"))
        if (value := _default(inner, said)) is not None
    }
    if _is_flat(field):
        return next(iter(values.values()), None)
    return values or None


def _is_flat(field: dict[str, Any]) -> bool:
    """A group of one field is that field's value."""
    return len(field.get("fields") or []) == 1 and not field.get("isSubContent")

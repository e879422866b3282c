"""What a question shows apart from its key: the same things in two versions are what an answer can be carried over."""

from __future__ import annotations

from typing import Any

from quizzes.bank.kept import Asked
from quizzes.kinds.base import Fields, Frozen

# What is read before answering; the rest of a content is key, credit and what is said afterwards.
_READ = ("prompt", "picture", "audio", "sentence", "unit", "medium", "sender")
_SHOWN = ("text", "label", "left", "top", "width", "height")

Thing = tuple[Any, ...]


def same_things(one: Asked, other: Asked) -> dict[str, str] | None:
    """Ids of the things of one version to those of the other; None when learners were not shown the same.

    The order may differ: of what is to be put into order, and of pairs, the place is the key.
    """
    if one.kind.name != other.kind.name or _read(one.content) != _read(other.content):
        return None
    here, there = _things(one.content), _things(other.content)
    if here.keys() != there.keys():
        return None
    return {here[thing]: there[thing] for thing in here}


def carried_over(one: Asked, other: Asked, fields: Fields) -> Fields:
    """An answer to one version as it would have been given to the other, of which ``same_things`` holds."""
    ids = same_things(one, other) or {}
    return {ids.get(name, name): [ids.get(text, text) for text in texts] for name, texts in fields.items()}


def _read(content: Frozen) -> list[Any]:
    return [content.get(name) or None for name in _READ]


def _things(content: Frozen) -> dict[Thing, str]:
    """Id of each thing that can be answered, by what is shown of it; a gap shows nothing but its place."""
    found: dict[Thing, str] = {}
    for name, value in content.items():
        for place, thing in enumerate(value if isinstance(value, list) else ()):
            if isinstance(thing, dict) and "id" in thing:
                shown = (name, *(thing.get(one) for one in _SHOWN))
                is_known = any(shown[1:]) and shown not in found
                found[shown if is_known else (*shown, place)] = thing["id"]
    return found

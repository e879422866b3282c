"""What phones send for a question, brought into its one form. Anything else is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from foundation.text import normalise
from quizzes.kinds.base import BadResponse, Fields

MOST_CHARACTERS = 4000


def texts_of(fields: Any, names: Iterable[str]) -> Fields:
    """The texts given for these names and in their order; empty ones are not given. Other names are refused."""
    if not isinstance(fields, Mapping):
        raise BadResponse("An answer is fields by name.")
    known = list(names)
    if any(name not in known for name in fields):
        raise BadResponse("The question has no field of this name.")
    given = {name: _texts(fields[name]) for name in known if name in fields}
    # An empty text counts as well, so that a million of them are not looked through again and again.
    if sum(len(text) + 1 for texts in given.values() for text in texts) > MOST_CHARACTERS:
        raise BadResponse("The answer is too long.")
    return {name: kept for name, texts in given.items() if (kept := [text for text in texts if text.strip()])}


def chosen(fields: Fields, name: str, ids: Collection[str]) -> list[str]:
    """Those of the ids that were given, each once and in the question's order."""
    given = fields.get(name, [])
    if any(text not in ids for text in given):
        raise BadResponse("The question has nothing of this id.")
    return [known for known in ids if known in given]


def chosen_one(fields: Fields, name: str, ids: Collection[str]) -> list[str]:
    """As ``chosen``, where only one can be."""
    given = chosen(fields, name, ids)
    if len(given) > 1:
        raise BadResponse("Only one can be chosen.")
    return given


def typed(fields: Fields, name: str) -> list[str]:
    """What was typed into a field, in one spelling."""
    given = [text for text in map(normalise, fields.get(name, [])) if text]
    if len(given) > 1:
        raise BadResponse("One text is typed.")
    return given


def kept(fields: Fields) -> Fields:
    """Without the names for which nothing is given."""
    return {name: texts for name, texts in fields.items() if texts}


def _texts(values: Any) -> list[str]:
    if not isinstance(values, list | tuple) or not all(isinstance(text, str) for text in values):
        raise BadResponse("A field holds texts.")
    try:
        "".join(values).encode()
    except UnicodeEncodeError:
        raise BadResponse("There is half a character in it.") from None
    return list(values)

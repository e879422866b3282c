"""All kinds of questions by name; a new folder is entered here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.kinds.base import Kind

NAMES = (
    "single_choice",
    "multiple_choice",
    "true_false",
    "matching",
    "ordering",
    "fill_in",
    "number",
    "tap_place",
    "scam",
)


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name, in the order in which officials choose one."""
    return {name: import_module(f"quizzes.kinds.{name}.kind").KIND for name in NAMES}


def kind_of(name: str) -> Kind:
    """The kind of this name; raises ``KeyError``."""
    return kinds()[name]

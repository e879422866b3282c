"""What files of questions come down to, and what is said of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from foundation.sheets.troubles import CHANGED, REFUSED, Refused, Trouble

__all__ = ["CHANGED", "REFUSED", "Notes", "Read", "Record", "Records", "Refused", "Trouble"]

DIFFICULTIES = ("easy", "medium", "hard")
MOST_QUESTIONS = 100_000


@dataclass(slots=True)
class Record:
    """One question outside the bank; `docs/question-kinds.md` says what a content holds."""

    name: str
    kind: str
    content: dict[str, Any]
    id: UUID | None = None
    competence: str = ""
    # Empty where the file does not say it.
    difficulty: str = ""
    language: str = "vi"
    source: str = ""
    source_url: str = ""
    review_by: dt.date | None = None
    # Where it stood in the file, and under which heading the other system kept it.
    line: int = field(default=0, compare=False)
    category: str = field(default="", compare=False)


Read: TypeAlias = Iterator[Record | Trouble]
Records: TypeAlias = Iterable[Record]


class Notes:
    """Collects what changes on the way of one question, each thing once."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []

    def changed(self, line: int, code: str, message: str) -> None:
        """Write down that something comes along differently, or not at all."""
        trouble = Trouble(line, code, message, CHANGED)
        if trouble not in self.troubles:
            self.troubles.append(trouble)

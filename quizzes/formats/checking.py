"""What a file holds, checked by the kinds of questions before anybody gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.formats.records import REFUSED, Record, Trouble
from quizzes.kinds.registry import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizzes.formats.records import Notes
    from quizzes.kinds.base import Problem


def problems_of(record: Record) -> list[Problem]:
    """What the question's kind says of its content."""
    return kind_of(record.kind).problems(record.content)


def checked(record: Record, notes: Notes) -> Iterator[Record | Trouble]:
    """The record with what changed on its way, or why it is refused."""
    problems = problems_of(record)
    if problems:
        # Paths such as “choices.2.text” tell apart sentences that are the same for every choice.
        reasons = " ".join(f"{problem.path}: {problem.message}" for problem in problems)
        message = _("This question cannot be used. %s") % reasons
        yield Trouble(record.line, "invalid", message, REFUSED)
        return
    yield record
    yield from notes.troubles

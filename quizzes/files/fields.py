"""Which fields questions and quizzes have in files, and of what kind."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from courses.curriculum_files.fields import Kind, address, choice, day, entries, identifier, mapping, number, text
from quizzes.bank.models import Difficulty
from quizzes.files.entries import Part
from quizzes.kinds.registry import NAMES
from quizzes.quiz.blocks import MOST_PARTS, DrawBlock
from quizzes.quiz.models import Feedback, Mode, Purpose, Quiz

if TYPE_CHECKING:
    from courses.curriculum_files.problems import Notebook
    from courses.curriculum_files.yaml_lines import Located

MOST_IN_FILE = 2_000
# Asked of the blocks themselves, so that files and editor never differ.
MOST_DRAWN = DrawBlock.base_blocks["count"].field.max_value
_marks: Any = Quiz._meta.get_field("competence_marks")
MOST_MARKS = _marks.stream_block.meta.max_num
# Which orders a quiz shuffles: both, none, or the one that is named.
SHUFFLES: dict[bool | str, tuple[bool, bool]] = {
    True: (True, True),
    False: (False, False),
    "questions": (True, False),
    "answers": (False, True),
}


def as_it_is(found: Located, name: str, notes: Notebook) -> Located:
    """Whatever stands here, to be looked at later."""
    return found


def lines(most: int) -> Kind:
    """Words on one or more lines, which are kept."""

    def read(found: Located, name: str, notes: Notebook) -> str | None:
        text(most)(found, name, notes)
        return unicodedata.normalize("NFC", found.value.strip()) if isinstance(found.value, str) else None

    return read


def moment(found: Located, name: str, notes: Notebook) -> dt.datetime | None:
    """A time with its offset, written 2026-11-22T08:00:00+07:00."""
    if not isinstance(found.value, dt.datetime) or found.value.tzinfo is None:
        notes.note(found.line, _("“%s” must be a time such as 2026-11-22T08:00:00+07:00.") % name)
        return None
    return found.value.astimezone(dt.UTC)


def shuffle(found: Located, name: str, notes: Notebook) -> tuple[bool, bool]:
    """Whether questions and answers are shuffled."""
    if not isinstance(found.value, bool | str) or found.value not in SHUFFLES:
        notes.note(found.line, _("“%s” must be true, false, questions or answers.") % name)
        return True, True
    return SHUFFLES[found.value]


def part(found: Located, name: str, notes: Notebook) -> Part | None:
    """One part of a quiz."""
    value = _PART(found, name, notes)
    if not value or len(value) != 1:
        notes.note(found.line, _("A part is one “question: <id>” or one “draw:”."))
        return None
    return Part(found.line, question=value.get("question"), **(value.get("draw") or {}))


def _optional_address(found: Located, name: str, notes: Notebook) -> str | None:
    return "" if found.value == "" else address(found, name, notes)


_DRAW = mapping(
    {"competence": text(30), "difficulty": choice(*Difficulty.values), "count": number(1, MOST_DRAWN)},
)  # fmt: skip
_PART = mapping({"question": identifier, "draw": _DRAW}, frozenset({"question", "draw"}))
_MARK = mapping({"competence": text(30), "percent": number(1, 100)})

QUESTIONS = mapping({"questions": entries(as_it_is, 1, MOST_IN_FILE)})
QUESTION = mapping(
    {
        "id": identifier,
        "name": text(120),
        "kind": choice(*NAMES),
        "competence": text(30),
        "difficulty": choice(*Difficulty.values),
        "language": text(10),
        "source": text(200),
        "source_url": _optional_address,
        "review_by": day,
        "content": as_it_is,
    },
    frozenset({"language", "source_url"}),
)

QUIZZES = mapping({"quizzes": entries(as_it_is, 1, MOST_IN_FILE)})
# What a quiz has that says nothing of it.
DEFAULTS: dict[str, Any] = {
    "purpose": "course", "course": None, "time_limit_minutes": 0, "late_minutes": 1440, "max_attempts": 0,
    "wait_minutes": 0, "shuffle": (True, True), "opens_at": None, "closes_at": None, "spread_minutes": 0,
    "competence_marks": [],
}  # fmt: skip
QUIZ = mapping(
    {
        "id": identifier,
        "title": text(120),
        "intro": lines(600),
        "course": identifier,
        "purpose": choice(*Purpose.values),
        "mode": choice(*Mode.values),
        "pass_mark": number(0, 100),
        "competence_marks": entries(_MARK, 0, MOST_MARKS),
        "time_limit_minutes": number(0, 600),
        "late_minutes": number(0, 10_080),
        "max_attempts": number(0, 32_767),
        "wait_minutes": number(0, 525_600),
        "shuffle": shuffle,
        "feedback": choice(*Feedback.values),
        "opens_at": moment,
        "closes_at": moment,
        "spread_minutes": number(0, 240),
        "parts": entries(part, 1, MOST_PARTS),
    },
    frozenset(DEFAULTS),
)

"""Versions of quizzes that this process has seen, with the rules that they set."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from learn.conversations import Conversation
from quizzes.quiz.models import Feedback, Mode, Purpose, QuizVersion

MOST_KEPT = 500

_VERSIONS = "SELECT id, quiz, number, title, settings, parts FROM quizzes_quizversion WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Part:
    """So many questions out of these versions."""

    pool: tuple[int, ...]
    take: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What a version of a quiz decides. Times in UTC; ``time_limit`` None where there is none."""

    id: int
    quiz: uuid.UUID
    number: int
    title: str
    intro: str
    purpose: Purpose
    mode: Mode
    feedback: Feedback
    course: uuid.UUID | None
    parts: tuple[Part, ...]
    pass_mark: int
    competence_marks: dict[str, int]
    time_limit: dt.timedelta | None
    late: dt.timedelta
    max_attempts: int
    wait: dt.timedelta
    shuffle_questions: bool
    shuffle_answers: bool
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    spread: dt.timedelta

    @property
    def count(self) -> int:
        """How many questions a paper has."""
        return sum(part.take for part in self.parts)

    @property
    def counts(self) -> bool:
        """Whether its result enters the record as passed or failed."""
        return self.mode == Mode.GRADED


_kept: OrderedDict[int, Rules] = OrderedDict()


def load_rules(ids: Iterable[int]) -> Conversation[dict[int, Rules]]:
    """The versions with these numbers; one query at most, and none for those seen before."""
    wanted = set(ids)
    # Each is looked for once: another thread may forget it between two looks.
    found = {one: known for one in wanted if (known := _kept.get(one)) is not None}
    missing = [one for one in wanted if one not in found]
    if missing:
        rows = yield _VERSIONS, [missing]
        for row in rows:
            found[row[0]] = _kept[row[0]] = _rules(*row)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _rules(number: int, quiz: uuid.UUID, version: int, title: str, settings: dict[str, Any], parts: Any) -> Rules:
    minutes = settings["time_limit_minutes"]
    return Rules(
        id=number,
        quiz=quiz,
        number=version,
        title=title,
        intro=settings["intro"],
        purpose=Purpose(settings["purpose"]),
        mode=Mode(settings["mode"]),
        feedback=Feedback(settings["feedback"]),
        course=uuid.UUID(settings["course"]) if settings["course"] else None,
        parts=tuple(Part(tuple(part["pool"]), part["take"]) for part in parts),
        pass_mark=settings["pass_mark"],
        competence_marks=settings["competence_marks"],
        time_limit=dt.timedelta(minutes=minutes) if minutes else None,
        late=dt.timedelta(minutes=settings["late_minutes"]),
        max_attempts=settings["max_attempts"],
        wait=dt.timedelta(minutes=settings["wait_minutes"]),
        shuffle_questions=settings["shuffle_questions"],
        shuffle_answers=settings["shuffle_answers"],
        opens_at=_time(settings["opens_at"]),
        closes_at=_time(settings["closes_at"]),
        spread=dt.timedelta(minutes=settings["spread_minutes"]),
    )


def rules_of(version: QuizVersion) -> Rules:
    """The rules of a version that is not kept: a draft's."""
    said = json.loads(json.dumps(version.settings))
    return _rules(version.pk or 0, version.quiz, version.number, version.title, said, version.parts)


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def forget_kept() -> None:
    """Forget all; for tests, which throw the database away under it."""
    _kept.clear()

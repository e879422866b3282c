"""From answers to marks, without any database: the one rule that grading, regrading and previews share."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quizzes.bank.kept import Asked
from quizzes.bank.things import carried_over
from quizzes.kinds.base import Fields
from quizzes.quiz.kept import Rules

# 0.7 of ten questions is seven right ones, whatever sums of fractions say.
EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Correction:
    """What holds for a version whose key was wrong: another key, full credit for everyone, or out of the count.

    ``key``: the version by whose key it is graded now, where there is one.
    """

    effect: str
    key: Asked | None = None


@dataclass(slots=True)
class Marks:
    """``score`` 0..1; ``by_competence``: credit and number of questions; ``credits`` by question."""

    score: float = 0.0
    passed: bool = False
    by_competence: dict[str, list[float]] = field(default_factory=dict)
    credits: dict[uuid.UUID, float] = field(default_factory=dict)


def marks_of(
    rules: Rules,
    paper: Sequence[Asked],
    answers: Mapping[uuid.UUID, Fields],
    corrections: Mapping[int, Correction] | None = None,
) -> Marks:
    """The marks of a paper; every question weighs the same, and what was not answered gets nothing."""
    marks = Marks()
    for asked in paper:
        correction = (corrections or {}).get(asked.id)
        if correction and correction.effect == "drop":
            continue
        credit = _credit(asked, answers.get(asked.question) or {}, correction)
        marks.credits[asked.question] = credit
        got = marks.by_competence.setdefault(asked.competence, [0.0, 0])
        got[0] += credit
        got[1] += 1
    if marks.credits:
        marks.score = min(1.0, max(0.0, sum(marks.credits.values()) / len(marks.credits)))
    marks.passed = bool(marks.credits) and _reaches(rules, marks)
    return marks


def _credit(asked: Asked, fields: Fields, correction: Correction | None) -> float:
    if correction and correction.effect == "full":
        return 1.0
    if not fields:
        return 0.0
    if correction and correction.key:
        return correction.key.kind.grade(correction.key.content, carried_over(asked, correction.key, fields))
    return asked.kind.grade(asked.content, fields)


def _reaches(rules: Rules, marks: Marks) -> bool:
    if marks.score * 100 + EPSILON < rules.pass_mark:
        return False
    return all(
        marks.by_competence[code][0] * 100 / marks.by_competence[code][1] + EPSILON >= percent
        for code, percent in rules.competence_marks.items()
        if code in marks.by_competence
    )

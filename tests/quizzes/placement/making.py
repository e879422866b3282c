"""People with placement and exit tests."""

from __future__ import annotations

import datetime as dt
import uuid

from learn.models import Learner
from quizzes.models import Attempt, QuizVersion
from quizzes.placement.services import tell_home
from quizzes.placement.standing import make_standings
from tests.quizzes.regrading.making import make_attempt, make_quiz, make_version, one_of

MARCH = dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC)
JUNE = dt.datetime(2026, 6, 10, 3, tzinfo=dt.UTC)


class Tests:
    """A placement and an exit test of two competences, two questions each."""

    __test__ = False

    def __init__(self) -> None:
        self.questions = [
            make_version(one_of(1, prompt=f"Câu {number}?"), competence=code)
            for number, code in enumerate(["1.1", "1.1", "2.1", "2.1"])
        ]
        self.placement = self._quiz("placement")
        self.exit = self._quiz("exit")

    def _quiz(self, purpose: str) -> QuizVersion:
        return make_quiz(*[[one] for one in self.questions], purpose=purpose, course=None, mode="practice")

    def take(self, quiz: QuizVersion, right: str, *, learner: uuid.UUID | None = None, at: dt.datetime = MARCH,
             number: int = 1) -> Attempt:  # fmt: skip
        """Answer the four questions; `x` is right, anything else wrong."""
        given = {one: "c1" if mark == "x" else "c2" for one, mark in zip(self.questions, right, strict=True)}
        return make_attempt(quiz, given, learner=learner, at=at, number=number)

    def person(self, before: str, after: str = "", *, area=None) -> uuid.UUID:
        """Somebody who took the placement test in March and perhaps the exit test in June."""
        learner = Learner.objects.create().id
        self.take(self.placement, before, learner=learner)
        if after:
            self.take(self.exit, after, learner=learner, at=JUNE)
        if area is not None:
            tell_home(learner=learner, area=area)
        return learner


def catch_up() -> None:
    """Let the job do all that is due."""
    while make_standings():
        pass

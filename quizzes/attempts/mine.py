"""What of a person's data lies here: taken along, counted and erased with the rest."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from learn.my_data.parts import Part, register
from learn.my_data.rows import by_key, fields
from quizzes.attempts.models import Answer, Attempt, ExtraTime
from quizzes.placement.models import HomeArea
from quizzes.placement.standing import forget
from quizzes.regrading.models import RegradeNotice

_ATTEMPT = (
    "learner_id", "id", "quiz", "version", "number", "started_at", "deadline_at", "submitted_at", "graded_at", "score",
    "passed", "competences", "late",
)  # fmt: skip
_NOTICE = ("learner_id", "attempt", "quiz", "before", "after", "passed_before", "passed_after", "at", "seen_at")
_ANSWER = ("learner_id", "attempt", "id", "seq", "question", "response", "occurred_text", "received_at", "counted")


def connect() -> None:
    """Make the parts known."""
    register(Part("quiz_attempts", _("Quizzes taken"), _attempts, _erase, _count))
    register(Part("quiz_answers", _("Answers in quizzes"), _answers, _nothing_more, _count_answers))
    register(Part("quiz_extra_time", _("More time in quizzes"), _extra_time, _nothing_more, _count_extra_time))
    register(Part("home_areas", _("Where I said to live"), _homes, forget, _count_homes))
    register(Part("quiz_regrades", _("Quizzes graded again"), _notices, _nothing_more, _count_notices))


def _attempts(learners: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for learner in learners:
        for row in by_key(Attempt.objects.filter(learner_id=learner), "id"):
            yield fields(row, _ATTEMPT)


def _answers(learners: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for learner in learners:
        for attempt in Attempt.objects.filter(learner_id=learner).order_by("id").values_list("id", flat=True):
            for row in by_key(Answer.objects.filter(learner_id=learner, attempt=attempt), "id"):
                yield fields(row, _ANSWER)


def _extra_time(learners: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for given in ExtraTime.objects.filter(learner_id__in=learners):
        yield {"percent": given.percent, "reason": given.reason, "given_at": given.given_at}


def _count_extra_time(learners: Sequence[uuid.UUID]) -> int:
    return ExtraTime.objects.filter(learner_id__in=learners).count()


def _notices(learners: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for learner in learners:
        # A result is graded again once for each correction: few rows.
        for row in RegradeNotice.objects.filter(learner_id=learner).order_by("attempt", "correction"):
            yield fields(row, _NOTICE)


def _erase(learners: Sequence[uuid.UUID]) -> None:
    for model in (Answer, RegradeNotice, Attempt, ExtraTime):
        model.objects.filter(learner_id__in=learners).delete()


def _nothing_more(_learners: Sequence[uuid.UUID]) -> None:
    """It goes with the attempts."""


def _count(learners: Sequence[uuid.UUID]) -> int:
    return Attempt.objects.filter(learner_id__in=learners).count()


def _count_answers(learners: Sequence[uuid.UUID]) -> int:
    return Answer.objects.filter(learner_id__in=learners).count()


def _count_notices(learners: Sequence[uuid.UUID]) -> int:
    return RegradeNotice.objects.filter(learner_id__in=learners).count()


def _homes(learners: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    # One row a learner at the most.
    for home in HomeArea.objects.filter(learner_id__in=learners).select_related("area__parent").order_by("learner_id"):
        told = {"area": home.area.code, "name": str(home.area), "words": home.words, "told_at": home.told_at}
        yield {"learner": home.learner_id, **told}


def _count_homes(learners: Sequence[uuid.UUID]) -> int:
    return HomeArea.objects.filter(learner_id__in=learners).count()

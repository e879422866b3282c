"""What people are told of changed results."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learn.additions import News
from quizzes.attempts.models import Attempt
from quizzes.quiz.models import QuizVersion
from quizzes.regrading.models import KeyCorrection, RegradeNotice

MOST_NOTICES = 10
# On "my learning"; who has seen one is shown the next.
MOST_NEWS = 3


def notices_of(attempt: Attempt) -> list[tuple[RegradeNotice, str]]:
    """The changes of one result, the newest first, with the reason of each."""
    rows = RegradeNotice.objects.filter(learner_id=attempt.learner_id, attempt=attempt.id).order_by("-at")
    notices = list(rows[:MOST_NOTICES])
    if not notices:
        return []
    reasons = dict(KeyCorrection.objects.filter(pk__in=[one.correction for one in notices]).values_list("pk", "reason"))
    return [(one, reasons.get(one.correction, "")) for one in notices]


def see_notices(attempt: Attempt) -> None:
    """The person has been told."""
    RegradeNotice.objects.filter(learner_id=attempt.learner_id, attempt=attempt.id, seen_at=None).update(
        seen_at=timezone.now()
    )


def news(learners: Sequence[uuid.UUID]) -> list[News]:
    """What changed and was not looked at yet, the newest first. Two queries."""
    waiting = RegradeNotice.objects.filter(learner_id__in=learners, seen_at=None).order_by("-at")
    notices = list(waiting[:MOST_NEWS])
    if not notices:
        return []
    versions = QuizVersion.objects.filter(quiz__in={one.quiz for one in notices}).order_by("number")
    titles = dict(versions.values_list("quiz", "title"))
    return [
        News(
            _words(one, titles.get(one.quiz, "")), reverse("quizzes:result", args=[one.quiz, one.attempt]), _("See why")
        )
        for one in notices
    ]


def _words(notice: RegradeNotice, title: str) -> str:
    told = {"title": title, "before": _percent(notice.before), "after": _percent(notice.after)}
    if notice.passed_after and not notice.passed_before:
        return _("“%(title)s” was graded again: you have passed.") % told
    if notice.passed_after and notice.after < notice.before:
        return _("“%(title)s” was graded again. You have still passed.") % told
    return _("“%(title)s” was graded again: %(before)d%%, now %(after)d%%.") % told


def _percent(share: float) -> int:
    return int(share * 100 + 1e-6)

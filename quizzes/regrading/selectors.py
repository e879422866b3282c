"""What people are told of changed results."""

from __future__ import annotations

from django.utils import timezone

from quizzes.attempts.models import Attempt
from quizzes.regrading.models import KeyCorrection, RegradeNotice

MOST_NOTICES = 10


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

"""Somebody looked at a question again and it is still right: the day moves, nothing else."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from courses.editing.auditing import REVIEWED
from courses.editing.reviewing import check_next_day
from people.models import User
from quizzes.bank.models import Question

_MOVE_IN_DRAFTS = """
UPDATE wagtailcore_revision SET content = jsonb_set(content, '{review_by}', to_jsonb(%s::text))
WHERE id = ANY(%s) AND content->>'review_by' = %s
"""


@transaction.atomic
def confirm(*, question: Question, by: User, next_day: dt.date) -> None:
    """Set the next day, also in drafts that have no day of their own; who and when goes into history and audit.

    Raises ``ValidationError``.
    """
    check_next_day(next_day)
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if not held.live:
        raise ValidationError(_("Only a published question can be confirmed."))
    drafts = Revision.objects.for_instance(held).filter(pk__gte=held.live_revision_id or 0)
    Question.objects.filter(pk=held.pk).update(review_by=next_day)
    with connection.cursor() as cursor:
        days = next_day.isoformat(), held.review_by.isoformat()
        cursor.execute(_MOVE_IN_DRAFTS, [days[0], list(drafts.values_list("pk", flat=True)), days[1]])
    log(held, REVIEWED, user=by, data={"was_due": held.review_by.isoformat(), "next_due": next_day.isoformat()})

"""Lessons that must be read again: which, who is told when, what is kept when somebody finds one still right."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from courses.editing.auditing import REVIEWED
from courses.editing.models import ReviewNotice, ReviewRecord
from courses.pages.lessons import LessonPage
from courses.selectors import newest_lesson_version
from courses.versions.publish import lock_page
from foundation.publication import bump

if TYPE_CHECKING:
    from wagtail.query import PageQuerySet

    from people.models import User

TELL_DAYS = 30
# A lesson that nobody looks at for longer than this is not looked after.
LONGEST_DAYS = 2 * 365
MOST_AT_ONCE = 500


def due_lessons(
    *, within_days: int, at: dt.date | None = None, below: Page | None = None, overdue_only: bool = False
) -> PageQuerySet[LessonPage]:
    """Live lessons whose day comes within so many days or is past, the longest past first."""
    today = at or timezone.localdate()
    lessons = LessonPage.objects.live().defer_streamfields().order_by("review_by", "path")
    last = today - dt.timedelta(days=1) if overdue_only else today + dt.timedelta(days=within_days)
    lessons = lessons.filter(review_by__lte=last)
    return lessons.descendant_of(below) if below is not None else lessons


def tell_of_reviews(*, at: dt.date | None = None) -> int:
    """The periodic job: note once for each lesson and date that editors are told; returns how many are new."""
    lessons = due_lessons(within_days=TELL_DAYS, at=at)
    told = ReviewNotice.objects.filter(lesson__in=lessons.values("uuid")).values_list("lesson", "review_by")
    known = set(told)
    new = [
        ReviewNotice(lesson=lesson, review_by=day)
        for lesson, day in lessons.values_list("uuid", "review_by")
        if (lesson, day) not in known
    ][:MOST_AT_ONCE]
    ReviewNotice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def may_confirm(user: User, lesson: LessonPage) -> bool:
    """Whether this person may say that a lesson is still right: whoever may publish, with or without the workflow."""
    permissions = lesson.permissions_for_user(user)
    return bool(user.is_superuser or (user.is_active and "publish" in permissions.permissions))


def check_next_day(day: dt.date, *, at: dt.date | None = None) -> None:
    """Raise ``ValidationError`` where a day is no good as the next one."""
    today = at or timezone.localdate()
    if day <= today:
        raise ValidationError(_("The next review must lie in the future."))
    if day > today + dt.timedelta(days=LONGEST_DAYS):
        raise ValidationError(_("The next review must come within two years."))


@transaction.atomic
def confirm(*, lesson: LessonPage, by: User, next_day: dt.date, at: dt.datetime | None = None) -> ReviewRecord:
    """Somebody read the published lesson and it is still right: keep who and when, and set the next day.

    What learners see changes by that day alone, so no version is made. A draft that is under way keeps its text, and
    its own day if somebody set one there.
    """
    if not may_confirm(by, lesson):
        raise PermissionDenied
    now = at or timezone.now()
    check_next_day(next_day, at=timezone.localdate(now))
    lock_page(lesson.pk)
    lesson.refresh_from_db(fields=["review_by", "live_revision", "latest_revision", "live", "title"])
    if not lesson.live:
        raise ValidationError(_("Only a published lesson can be confirmed."))
    before = lesson.review_by
    newest = newest_lesson_version(lesson.uuid)
    record = ReviewRecord.objects.create(
        lesson=lesson.uuid, title=lesson.title, version=newest.number if newest else 0, reviewed_at=now,
        reviewed_by=by, was_due=before, next_due=next_day,
    )  # fmt: skip
    LessonPage.objects.filter(pk=lesson.pk).update(review_by=next_day)
    _move_day_in_drafts(lesson, before, next_day)
    log(
        lesson, REVIEWED, user=by, revision=lesson.live_revision,
        data={"was_due": before.isoformat(), "next_due": next_day.isoformat()},
    )  # fmt: skip
    # The day stands on the public page.
    bump()
    return record


def _move_day_in_drafts(lesson: LessonPage, before: dt.date, after: dt.date) -> None:
    revisions = Revision.objects.for_instance(lesson).filter(pk__gte=lesson.live_revision_id or 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_revision SET content = jsonb_set(content, '{review_by}', to_jsonb(%s::text))"
            " WHERE id = ANY(%s) AND content->>'review_by' = %s",
            [after.isoformat(), list(revisions.values_list("pk", flat=True)), before.isoformat()],
        )

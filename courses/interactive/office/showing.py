"""Lessons hold to the version of an activity that was the newest when they were published; here they catch up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.permissions import page_permission_policy

from courses.interactive.holding import hold_activities
from courses.interactive.models import H5PPackage
from courses.interactive.office.usage import lessons_behind
from courses.pages.lessons import LessonPage
from courses.versions.publish import lock_page, one_publication, public_pages_changed, publish_lesson
from courses.versions.rendering import agreed_numbers
from people.audit.events import Event
from people.audit.services import record
from people.models import User

SHOWN_AGAIN = "courses.h5p_shown_again"
# Each is rendered anew and published; a few seconds for so many.
A_TIME = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """How many lessons show the newest version now, and how many of those that the person may publish still wait."""

    done: int
    left: int


def why_not(*, by: User, package: H5PPackage) -> str:
    """Why this person may not have lessons show the newest version; empty where they may."""
    if not page_permission_policy.user_has_permission(by, "publish"):
        return _("A reviewer lets the lessons show it.")
    if not by.is_superuser and package.newest.made_by_id == by.pk:
        return _("You brought this version, so a colleague lets the lessons show it.")
    return ""


def may_show(by: User, page: LessonPage) -> bool:
    """Whether this person decides what learners see of a lesson: who takes it off the site does."""
    return bool(page.permissions_for_user(by).can_unpublish())


def show_newest(*, by: User, package: H5PPackage, request: HttpRequest | None = None) -> Shown:
    """Publish the lessons that are behind once more with this version, some at a time, each whole or not at all.

    Other activities in them stay as they are.
    """
    pages = [use.page for use in lessons_behind(package)]
    allowed = [page for page in pages if may_show(by, page)]
    done = sum(_publish(page.pk, by, package, request) for page in allowed[:A_TIME])
    return Shown(done, len(allowed) - min(len(allowed), A_TIME))


def _publish(pk: int, by: User, package: H5PPackage, request: HttpRequest | None) -> bool:
    with transaction.atomic(), one_publication():
        # Before it is read: what a colleague publishes at this moment is not undone.
        hold_activities()
        lock_page(pk)
        lesson = LessonPage.objects.live().filter(pk=pk).first()
        # A colleague may have let it show this one, or a later one, meanwhile.
        if lesson is None or agreed_numbers(lesson).get(str(package.pk), 0) >= package.number:
            return False
        lesson.activities[str(package.pk)] = package.number
        LessonPage.objects.filter(pk=pk).update(activities=lesson.activities)
        publish_lesson(lesson)
        public_pages_changed([lesson.get_parent().specific])
        data = {"title": package.title, "number": package.number}
        # Of several entries with one uuid, as those of one request have, Wagtail's histories show only the last.
        log(instance=lesson, action=SHOWN_AGAIN, user=by, uuid=uuid.uuid4(), data=data)
        record(
            Event.H5P_SHOWN_AGAIN, actor=by, object_type="lessonpage", object_id=lesson.pk,
            note=f"{package.pk}, {package.number}", request=request,
        )  # fmt: skip
    return True

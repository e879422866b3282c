"""Making a copy for a province, and deciding on what the original changed since."""

from __future__ import annotations

import json

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.copies.cards import FIELDS, Difference, State, taken_over, with_card
from courses.copies.models import CourseCopy, LessonCopy
from courses.copies.selectors import draft_of, fields_of, lesson_differences, original_lesson, raw_cards
from courses.pages.courses import CoursePage
from courses.pages.forms import readable_slug
from courses.pages.lessons import LessonPage
from courses.selectors import newest_lesson_version
from courses.versions.publish import lock_page
from people.audit import services as audit
from people.audit.events import Event
from people.models import Area, User

PROVINCE = "province"


class CopyRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


@transaction.atomic
def copy_course(*, course: CoursePage, area: Area, by: User, request: HttpRequest | None = None) -> CourseCopy:
    """A province's own copy of a course, as drafts beside the original. Raises ``CopyRefused``."""
    if not course.get_parent().permissions_for_user(by).can_add_subpage():
        raise PermissionDenied
    if not course.live:
        raise CopyRefused(_("The course is not published yet; a copy is made of what is."))
    if area.level != PROVINCE:
        raise CopyRefused(_("A copy is made for a province or city."))
    lock_page(course.pk)
    if CourseCopy.objects.filter(copy=course.uuid).exists():
        raise CopyRefused(_("This course is a province's copy itself; please copy its original."))
    if CourseCopy.objects.filter(original=course.uuid, area=area).exists():
        raise CopyRefused(_("%s has its copy of this course already.") % area.full_name)
    title = f"{course.title} – {area.full_name}"[:255]
    slug = f"{course.slug}-{readable_slug(area.name)}"[:240]
    if CoursePage.objects.sibling_of(course).filter(slug=slug).exists():
        raise CopyRefused(_("Another page here has the address %s.") % slug)
    page = course.copy(
        update_attrs={"title": title, "slug": slug}, copy_revisions=False, keep_live=False, user=by
    )  # fmt: skip
    lessons = list(LessonPage.objects.child_of(course).live().order_by("path"))
    made = CourseCopy.objects.create(
        copy=page.uuid, original=course.uuid, area=area, made_by=by, made_at=timezone.now(),
    )  # fmt: skip
    for lesson in lessons:
        _copy_lesson(made, lesson, page, by)
    audit.record(Event.COURSE_COPIED, actor=by, object_type="page", object_id=page.pk, request=request)
    return made


@transaction.atomic
def take_lesson(*, copy: CourseCopy, lesson: LessonPage, by: User, wanted: bool = True) -> LessonCopy:
    """A lesson that is new in the original: copied as a draft, or declined. Once decided it stays so."""
    CourseCopy.objects.select_for_update().get(pk=copy.pk)
    known = copy.lessons.filter(original=lesson.uuid).first()
    if known is not None:
        return known
    page = CoursePage.objects.filter(uuid=copy.copy).first()
    if page is None:
        raise CopyRefused(_("The copy is not there any more."))
    return _copy_lesson(copy, lesson, page, by) if wanted else _note_lesson(copy, lesson, None)


@transaction.atomic
def decide(*, lesson: LessonCopy, key: str, take: bool, seen: str, by: User, sure: bool = False) -> Difference:
    """Take the original's card over into a draft of the copy, or keep ours. ``seen`` is what the person looked at.

    ``sure``: what was changed here as well may be replaced. Raises ``CopyRefused``, also where something else stands
    there by now.
    """
    lesson, draft = _held(lesson)
    # First the number, then the content: what is published in between waits for the next look.
    newest = _newest(lesson)
    original = original_lesson(lesson)
    found = {one.key: one for one in lesson_differences(lesson, draft, original)}
    difference = found.get(key)
    if difference is None or difference.seen != seen or not difference.waits:
        raise CopyRefused(_("Something has changed here meanwhile. Please look again."))
    if take and difference.state == State.BOTH and not sure:
        raise CopyRefused(_("Please tick the box first: what was written here would be replaced."))
    if take:
        _take_over(draft, difference, original, by)
    _move_base(lesson, difference)
    if not any(one.waits for one in found.values() if one.key != key):
        lesson.base_version = max(lesson.base_version, newest)
    lesson.save(update_fields=["base_cards", "base_fields", "base_version"])
    return difference


@transaction.atomic
def mark_seen(*, lesson: LessonCopy, version: int) -> bool:
    """The original's version was looked at and nothing in it waits; False when something does by now."""
    lesson, draft = _held(lesson)
    newest = _newest(lesson)
    if any(one.waits for one in lesson_differences(lesson, draft, original_lesson(lesson))):
        return False
    lesson.base_version = max(lesson.base_version, min(version, newest))
    lesson.save(update_fields=["base_version"])
    return True


def _held(lesson: LessonCopy) -> tuple[LessonCopy, LessonPage]:
    """The record and the copy's draft, held until the transaction ends."""
    lesson = LessonCopy.objects.select_for_update().get(pk=lesson.pk)
    page = LessonPage.objects.filter(uuid=lesson.copy).first()
    if page is None:
        raise CopyRefused(_("The copy is not there any more."))
    lock_page(page.pk)
    return lesson, draft_of(LessonPage.objects.get(pk=page.pk))


def _newest(lesson: LessonCopy) -> int:
    version = newest_lesson_version(lesson.original)
    return version.number if version else 0


def _take_over(draft: LessonPage, difference: Difference, original: LessonPage | None, by: User) -> None:
    lock = draft.get_lock()
    if lock is not None and lock.for_user(by):
        raise CopyRefused(_("The page is locked just now, because it is being reviewed. Please try again later."))
    if difference.key == FIELDS:
        for name, value in (difference.original or {}).items():
            setattr(draft, name, value)
    else:
        there = raw_cards(original) if original else []
        cards = taken_over(raw_cards(draft), difference, there)
        draft.cards = LessonPage._meta.get_field("cards").to_python(json.dumps(cards))
    draft.save_revision(user=by, log_action=True)


def _move_base(lesson: LessonCopy, difference: Difference) -> None:
    if difference.key == FIELDS:
        lesson.base_fields = difference.original or {}
    else:
        lesson.base_cards = with_card(lesson.base_cards, difference.key, difference.original)


def _copy_lesson(copy: CourseCopy, lesson: LessonPage, to: CoursePage, by: User) -> LessonCopy:
    page = lesson.copy(to=to, copy_revisions=False, keep_live=False, user=by)
    return _note_lesson(copy, lesson, page)


def _note_lesson(copy: CourseCopy, lesson: LessonPage, page: LessonPage | None) -> LessonCopy:
    newest = newest_lesson_version(lesson.uuid)
    lesson = LessonPage.objects.get(pk=lesson.pk)
    return LessonCopy.objects.create(
        course=copy,
        original=lesson.uuid,
        copy=page.uuid if page else None,
        base_cards=raw_cards(lesson),
        base_fields=fields_of(lesson),
        base_version=newest.number if newest else 0,
    )

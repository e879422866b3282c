"""Reading copies beside their originals."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from courses.copies.cards import FIELDS, Card, Difference, differences
from courses.copies.models import CourseCopy, LessonCopy
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.versions.models import LessonVersion

COMPARED = ("title", "summary", "minutes")


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One lesson in the list of a copy."""

    title: str
    # Exactly one of them where the lesson is new in the original, else the record.
    new: LessonPage | None
    record: LessonCopy | None
    page: LessonPage | None
    is_gone: bool
    has_changed: bool


def copies() -> QuerySet[CourseCopy]:
    """All copies, the newest first."""
    return CourseCopy.objects.select_related("area").order_by("-made_at", "-pk")


def waiting_of(shown: Iterable[CourseCopy]) -> dict[int, int]:
    """By copy: how many lessons have an original that was published anew since somebody decided."""
    newest = LessonVersion.objects.filter(lesson=OuterRef("original")).order_by("-number").values("number")
    changed = (
        LessonCopy.objects.filter(course__in=[copy.pk for copy in shown], copy__isnull=False)
        .annotate(newest=Subquery(newest[:1]))
        .filter(newest__gt=F("base_version"))
    )
    return dict(changed.values("course").annotate(count=Count("pk")).values_list("course", "count"))


def lines_of(copy: CourseCopy) -> list[LessonLine]:
    """The lessons of a copy in the order of the original, new ones among them, those that are gone at the end."""
    records = {record.original: record for record in copy.lessons.all()}
    original = CoursePage.objects.filter(uuid=copy.original).first()
    there = list(LessonPage.objects.child_of(original).live().order_by("path")) if original else []
    pages = {page.uuid: page for page in LessonPage.objects.filter(uuid__in=[one.copy for one in records.values()])}
    numbers = dict(
        LessonVersion.objects.newest().filter(lesson__in=list(records)).values_list("lesson", "number")
    )  # fmt: skip
    lines = []
    for lesson in there:
        record = records.pop(lesson.uuid, None)
        page = pages.get(record.copy) if record and record.copy else None
        changed = bool(record and page and numbers.get(lesson.uuid, 0) > record.base_version)
        lines.append(LessonLine(lesson.title, None if record else lesson, record, page, False, changed))
    for record in records.values():
        title = str(record.base_fields.get("title", ""))
        lines.append(LessonLine(title, None, record, pages.get(record.copy) if record.copy else None, True, False))
    return lines


def lesson_differences(lesson: LessonCopy, draft: LessonPage, original: LessonPage | None) -> list[Difference]:
    """The lesson's fields and its cards, three ways. An original that is gone changes nothing any more."""
    now_cards = raw_cards(original) if original else lesson.base_cards
    now_fields = fields_of(original) if original else lesson.base_fields
    head = Difference(FIELDS, lesson.base_fields, now_fields, fields_of(draft))
    return [head, *differences(lesson.base_cards, now_cards, raw_cards(draft))]


def original_lesson(lesson: LessonCopy) -> LessonPage | None:
    """The original as it was last published, while it is."""
    return LessonPage.objects.live().filter(uuid=lesson.original).first()


def draft_of(page: LessonPage) -> LessonPage:
    """What was saved last, published or not."""
    draft: LessonPage = page.get_latest_revision_as_object()
    return draft


def raw_cards(lesson: LessonPage) -> list[Card]:
    """The cards as they are stored."""
    cards: list[Card] = json.loads(json.dumps(lesson.cards.get_prep_value()))
    return cards


def fields_of(lesson: LessonPage) -> dict[str, Any]:
    """What is compared of a lesson besides its cards."""
    return {name: getattr(lesson, name) for name in COMPARED}

"""Where an activity is used: in drafts, and in lessons as they were published."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from wagtail.models import Page, ReferenceIndex, Revision

from courses.interactive.models import H5PPackage
from courses.pages.lessons import LessonPage
from courses.versions.models import LessonVersion

# What is listed on a screen.
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Use:
    """A lesson; ``shows``: the version that learners see in it now, None where they see none."""

    page: LessonPage
    course: str
    shows: int | None


@dataclass(slots=True)
class Uses:
    """The first of the lessons that use an activity, and how many there are.

    ``published`` counts lessons that learners saw it in at any time: records may go on asking for those.
    """

    listed: list[Use] = field(default_factory=list)
    count: int = 0
    published: int = 0

    @property
    def any(self) -> bool:
        """Whether it may not go."""
        return bool(self.count or self.published)


def uses_of(package: H5PPackage) -> Uses:
    """The lessons that hold an activity, those first that learners see it in. Six queries."""
    published = _published(package.pk)
    shown = _shown(package.pk, published)
    drafts = _drafts(package.pk)
    pages = LessonPage.objects.filter(Q(uuid__in=shown, live=True) | Q(pk__in=drafts)).defer_streamfields()
    found = sorted(pages.order_by("path"), key=lambda page: not (page.live and page.uuid in shown))
    courses = _courses(found[:MOST_LISTED])
    listed = [
        Use(page, courses.get(page.path[: -Page.steplen], ""), shown.get(page.uuid) if page.live else None)
        for page in found[:MOST_LISTED]
    ]
    return Uses(listed, len(found), len(published))


def lessons_behind(package: H5PPackage) -> list[Use]:
    """The live lessons in which learners see an older version than the newest. Four queries."""
    shown = _shown(package.pk, _published(package.pk))
    behind = {lesson: number for lesson, number in shown.items() if number < package.number}
    pages = list(LessonPage.objects.live().filter(uuid__in=behind).defer_streamfields().order_by("path"))
    courses = _courses(pages)
    return [Use(page, courses.get(page.path[: -Page.steplen], ""), behind[page.uuid]) for page in pages]


def _published(package: uuid.UUID) -> set[uuid.UUID]:
    """Lessons of which some version, at any time, held it."""
    held = LessonVersion.objects.filter(outline__contains={"cards": [{"h5p": {"activity": str(package)}}]})
    return set(held.values_list("lesson", flat=True).distinct())


def _shown(package: uuid.UUID, lessons: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    """By lesson the oldest version of the activity on a card of its newest version."""
    newest = LessonVersion.objects.newest().filter(lesson__in=lessons).values_list("lesson", "outline")
    found = {lesson: _numbers(package, outline) for lesson, outline in newest}
    return {lesson: min(numbers) for lesson, numbers in found.items() if numbers}


def _numbers(package: uuid.UUID, outline: dict[str, Any]) -> list[int]:
    held = (card.get("h5p", {}) for card in outline["cards"])
    return [one["number"] for one in held if one.get("activity") == str(package)]


def _drafts(package: uuid.UUID) -> set[int]:
    """Pages that hold it in themselves, in the newest draft, or in what is scheduled."""
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(H5PPackage),
        to_object_id=str(package),
    )
    # Wagtail's index knows the pages' own fields; of a page with changes there is a draft besides.
    newest = LessonPage.objects.filter(has_unpublished_changes=True).values("latest_revision")
    drafts = (
        Revision.objects.filter(content_type=ContentType.objects.get_for_model(LessonPage))
        .filter(Q(pk__in=newest) | Q(approved_go_live_at__isnull=False))
        .annotate(cards=KeyTextTransform("cards", "content"))
        .filter(cards__contains=str(package))
    )
    held = [*references.values_list("object_id", flat=True), *drafts.values_list("object_id", flat=True)]
    return {int(page) for page in held}


def _courses(pages: list[LessonPage]) -> dict[str, str]:
    """Titles of their courses by path."""
    paths = {page.path[: -Page.steplen] for page in pages}
    return dict(Page.objects.filter(path__in=paths).values_list("path", "title"))

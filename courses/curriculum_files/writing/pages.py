"""Courses of the tree as curriculum files in a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from courses.curriculum_files.models import LoadedPage
from courses.curriculum_files.problems import Problem
from courses.curriculum_files.reader import FRAMEWORK_FILE
from courses.curriculum_files.writing.cards import cards_text, meaning
from courses.curriculum_files.writing.front import fields_text, framework_text
from courses.curriculum_files.writing.shelf import CourseMedia
from courses.curriculum_files.writing.spans import CannotWriteError
from courses.framework.models import Framework
from courses.pages.lessons import LessonPage
from courses.pages.tracks import TrackPage

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from pathlib import Path

    from courses.pages.base import IdentifiedPage
    from courses.pages.courses import CoursePage

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(slots=True)
class Written:
    """What was written, what could not be, and what there is besides that files do not hold."""

    files: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # What each lesson says, to compare with what is read.
    lessons: dict[uuid.UUID, Any] = field(default_factory=dict)


class Writer:
    """Writes into one folder. ``draft`` takes what was saved last, published or not."""

    def __init__(self, root: Path, *, draft: bool) -> None:
        self.root = root
        self.draft = draft
        self.done = Written()

    def write(self, courses: Iterable[CoursePage]) -> Written:
        """Write the courses with their tracks and the framework that they name."""
        frameworks: dict[int, Framework] = {}
        tracks: dict[int, tuple[TrackPage, str]] = {}
        for course in courses:
            parent = course.get_parent()
            if parent.pk not in tracks:
                track = self._as_wanted(parent.specific)
                tracks[parent.pk] = track, self._track(track)
            self._course(course, tracks[parent.pk][1], frameworks)
        if len(frameworks) > 1:
            reason = _("The courses name competences of several frameworks; export them one framework at a time.")
            self.done.problems.append(Problem(FRAMEWORK_FILE, 0, reason))
        framework = next(iter(frameworks.values()), None) or Framework.objects.order_by("-pk").first()
        if framework is not None:
            self._put(FRAMEWORK_FILE, framework_text(framework).encode())
        return self.done

    def _track(self, track: TrackPage) -> str:
        order = _orders(TrackPage.objects.sibling_of(track).order_by("path"), None)[track.pk]
        name = f"{self._slug(track)}/track.md"
        words = {"id": track.uuid, "title": track.title, "summary": track.summary, "order": order}
        self._put(name, fields_text(words).encode())
        self._besides(track, name)
        return name.split("/", 1)[0]

    def _course(self, page: CoursePage, track: str, frameworks: dict[int, Framework]) -> None:
        course = self._as_wanted(page)
        folder = f"{track}/{self._slug(course)}"
        siblings = type(page).objects.sibling_of(page).order_by("path")
        # The tree knows which, not in which order: they stand as in the framework.
        competences = sorted(
            course.competences.all(), key=lambda one: (one.group.sort_order or 0, one.sort_order or 0, one.code)
        )
        for competence in competences:
            frameworks[competence.group.framework_id] = competence.group.framework
        words = {
            "id": course.uuid, "title": course.title, "summary": course.summary,
            "order": _orders(siblings, _uuid_above(page))[page.pk], "audience": course.audience,
            "outcomes": [outcome.value for outcome in course.outcomes],
            "competences": [competence.code for competence in competences],
        }  # fmt: skip
        self._put(f"{folder}/course.md", fields_text(words).encode())
        self._besides(course, f"{folder}/course.md")
        lessons = list(LessonPage.objects.child_of(page).order_by("path"))
        wanted = [lesson for lesson in lessons if self.draft or lesson.live]
        for lesson in lessons:
            if lesson not in wanted:
                self.done.notes.append(Problem(folder, 0, _("left out, not published: %s") % lesson.title))
        orders = _orders(wanted, page.uuid)
        media = CourseMedia(lambda name, content: self._put(f"{folder}/{name}", content), course.uuid)
        for lesson in wanted:
            self._lesson(self._as_wanted(lesson), folder, orders[lesson.pk], media)

    def _lesson(self, lesson: LessonPage, folder: str, order: int, media: CourseMedia) -> None:
        name = f"{folder}/{order:02d}-{self._slug(lesson)}.md"
        words = {
            "id": lesson.uuid, "title": lesson.title, "summary": lesson.summary, "minutes": lesson.minutes,
            "sources": [dict(source.value) for source in lesson.sources], "review_by": lesson.review_by,
        }  # fmt: skip
        try:
            cards = media.cards(lesson.cards.get_prep_value())
            text = fields_text(words) + cards_text(cards)
            self.done.lessons[lesson.uuid] = meaning(cards)
        except CannotWriteError as error:
            reason = _("cannot be written in a curriculum file: %s") % error
            self.done.problems.append(Problem(name, 0, f"{lesson.title}: {reason}"))
            return
        self._put(name, text.encode())
        self._besides(lesson, name)

    def _as_wanted(self, page: Any) -> Any:
        return page.get_latest_revision_as_object() if self.draft else page

    def _slug(self, page: IdentifiedPage) -> str:
        if not _SLUG.fullmatch(page.slug):
            reason = _("its address has other signs than small letters without marks, digits and hyphens")
            self.done.problems.append(Problem(page.slug, 0, f"{page.title}: {reason}"))
            return f"trang-{page.pk}"
        return page.slug

    def _besides(self, page: IdentifiedPage, name: str) -> None:
        """Say by name what files have no place for."""
        for kept in ("seo_title", "search_description", "show_in_menus", "go_live_at", "expire_at"):
            if getattr(page, kept):
                label = page._meta.get_field(kept).verbose_name
                self.done.notes.append(Problem(name, 0, _("files do not hold this: %s") % label))
        if page.get_view_restrictions().exists():
            self.done.notes.append(Problem(name, 0, _("files do not hold this: %s") % _("who may see the page")))

    def _put(self, name: str, content: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.done.files.append(name)


def _uuid_above(page: CoursePage) -> uuid.UUID | None:
    return getattr(page.get_parent().specific, "uuid", None)


def _orders(siblings: Iterable[Any], parent: uuid.UUID | None) -> dict[int, int]:
    """A number for each sibling: the ones of the files they came from, unless they were put in another order."""
    pages = list(siblings)
    loaded = {
        row.uuid: row.order for row in LoadedPage.objects.filter(uuid__in=[page.uuid for page in pages], parent=parent)
    }
    numbers: dict[int, int] = {}
    last = 0
    for page in pages:
        number = loaded.get(page.uuid, last + 1)
        if number <= last and numbers:
            return {one.pk: place for place, one in enumerate(pages, 1)}
        numbers[page.pk] = last = number
    return numbers if last <= 99 else {one.pk: place for place, one in enumerate(pages, 1)}

"""Assisted start: a square that the member shows to the citizen's own phone, which opens a course there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from django.conf import settings

from courses.pages.courses import listed_courses
from foundation.publication import Publication

if TYPE_CHECKING:
    from uuid import UUID

# A member chooses among these on a phone; each square weighs about 3 KB there.
MOST_STARTS = 40


@dataclass(frozen=True, slots=True)
class CourseStart:
    """A course that everyone may open: its address, and the square of it as an `<svg>` to stand in a page."""

    course: UUID
    title: str
    url: str
    qr_svg: str


# The last answer, and what it rests on; processes make their own.
_kept: tuple[tuple[int, str], tuple[CourseStart, ...]] | None = None


def course_starts() -> tuple[CourseStart, ...]:
    """The published courses in the order of the tree, at most ``MOST_STARTS``.

    One query while nothing is published; then the squares are drawn anew.
    """
    global _kept
    number = Publication.objects.values_list("number", flat=True).first() or 0
    key = (number, settings.SITE_URL)
    if _kept is None or _kept[0] != key:
        _kept = (key, tuple(_start(course.uuid, course.title, course.url) for course in listed_courses()[:MOST_STARTS]))
    return _kept[1]


def forget_starts() -> None:
    """Ask the database anew; for tests, whose publications are taken back."""
    global _kept
    _kept = None


def _start(course: UUID, title: str, path: str) -> CourseStart:
    url = f"{settings.SITE_URL}{path}"
    return CourseStart(course=course, title=title, url=url, qr_svg=_square(url))


def _square(url: str) -> str:
    """Dark on light, whatever the page's colours: cameras read nothing else."""
    code = segno.make(url, error="m", micro=False)
    return code.svg_inline(
        scale=4, border=4, light="#ffffff", dark="#241f18", omitsize=True, svgclass="qr", lineclass=None
    )

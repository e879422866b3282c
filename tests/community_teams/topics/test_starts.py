"""Squares to begin a course on the citizen's own phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import segno
from django.core.cache import cache

from community_teams.topics import starts
from community_teams.topics.starts import course_starts
from tests.courses.making import CourseFactory, LessonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.clear()
    starts.forget_starts()
    yield
    starts.forget_starts()


def drawn(svg: str) -> set[tuple[int, int]]:
    """Column and row of every dark module that the drawing paints, without its white border."""
    path = re.search(r'stroke="#241f18" d="([^"]+)"', svg)
    assert path is not None
    modules, x, y = set(), 0, 0
    for command, right, down in re.findall(r"([Mmh])(-?\d+)(?: (-?\d+)(?:\.5)?)?", path[1]):
        if command == "h":
            modules |= {(x + step - 4, y - 4) for step in range(int(right))}
            x += int(right)
        else:
            x, y = (int(right), int(down)) if command == "M" else (x + int(right), y + int(down))
    return modules


def test_a_square_holds_the_public_address_of_the_course(settings: Any) -> None:
    settings.SITE_URL = "https://hoc.example.vn"
    lesson = LessonFactory()
    course = lesson.get_parent().specific
    (start,) = course_starts()
    assert (start.course, start.title) == (course.uuid, course.title)
    assert start.url == f"https://hoc.example.vn{course.url}"
    code = segno.make(start.url, error="m", micro=False)
    assert drawn(start.qr_svg) == {
        (column, row) for row, line in enumerate(code.matrix) for column, dark in enumerate(line) if dark
    }
    # A white ground of its own, four modules wide around, also where the page is dark.
    side = len(code.matrix) + 8
    assert f'fill="#fff" d="M0 0h{side}v{side}h-{side}z"' in start.qr_svg


def test_a_course_that_is_not_published_has_no_square() -> None:
    CourseFactory(live=False)
    assert course_starts() == ()


def test_nothing_is_asked_anew_until_something_is_published(django_assert_num_queries: Any) -> None:
    first = CourseFactory()
    kept = course_starts()
    with django_assert_num_queries(1):
        assert course_starts() is kept
    second = CourseFactory(parent=first.get_parent().specific)
    assert [start.course for start in course_starts()] == [first.uuid, second.uuid]
    first.unpublish()
    assert [start.course for start in course_starts()] == [second.uuid]


def test_there_are_never_too_many(monkeypatch: Any) -> None:
    monkeypatch.setattr(starts, "MOST_STARTS", 1)
    first = CourseFactory()
    CourseFactory(parent=first.get_parent().specific)
    assert [start.course for start in course_starts()] == [first.uuid]

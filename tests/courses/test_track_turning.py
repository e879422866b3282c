"""A track with many courses."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.pages.tracks import COURSES_A_PAGE
from tests.courses.making import CourseFactory, TrackFactory


@pytest.mark.django_db
def test_every_course_of_a_long_track_can_be_reached(client: Client) -> None:
    track = TrackFactory()
    courses = [CourseFactory(parent=track) for _number in range(COURSES_A_PAGE + 1)]
    first, second = (client.get(track.url, {"trang": number}).content.decode() for number in (1, 2))
    assert 'href="?trang=2"' in first
    assert 'href="?trang=1"' in second
    shown = [[course for course in courses if f'href="{course.url}"' in page] for page in (first, second)]
    assert shown == [courses[:COURSES_A_PAGE], courses[COURSES_A_PAGE:]]

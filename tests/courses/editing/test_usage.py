"""Where a picture or a competence is used can be seen by whoever writes lessons."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from courses.models import Competence, CompetenceGroup, Framework, LessonVersion
from tests.courses.editing.people import make_administrator, make_area_official, make_editor
from tests.courses.making import CourseFactory, LessonFactory, cards, make_drawing, picture
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def competence() -> Competence:
    framework = Framework.objects.create(code="khung", version="1", title="Khung thử")
    group = CompetenceGroup.objects.create(framework=framework, code="1", title="Nhóm")
    return Competence.objects.create(group=group, code="1.1", title="Biết chụp ảnh")


def test_an_editor_sees_which_courses_teach_a_competence(client: Any, competence: Competence) -> None:
    course = CourseFactory(title="Khóa chụp ảnh")
    course.competences.add(competence)
    course.save()
    sign_in(client, make_editor())
    listing = client.get(reverse("competence:index"))
    assert "Biết chụp ảnh" in listing.content.decode()
    page = client.get(reverse("competence:inspect", args=[competence.pk])).content.decode()
    assert "Có trong 1 khóa học" in page
    assert "Khóa chụp ảnh" in page
    answer = client.post(reverse("competence:edit", args=[competence.pk]), {"title": "Khác"})
    assert answer.status_code == 302
    competence.refresh_from_db()
    assert competence.title == "Biết chụp ảnh"


def test_who_writes_no_lessons_does_not_look(client: Any, competence: Competence) -> None:
    CourseFactory()
    sign_in(client, make_area_official())
    assert client.get(reverse("competence:inspect", args=[competence.pk])).status_code == 302


def test_a_picture_inside_a_card_is_found_and_deleting_it_warns(client: Any) -> None:
    image = make_drawing()
    lesson = LessonFactory(title="Bài có hình", cards=cards(picture(image)))
    sign_in(client, make_editor())
    usage = client.get(reverse("wagtailimages:image_usage", args=[image.pk])).content.decode()
    assert "Bài có hình" in usage
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in usage
    sign_in(client, make_administrator())
    warning = client.get(reverse("wagtailimages:delete", args=[image.pk])).content.decode()
    assert "1 lần" in warning
    html = LessonVersion.objects.get(lesson=lesson.uuid).cards[0]["html"]
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert LessonVersion.objects.get(lesson=lesson.uuid).cards[0]["html"] == html
    assert "data:image/svg+xml" in html, "what was published keeps its own copy"

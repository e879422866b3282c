"""Publishing writes versions that never change; everything else in the tree keeps them in step."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from courses.models import CourseVersion, LessonPage, LessonVersion, SearchEntry
from courses.selectors import course_facts, lesson_outline, newest_course_version, newest_lesson_version
from courses.versions import publish
from foundation.models import Publication
from tests.courses.making import CourseFactory, LessonFactory, TrackFactory, cards, check, edit, text

pytestmark = pytest.mark.django_db


def publications() -> int:
    return Publication.objects.get().number


def titles(course: object) -> list[str]:
    return [lesson["title"] for lesson in newest_course_version(course.uuid).lessons]


def test_publishing_writes_the_first_version_of_lesson_and_course() -> None:
    lesson = LessonFactory(cards=cards(text("Một <b>hai</b>."), [text("Ba"), check()]))
    version = LessonVersion.objects.get(lesson=lesson.uuid)
    assert version.number == 1
    assert version.outline == {
        "cards": [
            {"id": "c1", "title": "Thẻ c1", "required": True, "completes": "opened"},
            {"id": "c2", "title": "Thẻ c2", "required": True, "completes": "answered"},
        ]
    }
    assert [card["blocks"] for card in version.cards] == [["text"], ["text", "check"]]
    assert version.cards[0]["text"] == "Một hai."
    assert "<b>hai</b>" in version.cards[0]["html"]
    course = lesson.get_parent().specific
    assert newest_course_version(course.uuid).lessons == [
        {"uuid": str(lesson.uuid), "title": lesson.title, "path": lesson.url}
    ]
    assert lesson_outline(lesson.uuid, 1) == version.outline


def test_an_edit_makes_the_next_version_and_leaves_the_first_as_it_was() -> None:
    lesson = LessonFactory(cards=cards(text("Cũ")))
    first = newest_lesson_version(lesson.uuid)
    edit(lesson, cards=cards(text("Mới")))
    assert newest_lesson_version(lesson.uuid).number == 2
    kept = LessonVersion.objects.get(pk=first.pk)
    assert (kept.cards, kept.digest, kept.published_at) == (first.cards, first.digest, first.published_at)


def test_publishing_the_same_again_makes_no_new_version() -> None:
    lesson = LessonFactory()
    edit(lesson)
    edit(lesson, review_by=dt.date(2030, 1, 1))
    assert LessonVersion.objects.filter(lesson=lesson.uuid).count() == 1
    assert CourseVersion.objects.filter(course=lesson.get_parent().specific.uuid).count() == 2  # none, then one lesson


def test_the_database_refuses_to_change_or_delete_a_version() -> None:
    lesson = LessonFactory()
    for change in (
        lambda: LessonVersion.objects.update(title="Khác"),
        lambda: LessonVersion.objects.all().delete(),
        lambda: CourseVersion.objects.update(title="Khác"),
        lambda: CourseVersion.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert newest_lesson_version(lesson.uuid).title == lesson.title


def test_a_draft_changes_nothing_for_learners() -> None:
    lesson = LessonFactory()
    before = publications()
    lesson.cards = cards(text("Nháp"))
    lesson.save_revision()
    assert newest_lesson_version(lesson.uuid).number == 1
    assert publications() == before


def test_a_publication_for_later_writes_no_version_yet() -> None:
    lesson = LessonFactory(live=False)
    lesson.go_live_at = timezone.now() + dt.timedelta(days=1)
    lesson.save_revision().publish()
    assert not LessonVersion.objects.filter(lesson=lesson.uuid).exists()


def test_a_publication_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = LessonFactory(cards=cards(text("Cũ")))

    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(publish, "bump", fail)
    with pytest.raises(RuntimeError):
        edit(lesson, title="Tên mới", cards=cards(text("Mới")))
    stored = LessonPage.objects.get(pk=lesson.pk)
    assert stored.title == lesson.title
    assert newest_lesson_version(lesson.uuid).number == 1
    assert not SearchEntry.objects.filter(text__contains="Mới").exists()


def test_each_publication_empties_the_page_cache_once() -> None:
    lesson = LessonFactory()
    before = publications()
    edit(lesson, title="Tên mới")
    assert publications() == before + 1


def test_an_unpublished_lesson_leaves_its_course_and_keeps_its_versions() -> None:
    course = CourseFactory()
    kept, gone = LessonFactory(parent=course), LessonFactory(parent=course)
    before = publications()
    gone.unpublish()
    assert titles(course) == [kept.title]
    assert LessonVersion.objects.filter(lesson=gone.uuid).exists()
    assert not SearchEntry.objects.filter(lesson=gone.uuid).exists()
    assert publications() > before


def test_unpublishing_takes_the_lesson_out_in_the_transaction_of_its_own_save() -> None:
    course = CourseFactory()
    lesson = LessonFactory(parent=course)
    lesson.live = False
    lesson.save(clean=False)  # what Wagtail's unpublishing does before it tells anyone
    assert titles(course) == []


def test_an_unpublished_course_keeps_its_last_version() -> None:
    course = CourseFactory()
    lesson = LessonFactory(parent=course)
    course.unpublish()
    assert titles(course) == [lesson.title]
    assert not SearchEntry.objects.exists()


def test_deleting_pages_never_deletes_versions() -> None:
    course = CourseFactory()
    first, second = LessonFactory(parent=course), LessonFactory(parent=course)
    LessonPage.objects.get(pk=first.pk).delete()
    assert titles(course) == [second.title]
    Page.objects.get(pk=course.pk).delete()
    assert {version.lesson for version in LessonVersion.objects.all()} == {first.uuid, second.uuid}
    assert titles(course) == [second.title]
    assert not SearchEntry.objects.exists()


def test_a_copy_is_another_lesson_with_the_same_cards() -> None:
    lesson = LessonFactory(cards=cards(text("Một"), check()))
    copy = lesson.copy(update_attrs={"slug": "ban-sao", "title": "Bản sao"}, keep_live=True)
    assert copy.uuid != lesson.uuid
    assert [card.id for card in copy.cards] == ["c1", "c2"]
    assert newest_lesson_version(copy.uuid).number == 1
    edit(copy, cards=cards(text("Khác")))
    assert LessonPage.objects.get(pk=copy.pk).uuid == copy.uuid
    assert newest_lesson_version(copy.uuid).number == 2
    assert newest_lesson_version(lesson.uuid).number == 1


def test_a_copied_course_has_copies_of_its_lessons() -> None:
    course = CourseFactory()
    LessonFactory(parent=course, title="Bài A")
    LessonFactory(parent=course, title="Bài B")
    copy = course.copy(recursive=True, update_attrs={"slug": "ban-sao"}, keep_live=True)
    assert copy.uuid != course.uuid
    assert titles(copy) == ["Bài A", "Bài B"]
    assert not {lesson["uuid"] for lesson in newest_course_version(copy.uuid).lessons} & {
        lesson["uuid"] for lesson in newest_course_version(course.uuid).lessons
    }


def test_a_lesson_moved_to_another_course_counts_there() -> None:
    here, there = CourseFactory(), CourseFactory()
    lesson = LessonFactory(parent=here)
    lesson.move(there, pos="last-child")
    assert (titles(here), titles(there)) == ([], [lesson.title])
    assert newest_lesson_version(lesson.uuid).course == there.uuid
    assert newest_course_version(there.uuid).lessons[0]["path"].startswith(there.url)


def test_lessons_sorted_anew_make_a_version_in_the_new_order() -> None:
    course = CourseFactory()
    first, second = LessonFactory(parent=course), LessonFactory(parent=course)
    second.move(first, pos="left")
    assert titles(course) == [second.title, first.title]


def test_a_track_with_another_address_gives_its_courses_another_path(
    django_capture_on_commit_callbacks: object,
) -> None:
    track = TrackFactory()
    course = CourseFactory(parent=track)
    lesson = LessonFactory(parent=course)
    with django_capture_on_commit_callbacks(execute=True):
        edit(track, slug="chang-moi")
    version = newest_course_version(course.uuid)
    assert version.path == f"/khoa-hoc/chang-moi/{course.slug}/"
    assert version.lessons[0]["path"] == f"{version.path}{lesson.slug}/"


def test_a_restricted_lesson_is_in_no_list_until_it_is_opened_again() -> None:
    course = CourseFactory()
    lesson = LessonFactory(parent=course)
    restriction = PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert titles(course) == []
    assert not SearchEntry.objects.filter(lesson=lesson.uuid).exists()
    restriction.delete()
    assert titles(course) == [lesson.title]
    assert SearchEntry.objects.filter(lesson=lesson.uuid).exists()


def test_a_page_that_went_live_past_publishing_gets_its_version_when_it_is_opened(client: object) -> None:
    course = CourseFactory()
    lesson = LessonPage(**_fields())
    course.add_child(instance=lesson)
    assert newest_lesson_version(lesson.uuid) is None
    assert client.get(lesson.url).status_code == 200
    assert newest_lesson_version(lesson.uuid).number == 1
    assert titles(course) == [lesson.title]


def test_a_course_says_what_its_listed_lessons_sum_up_to() -> None:
    course = CourseFactory()
    LessonFactory(parent=course, minutes=5)
    LessonFactory(parent=course, minutes=7)
    LessonFactory(parent=course, minutes=50).unpublish()
    facts = course_facts([course.uuid])[course.uuid]
    assert (facts.lesson_count, facts.minutes, facts.megabytes) == (2, 12, 0.1)


def _fields() -> dict[str, object]:
    lesson = LessonFactory()
    names = ("summary", "minutes", "cards", "sources", "review_by")
    return {"title": "Bài sống", "slug": "bai-song", **{name: getattr(lesson, name) for name in names}}

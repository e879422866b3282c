"""A province's copy of a course follows its original: what changed is shown three ways and decided card by card."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.copies.cards import State
from courses.copies.models import CourseCopy, LessonCopy
from courses.copies.selectors import draft_of, lesson_differences, lines_of, original_lesson, waiting_of
from courses.copies.services import CopyRefused, copy_course, decide, mark_seen, take_lesson
from courses.models import CoursePage, LessonPage, LessonVersion
from people.audit.models import AuditEntry
from people.models import Area, User
from people.roles.names import Role
from tests.courses.making import CourseFactory, LessonFactory, card, cards, check, edit, text
from tests.people.staff import make_commune, make_staff, sign_in

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/ban-cua-tinh/"


@pytest.fixture
def province() -> Area:
    commune = make_commune()
    assert commune.parent is not None
    return commune.parent


@pytest.fixture
def editor() -> User:
    return make_staff("0901111111", Role.EDITOR)


@pytest.fixture
def course() -> CoursePage:
    made = CourseFactory(title="Dùng điện thoại")
    LessonFactory(parent=made, title="Bài một", cards=cards(text("Một."), text("Hai."), check()))
    return made


@pytest.fixture
def copy(course: CoursePage, province: Area, editor: User) -> CourseCopy:
    return copy_course(course=CoursePage.objects.get(pk=course.pk), area=province, by=editor)


def lesson_of(copy: CourseCopy) -> LessonCopy:
    return copy.lessons.get()


def original(copy: CourseCopy) -> LessonPage:
    return LessonPage.objects.get(uuid=lesson_of(copy).original)


def here(copy: CourseCopy) -> LessonPage:
    return draft_of(LessonPage.objects.get(uuid=lesson_of(copy).copy))


def found(copy: CourseCopy) -> dict[str, Any]:
    lesson = lesson_of(copy)
    return {one.key: one for one in lesson_differences(lesson, here(copy), original_lesson(lesson))}


def says(page: LessonPage) -> list[str]:
    return [str(one.value["body"][0].value) for one in page.cards]


def write_here(copy: CourseCopy, *bodies: Any) -> None:
    draft = here(copy)
    draft.cards = LessonPage._meta.get_field("cards").to_python(cards(*bodies))
    draft.save_revision()


def answer(copy: CourseCopy, key: str, *, take: bool, by: User) -> None:
    decide(lesson=lesson_of(copy), key=key, take=take, seen=found(copy)[key].seen, by=by)


def test_a_copy_is_drafts_of_its_own_beside_the_original(copy: CourseCopy, course: CoursePage) -> None:
    page = CoursePage.objects.get(uuid=copy.copy)
    assert page.get_parent() == course.get_parent()
    assert page.title == "Dùng điện thoại – Tỉnh Số 11"
    assert not page.live
    lesson = LessonPage.objects.get(uuid=lesson_of(copy).copy)
    assert lesson.is_child_of(page)
    assert not lesson.live
    assert lesson.uuid != lesson_of(copy).original
    assert [one.id for one in lesson.cards] == ["c1", "c2", "c3"], "progress in cards is known by their ids"
    assert not LessonVersion.objects.filter(lesson=lesson.uuid).exists()
    assert AuditEntry.objects.filter(event="course_copied", object_id=str(page.pk)).count() == 1
    assert {one.state for one in found(copy).values()} == {State.SAME}


def test_one_copy_for_a_province_and_none_of_a_copy(copy: CourseCopy, course: CoursePage, province: Area) -> None:
    by = User.objects.get(phone="+84901111111")
    with pytest.raises(CopyRefused):
        copy_course(course=course, area=province, by=by)
    other = Area.objects.create(
        code="12", name="Khác", full_name="Tỉnh Khác", level="province", kind="tỉnh", valid_from="2025-07-01"
    )
    with pytest.raises(CopyRefused):
        copy_course(course=CoursePage.objects.get(uuid=copy.copy), area=other, by=by)
    commune = Area.objects.get(level="commune")
    with pytest.raises(CopyRefused):
        copy_course(course=course, area=commune, by=by)
    assert CourseCopy.objects.count() == 1


def test_what_the_original_changed_waits_and_is_taken_over_as_a_draft(copy: CourseCopy, editor: User) -> None:
    edit(original(copy), cards=cards(text("Một, mới."), text("Hai."), check()))
    assert waiting_of([copy]) == {copy.pk: 1}
    assert found(copy)["c1"].state == State.CHANGED_THERE
    answer(copy, "c1", take=True, by=editor)
    assert "Một, mới." in says(here(copy))[0]
    page = LessonPage.objects.get(uuid=lesson_of(copy).copy)
    assert not page.live
    assert page.latest_revision.user == editor
    assert waiting_of([copy]) == {}
    assert not any(one.waits for one in found(copy).values())


def test_what_was_changed_here_is_kept_while_the_original_stays(copy: CourseCopy) -> None:
    write_here(copy, text("Của tỉnh."), text("Hai."), check())
    assert found(copy)["c1"].state == State.CHANGED_HERE
    assert not found(copy)["c1"].waits


def test_where_both_changed_somebody_decides_and_is_asked_once(copy: CourseCopy, editor: User) -> None:
    write_here(copy, text("Của tỉnh."), text("Hai."), check())
    edit(original(copy), cards=cards(text("Một, mới."), text("Hai."), check()))
    assert found(copy)["c1"].state == State.BOTH
    answer(copy, "c1", take=False, by=editor)
    assert "Của tỉnh." in says(here(copy))[0]
    assert found(copy)["c1"].state == State.CHANGED_HERE
    assert waiting_of([copy]) == {}


def test_what_was_written_here_is_replaced_only_by_who_says_so(copy: CourseCopy, editor: User) -> None:
    write_here(copy, text("Của tỉnh."), text("Hai."), check())
    edit(original(copy), cards=cards(text("Một, mới."), text("Hai."), check()))
    seen = found(copy)["c1"].seen
    with pytest.raises(CopyRefused):
        decide(lesson=lesson_of(copy), key="c1", take=True, seen=seen, by=editor)
    assert "Của tỉnh." in says(here(copy))[0]
    decide(lesson=lesson_of(copy), key="c1", take=True, seen=seen, by=editor, sure=True)
    assert "Một, mới." in says(here(copy))[0]


@pytest.mark.parametrize("how", ["order", "back again", "the same here"])
def test_a_change_that_asks_for_nothing_is_marked_as_seen(copy: CourseCopy, how: str) -> None:
    page = original(copy)
    changed = cards(text("Một, mới."), text("Hai."), check())
    if how == "order":
        first, second, third = page.cards.get_prep_value()
        edit(page, cards=[second, first, third])
    elif how == "back again":
        before = page.cards.get_prep_value()
        edit(page, cards=changed)
        edit(original(copy), cards=before)
    else:
        edit(page, cards=changed)
        write_here(copy, text("Một, mới."), text("Hai."), check())
    assert not any(one.waits for one in found(copy).values())
    assert waiting_of([copy]) == {copy.pk: 1}
    assert mark_seen(lesson=lesson_of(copy), version=99)
    assert waiting_of([copy]) == {}


def test_nothing_is_marked_as_seen_while_something_waits(copy: CourseCopy) -> None:
    edit(original(copy), cards=cards(text("Một, mới."), text("Hai."), check()))
    assert not mark_seen(lesson=lesson_of(copy), version=99)
    assert waiting_of([copy]) == {copy.pk: 1}


def test_a_course_that_nobody_can_learn_is_not_copied(province: Area, editor: User) -> None:
    draft = CourseFactory(title="Nháp", live=False)
    with pytest.raises(CopyRefused):
        copy_course(course=draft, area=province, by=editor)


def test_cards_that_came_and_went_in_the_original(copy: CourseCopy, editor: User) -> None:
    edit(original(copy), cards=[*cards(text("Một.")), card("c4", text("Bốn."))])
    states = {key: one.waits for key, one in found(copy).items()}
    assert states["c2"] is True
    waiting = [key for key, waits in states.items() if waits]
    for key in waiting:
        answer(copy, key, take=True, by=editor)
    assert [one.id for one in here(copy).cards] == [one.id for one in original(copy).cards]
    assert waiting_of([copy]) == {}


def test_title_summary_and_minutes_follow_too(copy: CourseCopy, editor: User) -> None:
    edit(original(copy), title="Bài một, mới", minutes=9)
    answer(copy, "@", take=True, by=editor)
    assert (here(copy).title, here(copy).minutes) == ("Bài một, mới", 9)


def test_an_answer_to_what_is_no_longer_there_changes_nothing(copy: CourseCopy, editor: User) -> None:
    edit(original(copy), cards=cards(text("Một, mới."), text("Hai."), check()))
    seen = found(copy)["c1"].seen
    edit(original(copy), cards=cards(text("Một, mới hơn."), text("Hai."), check()))
    with pytest.raises(CopyRefused):
        decide(lesson=lesson_of(copy), key="c1", take=True, seen=seen, by=editor)
    assert says(here(copy))[0].count("mới") == 0


def test_the_same_answer_twice_is_taken_once(copy: CourseCopy, editor: User) -> None:
    edit(original(copy), cards=cards(text("Một, mới."), text("Hai."), check()))
    seen = found(copy)["c1"].seen
    decide(lesson=lesson_of(copy), key="c1", take=True, seen=seen, by=editor)
    revisions = here(copy).revisions.count()
    with pytest.raises(CopyRefused):
        decide(lesson=lesson_of(copy), key="c1", take=True, seen=seen, by=editor)
    assert here(copy).revisions.count() == revisions


def test_a_lesson_that_is_new_in_the_original_is_taken_or_declined_once(copy: CourseCopy, editor: User) -> None:
    course = CoursePage.objects.get(uuid=copy.original)
    wanted = LessonFactory(parent=course, title="Bài hai")
    declined = LessonFactory(parent=CoursePage.objects.get(uuid=copy.original), title="Bài ba")
    assert [line.new is not None for line in lines_of(copy)] == [False, True, True]
    first = take_lesson(copy=copy, lesson=wanted, by=editor)
    assert take_lesson(copy=copy, lesson=wanted, by=editor) == first
    take_lesson(copy=copy, lesson=declined, by=editor, wanted=False)
    titles = LessonPage.objects.child_of(CoursePage.objects.get(uuid=copy.copy)).values_list("title", flat=True)
    assert sorted(titles) == ["Bài hai", "Bài một"]
    assert not any(line.new for line in lines_of(copy))


def test_an_original_that_is_gone_leaves_the_copy_as_it_is(copy: CourseCopy) -> None:
    LessonPage.objects.get(uuid=lesson_of(copy).original).delete()
    assert [line.is_gone for line in lines_of(copy)] == [True]
    assert not any(one.waits for one in found(copy).values())


# -- screens ---------------------------------------------------------------------------------------------------------


def test_an_editor_makes_a_copy_compares_and_decides_on_the_screens(
    client: Any, course: CoursePage, province: Area, editor: User
) -> None:
    sign_in(client, editor)
    make = f"{LIST}tao/{course.pk}/"
    assert client.post(make, {}).status_code == 422
    made = client.post(make, {"area": province.pk})
    assert made.status_code == 302
    copy = CourseCopy.objects.get()
    assert client.post(make, {"area": province.pk}).status_code == 422
    edit(original(copy), cards=cards(text("Một, mới."), text("Hai."), check()))
    assert "1 bài" in client.get(LIST).content.decode()
    assert "bản gốc đã đổi" in client.get(made.url).content.decode()
    compare = f"{made.url}{lesson_of(copy).pk}/"
    page = client.get(compare).content.decode()
    assert "Một, mới." in page
    client.post(compare, {"key": "c1", "seen": found(copy)["c1"].seen, "do": "take"})
    assert "Một, mới." in says(here(copy))[0]
    # What a hostile form sends is no reason for an error of ours.
    assert client.post(compare, {"key": "x" * 9999, "seen": "\0", "do": "take"}).status_code == 302
    assert client.post(made.url, {"lesson": "9" * 5000, "do": "take"}).status_code == 404


@pytest.mark.parametrize("role", [Role.AREA_OFFICIAL, Role.TEAM_LEADER])
def test_who_writes_no_lessons_neither_looks_nor_decides(client: Any, copy: CourseCopy, role: Role) -> None:
    sign_in(client, make_staff("0903333333", role, area=Area.objects.get(level="commune")))
    lesson = lesson_of(copy)
    course = CoursePage.objects.get(uuid=copy.original)
    for path in (LIST, f"{LIST}{copy.pk}/", f"{LIST}{copy.pk}/{lesson.pk}/", f"{LIST}tao/{course.pk}/"):
        for reply in (client.get(path), client.post(path, {"key": "c1", "do": "take"})):
            assert reply.status_code in (302, 403, 405), path
            assert course.title not in reply.content.decode()


def test_the_list_and_the_copy_ask_a_fixed_number_of_queries(
    client: Any, copy: CourseCopy, province: Area, editor: User
) -> None:
    sign_in(client, editor)
    for path in (LIST, f"{LIST}{copy.pk}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as few:
            client.get(path)
        for number in range(3):
            lesson = LessonFactory(parent=CoursePage.objects.get(uuid=copy.original), title=f"Bài thêm {path} {number}")
            take_lesson(copy=copy, lesson=lesson, by=editor)
        with CaptureQueriesContext(connection) as many:
            client.get(path)
        assert len(many) == len(few) <= 60, path


@pytest.mark.django_db(transaction=True)
def test_two_who_copy_at_once_make_one_copy() -> None:
    course, by = CourseFactory(title="Dùng điện thoại"), make_staff("0901111111", Role.EDITOR)
    LessonFactory(parent=course, title="Bài một")
    province = make_commune().parent
    gate, told = threading.Barrier(4), []

    def make() -> None:
        try:
            gate.wait()
            told.append(copy_course(course=CoursePage.objects.get(pk=course.pk), area=province, by=by))
        except CopyRefused as refused:
            told.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, CourseCopy) for one in told) == 1
    assert len(told) == 4
    assert CoursePage.objects.count() == 2

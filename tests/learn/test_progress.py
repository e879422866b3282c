"""The projection: what statements amount to."""

import uuid

import pytest
from asgiref.sync import sync_to_async

from learn.models import CourseProgress, LessonProgress, Statement
from tests.asgi import ask_api, running_api
from tests.learn.making import make_course, make_learner, make_lesson, statement

pytestmark = pytest.mark.django_db(transaction=True)


async def tell(token, *statements):
    async with running_api():
        reply = await ask_api("POST", "/api/v1/statements", content={"statements": statements}, token=token)
    assert {result["status"] for result in reply.json()["results"]} == {"applied"}


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def lesson():
    return make_lesson(cards=3, checks=(2,))


def card(lesson, number):
    return f"card:{lesson.lesson}/c{number}"


async def test_opening_a_card_completes_it_but_a_check_wants_an_answer(learner, lesson):
    await tell(learner[1], *(statement(card(lesson, n)) for n in (1, 2, 3)))
    progress = await LessonProgress.objects.aget(learner_id=learner[0])
    assert (progress.done, progress.card, progress.completed_at) == (["c1", "c3"], "c3", None)
    await tell(learner[1], statement(card(lesson, 2), "answered", result={"success": False}))
    progress = await LessonProgress.objects.aget(learner_id=learner[0])
    assert (progress.done, progress.card) == (["c1", "c2", "c3"], "c2")
    assert progress.completed_at is not None


async def test_a_statement_sent_again_moves_nothing(learner, lesson):
    sent = statement(card(lesson, 1))
    await tell(learner[1], sent)
    before = await LessonProgress.objects.aget(learner_id=learner[0])
    async with running_api():
        await ask_api("POST", "/api/v1/statements", content={"statements": [sent]}, token=learner[1])
    after = await LessonProgress.objects.aget(learner_id=learner[0])
    assert (after.done, after.at) == (before.done, before.at)


@pytest.mark.parametrize(
    "fields",
    [
        {"activity": f"card:{uuid.uuid4()}/c1"},
        {"version": 99},
        {"activity": "card:{lesson}/c77"},
        {"activity": f"quiz:{uuid.uuid4()}"},
        {"activity": f"course:{uuid.uuid4()}"},
    ],
)
async def test_what_the_server_does_not_know_is_stored_and_moves_nothing(learner, lesson, fields):
    sent = {**statement(card(lesson, 1)), **fields}
    sent["activity"] = sent["activity"].format(lesson=lesson.lesson)
    await tell(learner[1], sent)
    assert await Statement.objects.acount() == 1
    assert await LessonProgress.objects.acount() == 0


async def test_without_a_version_the_newest_counts(learner, lesson):
    sent = statement(card(lesson, 1))
    del sent["version"]
    await tell(learner[1], sent)
    assert (await LessonProgress.objects.aget()).version == 1


async def test_a_lesson_begun_earlier_is_finished_in_its_version(learner, lesson):
    await tell(learner[1], statement(card(lesson, 1)))
    await sync_to_async(make_lesson)(lesson=lesson.lesson, course=lesson.course, cards=5, number=2)
    await tell(learner[1], statement(card(lesson, 2), "answered"), statement(card(lesson, 3)))
    progress = await LessonProgress.objects.aget()
    assert progress.version == 1
    assert progress.completed_at is not None


async def test_what_was_completed_stays_so_when_a_later_version_asks_for_more(learner, lesson):
    await tell(learner[1], *(statement(card(lesson, n), "completed") for n in (1, 2, 3)))
    completed = (await LessonProgress.objects.aget()).completed_at
    await sync_to_async(make_lesson)(lesson=lesson.lesson, course=lesson.course, cards=5, number=2)
    await tell(learner[1], statement(card(lesson, 1), version=2))
    progress = await LessonProgress.objects.aget()
    assert (progress.version, progress.completed_at) == (2, completed)


async def test_an_earlier_deed_that_arrives_later_does_not_move_the_position_back(learner, lesson):
    await tell(learner[1], statement(card(lesson, 3), occurred_at="2026-11-22T08:00:00+07:00"))
    await tell(learner[1], statement(card(lesson, 1), occurred_at="2026-11-22T07:00:00+07:00"))
    progress = await LessonProgress.objects.aget()
    assert (progress.card, progress.done) == ("c3", ["c1", "c3"])


async def test_a_clock_that_runs_a_year_ahead_does_not_pin_the_position(learner, lesson):
    await tell(learner[1], statement(card(lesson, 3), occurred_at="2031-01-01T00:00:00+07:00"))
    await tell(learner[1], statement(card(lesson, 1), occurred_at="2031-01-01T00:00:01+07:00"))
    assert (await LessonProgress.objects.aget()).card == "c1"


async def test_the_last_lesson_of_a_course_completes_the_course(learner):
    course, lessons = await sync_to_async(make_course)(lessons=2, cards=1)
    await tell(learner[1], statement(card(lessons[0], 1)))
    progress = await CourseProgress.objects.aget()
    assert (progress.done, progress.completed_at) == ([lessons[0].lesson], None)
    await tell(learner[1], statement(card(lessons[1], 1)))
    progress = await CourseProgress.objects.aget()
    assert progress.completed_at is not None
    assert (progress.version, sorted(progress.done)) == (course.number, sorted(lesson.lesson for lesson in lessons))


async def test_many_learners_in_one_batch_of_commits_keep_apart(lesson):
    learners = [await sync_to_async(make_learner)() for _ in range(5)]
    for number, (_, token) in enumerate(learners):
        await tell(token, statement(card(lesson, number % 3 + 1), "completed"))
    cards = {progress.learner_id: progress.done async for progress in LessonProgress.objects.all()}
    assert cards == {learner: [f"c{n % 3 + 1}"] for n, (learner, _) in enumerate(learners)}

"""The endpoint of what H5P frames tell, against docs/h5p.md."""

import datetime as dt
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from learn.models import LessonProgress, Statement
from tests.learn.h5p.telling import batch, done, outcomes, post, stored
from tests.learn.making import activity_of, event, make_h5p_lesson, saying, xapi

pytestmark = pytest.mark.django_db(transaction=True)


# What is stored


async def test_the_end_of_an_activity_is_stored_with_the_card_that_it_completes(learner, lesson):
    result = {"score": {"raw": 3, "min": 0, "max": 4, "scaled": 0.75}, "success": True, "response": "một[,]hai"}
    sent = saying(lesson, result=result)
    reply = await post(batch(sent), token=learner[1])
    assert reply.json()["results"] == [{"id": sent["id"], "status": "applied"}]
    assert reply.json()["epoch"]
    own = await Statement.objects.aget(id=sent["id"])
    assert (own.learner_id, own.verb, own.activity, own.version) == (learner[0], "completed", activity_of(lesson), 1)
    assert (own.score, own.success, own.response) == (0.75, True, "một[,]hai")
    assert (own.occurred_text, own.clock_off) == (sent["occurred_at"], False)
    card = await Statement.objects.aget(id=uuid.uuid5(uuid.UUID(sent["id"]), "card"))
    assert (card.learner_id, card.verb, card.activity) == (learner[0], "completed", f"card:{lesson.lesson}/c1")
    assert (card.score, card.response) == (0.75, None)
    progress = await LessonProgress.objects.aget(learner_id=learner[0])
    assert (progress.done, progress.card) == (["c1"], "c1")
    assert progress.completed_at


@pytest.mark.parametrize(
    ("verb", "kept", "completes"),
    [
        ("attempted", "opened", False), ("progressed", "progressed", False), ("answered", "answered", True),
        ("completed", "completed", True), ("passed", "completed", True), ("failed", "completed", True),
        ("mastered", "completed", True),
    ],
)  # fmt: skip
async def test_each_verb_is_kept_as_what_it_is_worth(learner, lesson, verb, kept, completes):
    assert outcomes(await post(batch(saying(lesson, verb)), token=learner[1])) == ["applied"]
    assert await stored() == sorted([(kept, "h5p")] + [(kept, "card")] * completes)
    assert await done(lesson) == ["c1"] * completes


async def test_the_card_that_only_wants_to_be_opened_is_done_by_the_end_as_well(learner):
    lesson = await sync_to_async(make_h5p_lesson)(completes="opened")
    await post(batch(saying(lesson, "attempted")), token=learner[1])
    assert await done(lesson) == [], "that a frame began is the page's to tell"
    await post(batch(saying(lesson)), token=learner[1])
    assert await done(lesson) == ["c1"]


async def test_a_card_that_the_server_grades_is_not_completed_by_an_activity_beside_the_quiz(learner):
    lesson = await sync_to_async(make_h5p_lesson)(completes="graded")
    assert outcomes(await post(batch(saying(lesson)), token=learner[1])) == ["applied"]
    assert await stored() == [("completed", "h5p")]
    assert await done(lesson) == []


async def test_a_long_response_is_kept_as_far_as_there_is_room(learner, lesson):
    await post(batch(saying(lesson, result={"response": "ữ" * 5_000})), token=learner[1])
    assert (await Statement.objects.aget(activity__startswith="h5p:")).response == "ữ" * 4_000


async def test_a_wrong_clock_is_marked_as_with_statements_and_moves_no_position_into_the_future(learner, lesson):
    now = timezone.now()
    sent = saying(lesson, occurred_at=(now + dt.timedelta(days=400)).isoformat())
    ahead = {"x-sent-at": (now + dt.timedelta(days=400)).isoformat()}
    await post(batch(sent), token=learner[1], headers=ahead)
    assert {s.clock_off async for s in Statement.objects.all()} == {True}
    assert (await LessonProgress.objects.aget()).at < now + dt.timedelta(minutes=1)


async def test_what_is_told_long_afterwards_by_a_right_clock_is_vouched_for(learner, lesson):
    now = timezone.now()
    sent = saying(lesson, occurred_at=(now - dt.timedelta(days=3)).isoformat())
    await post(batch(sent), token=learner[1], headers={"x-sent-at": now.isoformat()})
    assert {s.clock_off async for s in Statement.objects.all()} == {False}


# Children of containers


def _named_by_extension():
    said = xapi("completed")
    said["object"]["definition"]["extensions"] = {
        "http://h5p.org/x-api/h5p-local-content-id": 7,
        "http://h5p.org/x-api/h5p-subContentId": str(uuid.uuid4()),
    }
    return said


def _with_a_parent():
    said = xapi("answered")
    said["context"]["contextActivities"]["parent"] = [{"id": "http://bdhvs.example/xapi/7", "objectType": "Activity"}]
    return said


def _with_one_parent():
    said = xapi("passed")
    said["context"]["contextActivities"]["parent"] = {"id": "http://bdhvs.example/xapi/7"}
    return said


CHILDREN = [lambda: xapi("answered", sub=str(uuid.uuid4())), _named_by_extension, _with_a_parent, _with_one_parent]


@pytest.mark.parametrize("child", CHILDREN)
async def test_what_a_child_within_a_container_says_completes_no_card(learner, lesson, child):
    assert outcomes(await post(batch(event(lesson, statement=child())), token=learner[1])) == ["applied"]
    assert await stored() == [("progressed", "h5p")]
    assert await done(lesson) == []
    await post(batch(saying(lesson)), token=learner[1])
    assert await done(lesson) == ["c1"]


async def test_an_empty_list_of_parents_makes_no_child(learner, lesson):
    said = xapi("completed")
    said["context"]["contextActivities"]["parent"] = []
    said["object"]["definition"]["extensions"] = {"http://h5p.org/x-api/h5p-subContentId": None}
    await post(batch(event(lesson, statement=said)), token=learner[1])
    assert await done(lesson) == ["c1"]

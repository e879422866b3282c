"""The endpoint of what H5P frames tell, against docs/h5p.md."""

import asyncio
import gzip
import json
import uuid

import pytest
from asgiref.sync import sync_to_async

from learn.learners.tokens import make_token
from learn.models import GradedResult, H5PState, Learner, LessonProgress, Statement
from tests.asgi import ask_api, running_api
from tests.learn.making import (
    activity_of,
    event,
    keeping,
    make_h5p_lesson,
    make_learner,
    make_lesson,
    saying,
    xapi,
)

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/h5p"


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def lesson():
    return make_h5p_lesson()


async def post(content=None, **kwargs):
    async with running_api():
        return await ask_api("POST", PATH, content=content, **kwargs)


def batch(*events):
    return {"events": list(events)}


def outcomes(reply):
    assert reply.status == 200, reply.body
    return [(result["status"], result.get("reason")) for result in reply.json()["results"]]


async def stored():
    return {(s.verb, s.activity.partition(":")[0]) async for s in Statement.objects.all()}


async def done(lesson):
    progress = await LessonProgress.objects.filter(lesson=lesson.lesson).afirst()
    return progress.done if progress else []


# What is stored


async def test_the_end_of_an_activity_is_stored_with_the_card_that_it_completes(learner, lesson):
    sent = saying(lesson, result={"score": {"raw": 3, "min": 0, "max": 4, "scaled": 0.75}, "success": True,
                                  "response": "một[,]hai"})  # fmt: skip
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


async def test_sent_again_it_is_a_duplicate_and_with_other_content_a_conflict(learner, lesson):
    sent = saying(lesson, "answered")
    other = {**sent, "statement": xapi("completed")}
    async with running_api():
        replies = [await ask_api("POST", PATH, content=batch(one), token=learner[1]) for one in (sent, sent, other)]
    assert [outcomes(reply) for reply in replies] == [
        [("applied", None)],
        [("duplicate", None)],
        [("rejected", "conflict")],
    ]
    assert await stored() == {("answered", "h5p"), ("answered", "card")}


async def test_what_is_refused_as_a_conflict_completes_no_card(learner, lesson):
    first = saying(lesson, "progressed")
    ended = {**first, "statement": xapi("completed")}
    async with running_api():
        together = await ask_api("POST", PATH, content=batch(first, ended), token=learner[1])
        later = await ask_api("POST", PATH, content=batch(ended), token=learner[1])
    assert outcomes(together) == [("applied", None), ("rejected", "conflict")]
    assert outcomes(later) == [("rejected", "conflict")]
    assert await stored() == {("progressed", "h5p")}
    assert await done(lesson) == []

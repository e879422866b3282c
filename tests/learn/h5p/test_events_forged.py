"""What is forged in events."""

import uuid

import pytest
from asgiref.sync import sync_to_async

from learn.certificates.models import Certificate
from learn.certificates.services import issue
from learn.learners.tokens import make_token
from learn.models import GradedResult, H5PState, LessonProgress, Statement
from tests.learn.certificates.making import NAME, make_person
from tests.learn.h5p.telling import batch, outcomes, post, stored
from tests.learn.making import activity_of, event, keeping, make_h5p_course, make_h5p_lesson, make_learner, saying, xapi

pytestmark = pytest.mark.django_db(transaction=True)


async def test_another_activity_than_the_cards_own_is_rejected_and_harms_no_neighbour(learner, lesson):
    other = await sync_to_async(make_h5p_lesson)()
    sent = [
        saying(lesson, activity=activity_of(other)),
        saying(lesson, activity=activity_of(lesson, "c2")),
        saying(lesson, card="c3", activity=activity_of(lesson)),
        saying(lesson, card="c77", activity=activity_of(lesson)),
        keeping(lesson, "x", activity=activity_of(other)),
        {**saying(lesson), "lesson": str(other.lesson)},
        saying(lesson),
    ]
    reply = await post(batch(*sent), token=learner[1])
    assert outcomes(reply) == ["other_activity"] * 6 + ["applied"]
    assert await stored() == [("completed", "card"), ("completed", "h5p")]
    assert not await H5PState.objects.aexists()


async def test_of_an_unknown_version_the_statement_is_kept_and_nothing_moves(learner, lesson):
    unknown = [{**saying(lesson), "version": 9}, {**saying(lesson), "lesson": str(uuid.uuid4())}]
    reply = await post(batch(*unknown, {**keeping(lesson, "x"), "version": 9}), token=learner[1])
    assert outcomes(reply) == ["applied", "applied", "applied"]
    assert await stored() == [("completed", "h5p")] * 2
    assert not await H5PState.objects.aexists()
    assert not await LessonProgress.objects.aexists()


async def test_nothing_in_a_statement_names_whom_or_what_it_is_of(learner, lesson):
    victim, other = await sync_to_async(make_learner)(), await sync_to_async(make_h5p_lesson)()
    said = xapi("completed")
    said |= {
        "actor": {"account": {"name": str(victim[0])}, "mbox": "mailto:chu@example.vn"},
        "authority": {"account": {"name": victim[1]}},
        "stored": "2001-01-01T00:00:00Z",
        "id": str(uuid.uuid4()),
    }
    said["object"]["id"] = f"https://bdhvs.example/{activity_of(other)}"
    said["context"] |= {"instructor": {"account": {"name": str(victim[0])}}, "registration": str(uuid.uuid4())}
    sent = event(lesson, statement=said, learner=str(victim[0]), token=victim[1], actor=said["actor"])
    assert outcomes(await post(batch(sent), token=learner[1])) == ["applied"]
    assert {s.learner_id async for s in Statement.objects.all()} == {learner[0]}
    assert {s.activity async for s in Statement.objects.all()} == {activity_of(lesson), f"card:{lesson.lesson}/c1"}
    assert {s.occurred_text async for s in Statement.objects.all()} == {sent["occurred_at"]}


async def test_a_pass_that_was_never_earned_makes_no_certificate_say_so():
    person = await sync_to_async(make_person)()
    course, lesson = await sync_to_async(make_h5p_course)()
    sent = [saying(lesson, verb, result={"success": True, "score": {"scaled": 1}}) for verb in ("passed", "mastered")]
    assert outcomes(await post(batch(*sent), token=make_token(person.id))) == ["applied", "applied"]
    assert not await GradedResult.objects.aexists()
    await sync_to_async(issue)(learner=person, course=course.course, name=NAME, agreed=True)
    assert (await Certificate.objects.aget()).basis == "completed"

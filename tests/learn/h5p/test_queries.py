"""Events ask the database as often for many as for one; and what they amount to can be reckoned again."""

import datetime as dt
import json
import uuid

import pytest
from django.utils import timezone

from learn.conversations import hold
from learn.h5p.parsing import parse_events
from learn.h5p.storing import EventBatch, store_events
from learn.learners.services import learner_of, take_over
from learn.learners.tokens import Claim
from learn.models import LessonProgress, Statement
from learn.progress.folding import fold_statements
from learn.progress.outlines import load_outlines
from people.models import User
from tests.learn.making import keeping, make_h5p_lesson, make_learner, saying, xapi
from tests.quizzes.attempts.test_queries import queries

pytestmark = pytest.mark.django_db


def batch(learner, *events):
    now = timezone.now()
    return EventBatch(Claim(learner, 0), parse_events(json.dumps({"events": events}).encode(), received=now), now)


def guests(count):
    return [make_learner()[0] for _ in range(count)]


@pytest.fixture
def lesson():
    lesson = make_h5p_lesson()
    # The outline is known from now on.
    hold(store_events([batch(guests(1)[0], saying(lesson))]))
    return lesson


@pytest.mark.parametrize(
    ("told", "most"),
    [
        (lambda lesson: [saying(lesson, "attempted")], 3),
        (lambda lesson: [saying(lesson)], 8),
        (lambda lesson: [keeping(lesson, "x")], 5),
        (lambda lesson: [saying(lesson), keeping(lesson, "x"), saying(lesson, card="c2"), keeping(lesson, None)], 11),
    ],
)
def test_for_many_learners_as_for_one(lesson, told, most):
    one, many = (
        queries(store_events([batch(learner, *told(lesson)) for learner in guests(count)])) for count in (1, 50)
    )
    assert one == many
    assert len(one) <= most


def test_a_hundred_events_as_one(lesson):
    learner = guests(1)[0]
    sent = [
        one
        for n in range(33)
        for one in (saying(lesson, "answered"), keeping(lesson, "x", key=f"{n}/s"), saying(lesson, "passed", "c2"))
    ]
    assert len(queries(store_events([batch(learner, *sent)]))) <= 11


def test_people_of_several_parts_cost_a_few_more(lesson):
    claimed = []
    for n in range(10):
        user, guest = User.objects.create_user(f"09120000{n:02}"), guests(1)[0]
        learner_of(user=user)
        take_over(user=user, guest=Claim(guest, 0))
        claimed.append(guest)
    few, many = (
        queries(store_events([batch(one, saying(lesson), keeping(lesson, "x")) for one in members]))
        for members in (claimed[:1], claimed[1:])
    )
    # What people of several parts complete together is asked for each.
    assert len(set(many)) == len(set(few)) <= 15


def test_the_statements_reckoned_again_give_the_same_progress(lesson):
    """Whoever recounts sees only statements: those of the cards say all that moved."""
    learner = guests(1)[0]
    child = keeping(lesson, "x", "c2") | {"statement": xapi("completed", sub=str(uuid.uuid4()))}
    del child["state"]
    at = timezone.now() - dt.timedelta(hours=2)
    sent = [
        saying(lesson, "attempted"), child, saying(lesson, "passed", occurred_at=at.isoformat()),
        saying(lesson, "progressed", "c2"),
    ]  # fmt: skip
    hold(store_events([batch(learner, *sent)]))
    told = []
    for kept in Statement.objects.filter(learner_id=learner).order_by("-id"):
        kind, _, name = kept.activity.partition(":")
        if kind == "card":
            of, _, card = name.partition("/")
            told.append((learner, uuid.UUID(of), kept.version, card, kept.verb, kept.occurred_at))
    outlines = hold(load_outlines({(lesson.lesson, lesson.number)}))
    ((key, change),) = fold_statements(told, outlines).items()
    progress = LessonProgress.objects.get(learner_id=learner)
    assert key == (progress.learner_id, progress.lesson)
    assert (
        (sorted(change.done), change.card, change.at)
        == (progress.done, progress.card, progress.at)
        == (["c1"], "c1", at)
    )
    assert change.completes(change.done)
    assert progress.completed_at

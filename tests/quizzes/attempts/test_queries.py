"""Starting, saving and handing in ask the database as often for one as for many, and never the bank."""

import pytest
from django.utils import timezone

from foundation.identifiers import uuid7
from learn.conversations import hold
from learn.learners.tokens import Claim
from quizzes.attempts.answering import Batch, store_answers
from quizzes.attempts.starting import Start, store_starts
from tests.learn.making import make_learner
from tests.quizzes.making import given, key_of, make_question, make_quiz, started

pytestmark = pytest.mark.django_db


def queries(conversation):
    """The queries of a conversation, while it is held."""
    asked = []

    def listening():
        try:
            query = next(conversation)
            while True:
                asked.append(query[0])
                query = conversation.send((yield query))
        except StopIteration as end:
            return end.value

    hold(listening())
    return asked


def claims(count):
    return [Claim(make_learner()[0], 0) for _ in range(count)]


@pytest.fixture
def quiz():
    quiz = make_quiz([make_question() for _ in range(5)])
    started(claims(1)[0], quiz)
    return quiz


def test_starting(quiz):
    def starts(count):
        return store_starts([Start(claim, uuid7(), quiz.pk, timezone.now()) for claim in claims(count)])

    one, many = queries(starts(1)), queries(starts(50))
    assert one == many
    assert len(one) == 5
    assert not any("quizzes_question" in query for query in one)


@pytest.mark.parametrize("submit", [False, True])
def test_saving_and_handing_in(quiz, submit):
    def batches(count):
        made = []
        for claim in claims(count):
            attempt = started(claim, quiz)
            question, key = key_of(attempt.paper[0])
            item = given(attempt, 1) if submit else given(attempt, 1, question, key)
            made.append(Batch(claim, [item], timezone.now(), None))
        return made

    hold(store_answers(batches(1)))
    one, many = queries(store_answers(batches(1))), queries(store_answers(batches(50)))
    assert one == many
    assert len(one) == (4 if submit else 3)
    assert not any("quizzes_question" in query for query in one)

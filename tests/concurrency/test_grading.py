"""Grading while the same person answers, hands in and looks, with real transactions."""

import pytest

from learn.learners.services import learner_of
from learn.learners.tokens import Claim
from learn.models import Statement
from people.models import User
from quizzes.attempts.grading import grade
from quizzes.models import Attempt
from tests.concurrency.test_aliases import at_once
from tests.quizzes.making import given, key_of, make_question, make_quiz, send, started

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_who_has_an_account_is_graded_while_answers_arrive_without_a_deadlock():
    learner = learner_of(user=User.objects.create_user("0903334446", None)).id
    claim, quiz = Claim(learner, 0), make_quiz([make_question()])
    for _turn in range(20):
        attempt = started(claim, quiz)
        question, key = key_of(attempt.paper[0])
        send(claim, given(attempt, 1, question, key), given(attempt, 50))
        items = [given(attempt, seq, question, key) for seq in range(2, 8)]
        told = at_once(
            lambda attempt=attempt: grade(learner=learner, attempt=attempt.id),
            *(lambda item=item: send(claim, item) for item in items),
        )
        assert [one for one in told if isinstance(one, BaseException)] == []
        assert Attempt.objects.get(id=attempt.id).score == 1.0
    assert Statement.objects.filter(learner_id=learner, verb="passed").count() == 20

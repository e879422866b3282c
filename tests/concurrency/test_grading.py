"""Grading while the same person answers, and publishing while the bank moves, with real transactions."""

import time

import pytest
from django.db import transaction

from learn.learners.services import learner_of
from learn.learners.tokens import Claim
from learn.models import Statement
from people.models import User
from quizzes.attempts.grading import grade
from quizzes.bank.retiring import retire
from quizzes.models import Attempt, QuestionVersion, Quiz
from quizzes.quiz.freezing import publish_quiz
from tests.concurrency.test_aliases import at_once
from tests.courses.editing.people import make_administrator
from tests.quizzes.making import given, key_of, make_question, make_quiz, newest, send, started

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


def test_a_question_is_retired_while_a_quiz_that_asks_it_is_published():
    question, official = make_question(), make_administrator()
    quizzes = [make_quiz([make_question()], draws=[("1.1", "easy", 1)]) for _number in range(3)]
    for quiz, title in zip(quizzes, "ABC", strict=True):
        type(quiz).objects.filter(pk=quiz.pk).update(title=title)

    def publish():
        with transaction.atomic():
            held = Quiz.objects.select_for_update(no_key=True).get(pk=quizzes[-1].pk)
            # Long enough for the other one to come to the first quiz.
            time.sleep(1)
            held.title = "D"
            publish_quiz(held)

    told = at_once(publish, lambda: retire(question=question, by=official))
    assert [one for one in told if isinstance(one, BaseException)] == []
    version = QuestionVersion.objects.get(question=question.pk).pk
    assert all(version not in part["pool"] for quiz in quizzes for part in newest(quiz).parts)

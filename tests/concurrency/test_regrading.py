"""Grading again while answers arrive late, and twice at once, with real transactions."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from foundation.identifiers import uuid7
from learn.conversations import hold
from learn.learners.tokens import Claim
from learn.models import GradedResult, Statement
from people.roles.names import Role
from quizzes.attempts.answering import Batch, store_answers
from quizzes.attempts.grading import close_and_grade
from quizzes.attempts.parsing import Given
from quizzes.models import Attempt, KeyCorrection, RegradeNotice
from quizzes.regrading.models import Effect
from quizzes.regrading.services import apply_correction, regrade_next, regrade_piece, write_correction
from tests.concurrency.test_aliases import at_once
from tests.people.staff import make_staff
from tests.quizzes.regrading.test_regrading import Wrong

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def quiz():
    return Wrong()


def correct(quiz):
    one, other = make_staff("0901111111", Role.REVIEWER), make_staff("0902222222", Role.REVIEWER)
    made = write_correction(by=one, wrong=quiz.wrong, effect=Effect.REPLACE, key=quiz.right, reason="Nhầm.")
    return lambda: apply_correction(by=other, correction=made), made


def late_answer(attempt, version, choice, seq):
    """What a phone without a network answered in time and sends only now."""
    identifier = uuid7()
    now = timezone.now()
    given = Given(identifier, str(identifier), attempt.id, seq, version.question, {"c": [choice]}, now, now.isoformat(),
                  "00" * 32)  # fmt: skip
    with transaction.atomic():
        return hold(store_answers([Batch(Claim(attempt.learner_id, 0), [given], now, None)]))[0][0]


def test_two_jobs_at_once_do_each_attempt_once(quiz):
    attempts = [quiz.attempt("c2") for _number in range(30)]
    apply, _made = correct(quiz)
    apply()
    correction = KeyCorrection.objects.get()
    at_once(*(lambda: regrade_piece(correction) for _number in range(4)))
    correction.refresh_from_db()
    assert (correction.seen, correction.changed) == (30, 30)
    assert correction.finished_at is not None
    assert RegradeNotice.objects.count() == 30
    assert Statement.objects.filter(verb="passed").count() == 30
    assert GradedResult.objects.filter(passed=True).count() == 30
    assert set(Attempt.objects.values_list("score", flat=True)) == {1}
    assert len(attempts) == 30


def test_late_answers_count_until_the_grading_and_the_key_counts_always(quiz):
    """Each has the second question wrong until the late answer: by the new key and with it all is right."""
    attempts = [quiz.attempt("c2", "c3", graded=False) for _number in range(24)]
    apply, made = correct(quiz)
    apply()
    counted, errors = {}, []

    def send():
        for attempt in attempts:
            counted[attempt.id] = late_answer(attempt, quiz.other, "c1", 60).counts

    def work(job):
        def run():
            try:
                job()
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        return run

    def regrade():
        while not KeyCorrection.objects.filter(pk=made.pk, finished_at__isnull=False).exists():
            regrade_next()

    def grade():
        for _turn in range(20):
            close_and_grade()

    threads = [threading.Thread(target=work(job)) for job in (send, regrade, grade)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    close_and_grade()
    expected = {attempt.id: (1.0, True) if counted[attempt.id] else (0.5, False) for attempt in attempts}
    rows = {row[0]: row[1:] for row in Attempt.objects.values_list("id", "score", "passed")}
    assert rows == expected
    assert not Attempt.objects.filter(graded_at=None).exists()
    assert GradedResult.objects.filter(passed=True, score=1).count() == sum(counted.values())


def test_what_is_graded_while_it_is_applied_ends_by_the_new_key(quiz):
    attempts = [quiz.attempt("c2", graded=False) for _number in range(30)]
    apply, _made = correct(quiz)
    at_once(apply, close_and_grade)
    while KeyCorrection.objects.filter(finished_at=None).exists():
        regrade_next()
    close_and_grade()
    assert set(Attempt.objects.values_list("score", "passed")) == {(1.0, True)}
    assert len(attempts) == 30


def test_of_two_colleagues_who_apply_at_once_one_does(quiz):
    apply, made = correct(quiz)
    third = make_staff("0903333333", Role.REVIEWER)
    outcomes = at_once(apply, lambda: apply_correction(by=third, correction=made))
    assert [isinstance(one, KeyCorrection) for one in outcomes].count(True) == 1

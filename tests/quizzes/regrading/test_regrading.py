"""A wrong key: written by one, applied by another, and everyone who was asked is graded again exactly once."""

import datetime as dt

import pytest
from django.utils import timezone

from learn.models import GradedResult, Learner, Statement
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.roles.names import Role
from quizzes.attempts.grading import grade
from quizzes.models import Attempt, KeyCorrection, RegradeNotice
from quizzes.regrading import services, walking
from quizzes.regrading.models import Effect
from quizzes.regrading.previewing import preview
from quizzes.regrading.services import (
    CorrectionRefused,
    apply_correction,
    discard_correction,
    regrade_next,
    write_correction,
)
from tests.people.staff import make_staff
from tests.quizzes.regrading.making import again, answer, make_attempt, make_quiz, make_version, one_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return make_staff("0901111111", Role.REVIEWER)


@pytest.fixture
def colleague():
    return make_staff("0902222222", Role.REVIEWER)


class Wrong:
    """A quiz of two questions, the first of which says that 1 is right where it is 2."""

    def __init__(self, **settings):
        self.wrong = make_version(one_of(1))
        self.right = make_version(one_of(2), question=self.wrong.question, number=2)
        self.other = make_version(one_of(1, prompt="Câu khác?"))
        self.quiz = make_quiz([self.wrong], [self.other], **{"pass_mark": 100, **settings})

    def attempt(self, first, second="c1", **more):
        return make_attempt(self.quiz, {self.wrong: first, self.other: second}, **more)


@pytest.fixture
def quiz():
    return Wrong()


def correct(quiz, writer, colleague, effect=Effect.REPLACE, wrong=None, key=None):
    key = (key or quiz.right) if effect == Effect.REPLACE else None
    made = write_correction(by=writer, wrong=wrong or quiz.wrong, effect=effect, key=key, reason="Đáp án ghi nhầm.")
    return apply_correction(by=colleague, correction=made)


def run():
    for _turn in range(50):
        if not KeyCorrection.objects.filter(applied_at__isnull=False, finished_at=None).exists():
            return
        regrade_next()
    raise AssertionError("it does not end")


def result_of(attempt):
    return GradedResult.objects.get(learner_id=attempt.learner_id)


def test_nothing_changes_until_a_colleague_applies_it(quiz, writer):
    attempt = quiz.attempt("c2")
    write_correction(by=writer, wrong=quiz.wrong, effect=Effect.REPLACE, key=quiz.right, reason="Nhầm.")
    assert regrade_next() == 0
    grade(learner=attempt.learner_id, attempt=attempt.id)
    assert again(attempt).score == 0.5
    assert quiz.attempt("c2").score == 0.5


def test_who_was_right_all_along_passes_and_is_told(quiz, writer, colleague):
    attempt = quiz.attempt("c2")
    assert (attempt.score, attempt.passed, result_of(attempt).passed) == (0.5, False, False)
    correction = correct(quiz, writer, colleague)
    run()
    stored, notice = again(attempt), RegradeNotice.objects.get()
    assert (stored.score, stored.passed) == (1, True)
    assert (result_of(attempt).score, result_of(attempt).passed) == (1, True)
    assert Statement.objects.filter(learner_id=attempt.learner_id, verb="passed").count() == 1
    assert (notice.before, notice.after, notice.passed_before, notice.passed_after) == (0.5, 1, False, True)
    correction.refresh_from_db()
    assert (correction.seen, correction.changed, correction.after) == (1, 1, None)


def test_nobody_who_passed_loses_it_by_the_mistake_of_the_office(quiz, writer, colleague):
    attempt = quiz.attempt("c1")
    before = result_of(attempt)
    correct(quiz, writer, colleague)
    run()
    stored = again(attempt)
    assert (stored.score, stored.passed) == (0.5, True)
    assert (result_of(attempt).score, result_of(attempt).passed) == (before.score, True)
    assert not Statement.objects.filter(learner_id=attempt.learner_id, verb="failed").exists()
    notice = RegradeNotice.objects.get()
    assert (notice.before, notice.after, notice.passed_after) == (1, 0.5, True)


def test_the_pass_also_outlives_an_answer_that_comes_late(quiz, writer, colleague):
    attempt = quiz.attempt("c1")
    correct(quiz, writer, colleague)
    run()
    answer(attempt, quiz.wrong, {"c": ["c3"]}, seq=50)
    Attempt.objects.filter(learner_id=attempt.learner_id).update(graded_at=None)
    grade(learner=attempt.learner_id, attempt=attempt.id)
    assert (again(attempt).score, again(attempt).passed) == (0.5, True)


def test_a_result_that_was_not_passed_follows_its_score_down(quiz, writer, colleague):
    attempt = quiz.attempt("c1", "c2")
    assert result_of(attempt).score == 0.5
    correct(quiz, writer, colleague)
    run()
    assert (again(attempt).score, result_of(attempt).score, result_of(attempt).passed) == (0, 0, False)


def test_the_best_of_several_attempts_stays_the_result(quiz, writer, colleague):
    learner = Learner.objects.create().id
    quiz.attempt("c1", "c2", learner=learner)
    quiz.attempt("c3", "c1", learner=learner, number=2)
    correct(quiz, writer, colleague)
    run()
    assert sorted(Attempt.objects.values_list("score", flat=True)) == [0, 0.5]
    assert GradedResult.objects.get().score == 0.5


def test_whose_result_stays_hears_nothing(quiz, writer, colleague):
    attempt = quiz.attempt("c3")
    before = again(attempt).graded_at
    correction = correct(quiz, writer, colleague)
    run()
    assert not RegradeNotice.objects.exists()
    assert again(attempt).graded_at == before
    correction.refresh_from_db()
    assert (correction.seen, correction.changed) == (1, 0)


@pytest.mark.parametrize(("effect", "score"), [(Effect.FULL, 1), (Effect.DROP, 1)])
def test_full_credit_and_leaving_out(quiz, writer, colleague, effect, score):
    attempt, empty = quiz.attempt("c3"), quiz.attempt("", "c2")
    correct(quiz, writer, colleague, effect)
    run()
    assert again(attempt).score == score
    assert again(empty).score == (0.5 if effect == Effect.FULL else 0)


def test_who_takes_it_afterwards_is_graded_by_the_new_key_and_told_nothing(quiz, writer, colleague):
    correct(quiz, writer, colleague)
    assert quiz.attempt("c2", at=timezone.now() + dt.timedelta(seconds=1)).score == 1
    run()
    assert not RegradeNotice.objects.exists()


def test_who_is_graded_for_the_first_time_by_the_new_key_is_not_told_of_another_result(quiz, writer, colleague):
    attempt = quiz.attempt("c2", graded=False)
    correct(quiz, writer, colleague)
    grade(learner=attempt.learner_id, attempt=attempt.id)
    run()
    assert again(attempt).score == 1
    assert not RegradeNotice.objects.exists()


def test_a_key_that_is_wrong_once_more_leads_on(quiz, writer, colleague):
    attempt = quiz.attempt("c3")
    correct(quiz, writer, colleague)
    run()
    third = make_version(one_of(3), question=quiz.wrong.question, number=3)
    correct(quiz, writer, colleague, wrong=quiz.right, key=third)
    run()
    assert again(attempt).score == 1
    assert RegradeNotice.objects.get().after == 1


def test_every_version_of_every_quiz_is_gone_through(quiz, writer, colleague):
    later = make_quiz([quiz.wrong], quiz=quiz.quiz.quiz, number=2)
    elsewhere = make_quiz([quiz.other, quiz.wrong])
    without = make_quiz([quiz.other])
    asked = [quiz.attempt("c2"), make_attempt(later, {quiz.wrong: "c2"}), make_attempt(elsewhere, {quiz.wrong: "c2"})]
    others = [make_attempt(elsewhere, {quiz.other: "c2"}), make_attempt(without, {quiz.other: "c2"})]
    correction = correct(quiz, writer, colleague)
    run()
    assert [again(one).score for one in asked] == [1, 1, 1]
    assert [again(one).score for one in others] == [0, 0]
    correction.refresh_from_db()
    assert (correction.seen, correction.changed) == (3, 3)


def test_killed_at_any_point_it_goes_on_and_does_each_once(quiz, writer, colleague, monkeypatch):
    attempts = [quiz.attempt("c2") for _number in range(7)]
    unseen = [make_attempt(quiz.quiz, {quiz.other: "c1"}) for _number in range(5)]
    monkeypatch.setattr(walking, "LOOKED_THROUGH", 4)
    monkeypatch.setattr(walking.piece, "__kwdefaults__", {"most": 2})
    correction = correct(quiz, writer, colleague)
    real, calls = services.regrade, 0

    def killed(**more):
        nonlocal calls
        calls += 1
        done = real(**more)
        if calls % 3 == 0:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(services, "regrade", killed)
    for _turn in range(60):
        try:
            regrade_next()
        except KeyboardInterrupt:
            continue
    correction.refresh_from_db()
    assert correction.finished_at is not None
    assert calls > 7
    assert (correction.seen, correction.changed) == (7, 7)
    assert RegradeNotice.objects.count() == 7
    assert {again(one).score for one in attempts} == {1}
    assert {again(one).score for one in unseen} == {1}


def test_the_preview_says_what_comes_of_it_and_writes_nothing(quiz, writer, colleague):
    given = [("c2", "c1"), ("c2", "c2"), ("c1", "c1"), ("c1", "c2"), ("c3", "c1")]
    attempts = [quiz.attempt(*one) for one in given]
    quiz.attempt("c2", graded=False)
    made = write_correction(by=writer, wrong=quiz.wrong, effect=Effect.REPLACE, key=quiz.right, reason="Nhầm.")
    before = [again(one).score for one in attempts]
    told = preview(made)
    assert (told.affected, told.up, told.down, told.passing, told.keeping, told.is_whole) == (5, 2, 2, 1, 1, True)
    assert [again(one).score for one in attempts] == before
    apply_correction(by=colleague, correction=made)
    run()
    after = [again(one) for one in attempts]
    assert sum(one.score > old for one, old in zip(after, before, strict=True)) == told.up
    assert sum(one.score < old for one, old in zip(after, before, strict=True)) == told.down


def test_a_preview_of_very_many_says_that_there_are_more(quiz, writer, monkeypatch):
    for _number in range(4):
        quiz.attempt("c2")
    monkeypatch.setattr("quizzes.regrading.previewing.MOST_PIECES", 2)
    monkeypatch.setattr(walking.piece, "__kwdefaults__", {"most": 1})
    made = write_correction(by=writer, wrong=quiz.wrong, effect=Effect.FULL, reason="Nhầm.")
    told = preview(made)
    assert (told.affected, told.is_whole) == (2, False)


def test_the_preview_takes_as_many_queries_for_many_as_for_few(quiz, writer, django_assert_max_num_queries):
    made = write_correction(by=writer, wrong=quiz.wrong, effect=Effect.FULL, reason="Nhầm.")
    for _number in range(12):
        quiz.attempt("c2")
    with django_assert_max_num_queries(8):
        assert preview(made).affected == 12


# Who may


def test_who_wrote_it_does_not_apply_it(quiz, writer):
    made = write_correction(by=writer, wrong=quiz.wrong, effect=Effect.FULL, reason="Nhầm.")
    with pytest.raises(CorrectionRefused):
        apply_correction(by=writer, correction=made)
    made.refresh_from_db()
    assert made.applied_at is None


def test_an_administrator_may_do_both(quiz):
    administrator = make_staff("0903333333", Role.ADMINISTRATOR)
    made = write_correction(by=administrator, wrong=quiz.wrong, effect=Effect.FULL, reason="Nhầm.")
    assert apply_correction(by=administrator, correction=made).applied_at


def test_an_editor_may_neither_write_nor_apply_nor_throw_away(quiz, writer):
    editor = make_staff("0903333333", Role.EDITOR)
    with pytest.raises(CorrectionRefused):
        write_correction(by=editor, wrong=quiz.wrong, effect=Effect.FULL, reason="Nhầm.")
    made = write_correction(by=writer, wrong=quiz.wrong, effect=Effect.FULL, reason="Nhầm.")
    for act in (apply_correction, discard_correction):
        with pytest.raises(CorrectionRefused):
            act(by=editor, correction=made)
    assert KeyCorrection.objects.get().applied_at is None


def test_it_is_applied_once_and_not_thrown_away_afterwards(quiz, writer, colleague):
    made = correct(quiz, writer, colleague)
    for act in (apply_correction, discard_correction):
        with pytest.raises(CorrectionRefused):
            act(by=colleague, correction=made)


def test_a_correction_that_was_thrown_away_makes_room_for_another(quiz, writer):
    made = write_correction(by=writer, wrong=quiz.wrong, effect=Effect.FULL, reason="Nhầm.")
    with pytest.raises(CorrectionRefused):
        write_correction(by=writer, wrong=quiz.wrong, effect=Effect.DROP, reason="Nhầm.")
    discard_correction(by=writer, correction=made)
    write_correction(by=writer, wrong=quiz.wrong, effect=Effect.DROP, reason="Nhầm.")


def test_each_act_is_written_down(quiz, writer, colleague):
    made = correct(quiz, writer, colleague)
    acts = AuditEntry.objects.filter(object_type="keycorrection", object_id=str(made.pk)).order_by("id")
    assert [(one.event, one.actor_id) for one in acts] == [
        (Event.KEY_CORRECTION_WRITTEN, writer.pk),
        (Event.KEY_CORRECTION_APPLIED, colleague.pk),
    ]


@pytest.mark.parametrize("what", ["older", "another question", "other texts", "none", "no reason", "the same key"])
def test_what_cannot_be_corrected_is_refused(quiz, writer, what):
    wrong, key, reason = quiz.wrong, quiz.right, "Nhầm."
    if what == "older":
        wrong, key = quiz.right, quiz.wrong
    elif what == "another question":
        key = make_version(one_of(2), number=2)
    elif what == "other texts":
        key = make_version(one_of(2, texts=("Một", "Hai")), question=wrong.question, number=3)
    elif what == "the same key":
        key = make_version(one_of(1), question=wrong.question, number=3)
    elif what == "none":
        key = None
    else:
        reason = "  "
    with pytest.raises(CorrectionRefused):
        write_correction(by=writer, wrong=wrong, effect=Effect.REPLACE, key=key, reason=reason)
    assert not KeyCorrection.objects.exists()

"""Attempts: starting, the log of answers, handing in and grading, by the rules of their quiz."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from foundation.identifiers import uuid7
from learn.learners.services import learner_of, take_over
from learn.learners.tokens import Claim
from learn.models import GradedResult, Learner, LessonProgress, Statement
from learn.results.services import has_passed
from people.models import User
from quizzes.attempts import grading
from quizzes.attempts.answering import Verdict
from quizzes.attempts.grading import close_and_grade, grade
from quizzes.attempts.starting import NotStarted, Started
from quizzes.bank.freezing import publish_question
from quizzes.models import Answer, Attempt, ExtraTime
from tests.courses.making import CourseFactory
from tests.learn.making import make_learner, make_lesson
from tests.quizzes.making import EVERY_KIND, given, key_of, make_question, make_quiz, newest, send, start, started

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def claim():
    return Claim(make_learner()[0], 0)


def answer_all(claim, attempt, *, right=True, seq=0, **when):
    items = []
    for version in attempt.paper:
        seq += 1
        question, key = key_of(version)
        items.append(given(attempt, seq, question, key if right else {}, **when))
    return send(claim, *items), seq


def hand_in(claim, attempt, seq):
    assert send(claim, given(attempt, seq)) == [Verdict("applied")]
    return grade(learner=attempt.learner_id, attempt=attempt.id)


def test_starting_gives_the_exact_paper_and_starting_again_gives_the_same(claim):
    quiz = make_quiz()
    attempt = uuid7()
    assert start(claim, quiz, attempt=attempt) == Started(attempt, True)
    row = Attempt.objects.get(id=attempt)
    assert sorted(row.paper) == sorted(version for part in newest(quiz).parts for version in part["pool"])
    assert start(claim, quiz, attempt=attempt) == Started(attempt, False)
    # Another tab with an id of its own is given the attempt that is open.
    assert start(claim, quiz) == Started(attempt, False)
    assert Attempt.objects.count() == 1


def test_a_draw_takes_so_many_of_what_fits_and_no_question_twice(claim):
    fixed = make_question()
    for _ in range(9):
        make_question()
        make_question(difficulty="hard")
    quiz = make_quiz([fixed], draws=[("1.1", "easy", 4), ("1.1", "hard", 3)])
    papers = {tuple(started(Claim(make_learner()[0], 0), quiz).paper) for _ in range(8)}
    assert len(papers) > 1, "each attempt draws its own"
    for paper in papers:
        assert len(set(paper)) == len(paper) == 8


@pytest.mark.parametrize("kind", [*EVERY_KIND])
def test_the_key_of_every_kind_passes(claim, kind):
    quiz = make_quiz([make_question(kind)])
    attempt = started(claim, quiz)
    _, seq = answer_all(claim, attempt)
    graded = hand_in(claim, attempt, seq + 1)
    assert (graded.score, graded.passed) == (1.0, True)
    assert graded.competences == {"1.1": [1.0, 1]}


def test_the_last_answer_by_its_place_counts_whatever_arrives_first(claim):
    attempt = started(claim, make_quiz([make_question()]))
    question, _key = key_of(attempt.paper[0])
    send(claim, given(attempt, 2, question, {"c": ["c1"]}))
    send(claim, given(attempt, 1, question, {"c": ["c2"]}))
    assert hand_in(claim, attempt, 3).score == 1.0


def test_an_answer_can_be_taken_back(claim):
    attempt = started(claim, make_quiz([make_question()]))
    question, _key = key_of(attempt.paper[0])
    send(claim, given(attempt, 1, question, {"c": ["c1"]}), given(attempt, 2, question, {}))
    assert hand_in(claim, attempt, 3).score == 0.0


def test_an_item_is_stored_once_and_another_content_under_its_id_is_refused(claim):
    attempt = started(claim, make_quiz())
    question, _key = key_of(attempt.paper[0])
    item = given(attempt, 1, question, {"c": ["c1"]})
    assert send(claim, item, item) == [Verdict("applied"), Verdict("duplicate")]
    assert send(claim, item) == [Verdict("duplicate")]
    other = given(attempt, 1, question, {"c": ["c2"]}, id=item.id)
    assert send(claim, other) == [Verdict("rejected", "conflict")]
    assert Answer.objects.count() == 1


def test_what_is_not_on_the_paper_not_readable_or_not_theirs_is_refused_alone(claim):
    attempt = started(claim, make_quiz())
    question, key = key_of(attempt.paper[0])
    stranger = Claim(make_learner()[0], 0)
    elsewhere = started(stranger, make_quiz())
    verdicts = send(
        claim,
        given(attempt, 1, uuid.uuid4(), {"c": ["c1"]}),
        given(attempt, 2, question, {"c": ["c9"]}),
        given(attempt, 3, question, {"x": ["c1"]}),
        given(elsewhere, 4, key_of(elsewhere.paper[0])[0], {"c": ["c1"]}),
        given(uuid.uuid4(), 5, question, key),
        given(attempt, 6, question, key),
    )
    assert [verdict.reason or verdict.status for verdict in verdicts] == [
        "not_on_paper", "bad_response", "bad_response", "unknown_attempt", "unknown_attempt", "applied",
    ]  # fmt: skip
    assert list(Answer.objects.values_list("learner_id", "seq")) == [(claim.learner, 6)]


def test_a_revoked_token_stores_nothing(claim):
    attempt = started(claim, make_quiz())
    Learner.objects.filter(id=claim.learner).update(generation=3)
    question, key = key_of(attempt.paper[0])
    assert send(claim, given(attempt, 1, question, key)) is None
    assert start(claim, attempt.quiz) == NotStarted("bad_token")


def test_what_was_answered_before_handing_in_counts_though_it_arrives_later(claim):
    attempt = started(claim, make_quiz([make_question()]))
    question, key = key_of(attempt.paper[0])
    send(claim, given(attempt, 2))
    assert send(claim, given(attempt, 1, question, key)) == [Verdict("applied")]
    after = given(attempt, 3, question, {"c": ["c2"]})
    assert send(claim, after) == [Verdict("applied", "late", counts=False)]
    assert grade(learner=claim.learner, attempt=attempt.id).score == 1.0


def test_who_has_seen_the_right_answers_does_not_slip_them_in_before_the_handing_in(claim):
    attempt = started(claim, make_quiz([make_question()], time_limit_minutes=30))
    question, key = key_of(attempt.paper[0])
    assert hand_in(claim, attempt, 1_000_000).score == 0.0
    now = timezone.now()
    for seq, sent in enumerate((None, now, now + dt.timedelta(days=1)), 1):
        item = given(attempt, seq, question, key, at=now)
        assert send(claim, item, received=now, sent=sent) == [Verdict("applied", "late", counts=False)]
    assert send(claim, given(attempt, 4)) == [Verdict("applied", "late", counts=False)]
    close_and_grade()
    graded = grade(learner=claim.learner, attempt=attempt.id)
    assert (graded.score, graded.passed, graded.late) == (0.0, False, 3)


def test_handing_in_twice_is_handing_in_once(claim):
    attempt = started(claim, make_quiz())
    send(claim, given(attempt, 5))
    first = Attempt.objects.get(id=attempt.id)
    send(claim, given(attempt, 9))
    second = Attempt.objects.get(id=attempt.id)
    assert (first.submitted_at, first.submitted_seq) == (second.submitted_at, second.submitted_seq)


def test_a_deadline_counts_what_the_phone_kept_from_before_it(claim):
    attempt = started(claim, make_quiz(time_limit_minutes=30), at=NOW)
    assert attempt.deadline_at == NOW + dt.timedelta(minutes=30)
    question, key = key_of(attempt.paper[0])
    other, other_key = key_of(attempt.paper[1])
    # A phone a year slow: answered 20 minutes into the test, without a network for two hours, then one in overtime.
    slow = dt.timedelta(days=365)
    back = NOW + dt.timedelta(hours=2, minutes=20)
    in_time = given(attempt, 1, question, key, at=NOW + dt.timedelta(minutes=20) - slow)
    too_late = given(attempt, 2, other, other_key, at=NOW + dt.timedelta(minutes=40) - slow)
    verdicts = send(claim, in_time, too_late, received=back, sent=back - slow)
    assert verdicts == [Verdict("applied"), Verdict("applied", "late", counts=False)]
    assert Attempt.objects.get(id=attempt.id).late == 1


def test_a_phone_that_says_nothing_of_its_clock_is_measured_by_arrival(claim):
    attempt = started(claim, make_quiz(time_limit_minutes=30), at=NOW)
    question, key = key_of(attempt.paper[0])
    item = given(attempt, 1, question, key, at=NOW + dt.timedelta(minutes=5))
    assert send(claim, item, received=NOW + dt.timedelta(minutes=31))[0].counts is False


def test_nobody_waits_for_ever(claim):
    attempt = started(claim, make_quiz(time_limit_minutes=30, late_minutes=60), at=NOW)
    question, key = key_of(attempt.paper[0])
    back = NOW + dt.timedelta(minutes=92)
    item = given(attempt, 1, question, key, at=NOW + dt.timedelta(minutes=5))
    assert send(claim, item, received=back, sent=back)[0].counts is False


def test_time_that_ran_out_hands_in_by_itself_and_is_graded(claim):
    attempt = started(
        claim, make_quiz([make_question()], time_limit_minutes=5), at=timezone.now() - dt.timedelta(minutes=6)
    )
    question, key = key_of(attempt.paper[0])
    send(claim, given(attempt, 1, question, key), received=attempt.started_at + dt.timedelta(minutes=1))
    assert close_and_grade() == 0
    row = Attempt.objects.get(id=attempt.id)
    # A phone without a network may still send what it kept; until then nobody knows a score.
    assert (row.submitted_at, row.score) == (attempt.deadline_at, None)
    long_ago = row.deadline_at - dt.timedelta(days=1, seconds=1)
    Attempt.objects.filter(id=attempt.id).update(submitted_at=long_ago, deadline_at=long_ago)
    assert close_and_grade() == 1
    row = Attempt.objects.get(id=attempt.id)
    assert (row.score, row.passed) == (1.0, True)
    assert close_and_grade() == 0


def test_a_phone_that_comes_back_after_the_end_says_that_nothing_more_comes(claim):
    began = timezone.now() - dt.timedelta(minutes=6)
    attempt = started(claim, make_quiz([make_question()], time_limit_minutes=5), at=began)
    assert close_and_grade() == 0
    question, key = key_of(attempt.paper[0])
    now = timezone.now()
    kept = [given(attempt, 1, question, key, at=began), given(attempt, 2, at=now)]
    assert [verdict.counts for verdict in send(claim, *kept, received=now, sent=now)] == [True, False]
    assert close_and_grade() == 1
    row = Attempt.objects.get(id=attempt.id)
    assert (row.submitted_at, row.submitted_seq, row.score) == (attempt.deadline_at, 2, 1.0)


def test_extra_time_is_the_persons_own(claim):
    official = User.objects.create_user("0901112223", None)
    ExtraTime.objects.create(learner_id=claim.learner, percent=50, reason="Mắt kém", given_by=official)
    quiz = make_quiz(time_limit_minutes=30)
    assert started(claim, quiz, at=NOW).deadline_at == NOW + dt.timedelta(minutes=45)
    assert started(Claim(make_learner()[0], 0), quiz, at=NOW).deadline_at == NOW + dt.timedelta(minutes=30)


def test_attempts_are_counted_and_a_rest_lies_between_them(claim):
    quiz = make_quiz(max_attempts=2, wait_minutes=10)
    first = started(claim, quiz, at=NOW)
    send(claim, given(first, 1, at=NOW), received=NOW)
    assert start(claim, quiz, at=NOW + dt.timedelta(minutes=9)) == NotStarted("wait", NOW + dt.timedelta(minutes=10))
    second = started(claim, quiz, at=NOW + dt.timedelta(minutes=11))
    send(claim, given(second, 1), received=NOW + dt.timedelta(minutes=12))
    assert start(claim, quiz, at=NOW + dt.timedelta(days=1)) == NotStarted("no_more")


def test_a_window_opens_for_each_person_at_a_moment_of_their_own():
    quiz = make_quiz(opens_at=NOW, closes_at=NOW + dt.timedelta(hours=2), spread_minutes=10, time_limit_minutes=600)
    opened = set()
    for _ in range(12):
        claim = Claim(make_learner()[0], 0)
        early = start(claim, quiz, at=NOW - dt.timedelta(minutes=1))
        assert isinstance(early, NotStarted)
        assert early.reason == "not_yet"
        assert NOW <= early.until < NOW + dt.timedelta(minutes=10)
        opened.add(early.until)
        attempt = started(claim, quiz, at=early.until)
        assert attempt.deadline_at == NOW + dt.timedelta(hours=2), "nobody goes on after the quiz has closed"
    assert len(opened) > 3
    late = start(Claim(make_learner()[0], 0), quiz, at=NOW + dt.timedelta(hours=2))
    assert late == NotStarted("closed")


def test_a_quiz_that_was_taken_off_or_never_published_cannot_be_begun(claim):
    quiz = make_quiz()
    type(quiz).objects.filter(pk=quiz.pk).update(live=False)
    assert start(claim, quiz) == NotStarted("unknown_quiz")
    assert start(claim, make_quiz(publish=False)) == NotStarted("unknown_quiz")
    assert start(claim, uuid.uuid4()) == NotStarted("unknown_quiz")


def test_who_signs_in_goes_on_with_what_was_begun_as_a_guest(claim):
    quiz = make_quiz([make_question()], max_attempts=1)
    attempt = started(claim, quiz)
    user = User.objects.create_user("0903334445", None)
    take_over(user=user, guest=claim)
    account = Claim(learner_of(user=user).id, 0)
    assert start(account, quiz) == Started(attempt.id, False)
    question, key = key_of(attempt.paper[0])
    assert send(account, given(attempt, 1, question, key), given(attempt, 2))[0] == Verdict("applied")
    assert start(account, quiz) == NotStarted("no_more"), "both parts are one person"
    # The guest's token opens the guest's part only.
    own = started(account, make_quiz())
    assert send(claim, given(own, 1, key_of(own.paper[0])[0], {}))[0].reason == "unknown_attempt"


def test_a_graded_quiz_enters_the_record_and_does_its_card(claim):
    quiz = make_quiz([make_question()])
    lesson = make_lesson(cards=1)
    card = {"id": "c1", "title": "Kiểm tra", "required": True, "completes": "graded", "quiz": str(quiz.pk)}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE courses_lessonversion DISABLE TRIGGER ALL")
    type(lesson).objects.filter(pk=lesson.pk).update(outline={"cards": [card]})
    failed = started(claim, quiz)
    assert hand_in(claim, failed, 1).passed is False
    assert not LessonProgress.objects.filter(learner_id=claim.learner, completed_at__isnull=False).exists()
    attempt = started(claim, quiz)
    _, seq = answer_all(claim, attempt)
    assert hand_in(claim, attempt, seq + 1).passed
    result = GradedResult.objects.get(learner_id=claim.learner)
    assert (result.activity, result.course, result.passed) == (f"quiz:{quiz.pk}", lesson.course, True)
    progress = LessonProgress.objects.get(learner_id=claim.learner)
    assert progress.done == ["c1"]
    assert progress.completed_at
    assert set(Statement.objects.values_list("verb", flat=True)) == {"failed", "passed", "answered"}


def test_a_lessons_quiz_does_not_stand_for_the_test_at_the_courses_end(claim):
    course = CourseFactory()
    small, end = make_quiz([make_question()]), make_quiz([make_question()], course=course)
    lesson = make_lesson(cards=1)
    card = {"id": "c1", "title": "Kiểm tra", "required": True, "completes": "graded", "quiz": str(small.pk)}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE courses_lessonversion DISABLE TRIGGER ALL")
    type(lesson).objects.filter(pk=lesson.pk).update(outline={"cards": [card]}, course=course.uuid)
    for quiz, passed in ((small, False), (end, True)):
        attempt = started(claim, quiz)
        _, seq = answer_all(claim, attempt)
        assert hand_in(claim, attempt, seq + 1).passed
        assert has_passed(learners=[claim.learner], course=course.uuid) is passed
    assert LessonProgress.objects.get(learner_id=claim.learner).done == ["c1"], "its card is done all the same"


def test_practice_completes_and_never_passes(claim):
    attempt = started(claim, make_quiz([make_question()], mode="practice"))
    _, seq = answer_all(claim, attempt)
    hand_in(claim, attempt, seq + 1)
    assert not GradedResult.objects.exists()
    assert list(Statement.objects.values_list("verb", flat=True)) == ["completed"]


def test_a_competence_has_a_mark_of_its_own(claim):
    weak, strong = make_question(competence="2.1"), [make_question() for _ in range(9)]
    marks = [{"type": "mark", "value": {"competence": "2.1", "percent": 50}}]
    attempt = started(claim, make_quiz([weak, *strong], competence_marks=marks))
    seq = 0
    for version in attempt.paper:
        question, key = key_of(version)
        if question != weak.pk:
            seq += 1
            send(claim, given(attempt, seq, question, key))
    graded = hand_in(claim, attempt, seq + 1)
    assert graded.score == 0.9
    assert graded.passed is False


def test_a_question_that_is_edited_later_does_not_change_what_was_asked(claim):
    question = make_question()
    attempt = started(claim, make_quiz([question]))
    version = attempt.paper[0]
    body = question.body.get_prep_value()
    body[0]["value"]["choices"][0]["credit"], body[0]["value"]["choices"][1]["credit"] = 0, 100
    question.body = body
    question.save()
    assert publish_question(question).number == 2
    send(claim, given(attempt, 1, key_of(version)[0], {"c": ["c1"]}))
    assert hand_in(claim, attempt, 2).score == 1.0


def test_one_attempt_that_cannot_be_graded_stops_none_of_the_others(monkeypatch, caplog):
    quiz = make_quiz([make_question()])
    attempts = []
    for _ in range(5):
        claim = Claim(make_learner()[0], 0)
        attempts.append(started(claim, quiz))
        send(claim, given(attempts[-1], 1))
    bad = attempts[2].id
    real = grading.marks_of

    def marks_of(rules, paper, answers, corrections):
        if grading_now == [bad]:
            raise ValueError("a question that nobody can grade")
        return real(rules, paper, answers, corrections)

    grading_now = []
    graded = grading._graded

    def watched(learner, attempt, now):
        grading_now[:] = [attempt]
        return graded(learner, attempt, now)

    monkeypatch.setattr(grading, "marks_of", marks_of)
    monkeypatch.setattr(grading, "_graded", watched)
    assert close_and_grade() == 4
    assert list(Attempt.objects.filter(graded_at=None).values_list("id", flat=True)) == [bad]
    assert "cannot be graded" in caplog.text

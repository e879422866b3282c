"""Quizzes follow what officials publish in the bank."""

import pytest

from quizzes.models import Question, QuestionVersion
from quizzes.quiz.following import follow_bank
from tests.quizzes.making import make_question, make_quiz, newest

pytestmark = pytest.mark.django_db


def mend(question):
    """As somebody mends a question on the editor's screen and another publishes it."""
    body = question.body.get_prep_value()
    body[0]["value"]["prompt"] = "Câu hỏi đã sửa?"
    question.body = body
    question.save_revision().publish()


def test_a_mended_question_is_asked_by_whoever_begins_now():
    question = make_question()
    fixed, drawing = make_quiz([question]), make_quiz(draws=[("1.1", "easy", 1)])
    mend(Question.objects.get(pk=question.pk))
    version = QuestionVersion.objects.get(question=question.pk, number=2)
    for quiz in (fixed, drawing):
        assert newest(quiz).number == 2
        assert newest(quiz).parts[0]["pool"] == [version.pk]


def test_a_draft_of_the_quiz_does_not_go_out_with_it():
    question = make_question()
    quiz = make_quiz([question])
    quiz.title = "Chưa duyệt"
    quiz.save_revision()
    mend(Question.objects.get(pk=question.pk))
    assert (newest(quiz).number, newest(quiz).title) == (2, "Bài kiểm tra")


def test_draws_take_in_what_the_bank_has_gained_and_nothing_changes_without_a_change():
    make_question()
    quiz = make_quiz(draws=[("1.1", "easy", 1)])
    assert follow_bank() == 1
    assert newest(quiz).number == 1
    make_question()
    assert follow_bank() == 1
    assert (newest(quiz).number, len(newest(quiz).parts[0]["pool"])) == (2, 2)


def test_a_quiz_that_the_bank_can_fill_no_more_keeps_its_version():
    question = make_question()
    quiz = make_quiz(draws=[("1.1", "easy", 1)])
    Question.objects.filter(pk=question.pk).update(live=False)
    assert follow_bank() == 0
    assert newest(quiz).number == 1

"""Who is told of a changed result, where, and until when."""

import pytest
from django.utils import translation

from learn.additions import news_of
from learn.learners.tokens import COOKIE, make_token
from learn.models import Learner
from learn.my_data.ending import forget_guest
from quizzes.models import RegradeNotice
from quizzes.pages.results import _context
from quizzes.regrading.models import Effect
from quizzes.regrading.selectors import notices_of, see_notices
from tests.quizzes.regrading.making import again
from tests.quizzes.regrading.test_regrading import Wrong, colleague, correct, quiz, run, writer

pytestmark = pytest.mark.django_db
__all__ = ["colleague", "quiz", "writer"]


def test_my_learning_says_that_it_was_graded_again_until_the_result_was_looked_at(client, quiz, writer, colleague):
    attempt, other = quiz.attempt("c2"), quiz.attempt("c3")
    correct(quiz, writer, colleague)
    run()
    client.cookies[COOKIE] = make_token(attempt.learner_id)
    html = client.get("/toi/").content.decode()
    assert "Bài kiểm tra thử" in html
    assert f"/bai-kiem-tra/{attempt.quiz}/ket-qua/{attempt.id}/" in html
    assert news_of([other.learner_id]) == []
    see_notices(again(attempt))
    assert "Bài kiểm tra thử" not in client.get("/toi/").content.decode()
    assert notices_of(attempt)[0][1] == "Đáp án ghi nhầm."


def test_the_words_say_what_matters(writer, colleague):
    quiz = Wrong()
    passing, keeping, rest = quiz.attempt("c2"), quiz.attempt("c1"), quiz.attempt("c1", "c2")
    correct(quiz, writer, colleague)
    run()
    with translation.override("en"):
        said = {one: news_of([attempt.learner_id])[0].text for one, attempt in
                {"passing": passing, "keeping": keeping, "rest": rest}.items()}  # fmt: skip
    assert said["passing"].endswith("you have passed.")
    assert said["keeping"].endswith("You have still passed.")
    assert said["rest"].endswith("50%, now 0%.")


@pytest.mark.parametrize(
    ("effect", "right", "expected"), [(Effect.REPLACE, True, "Hai"), (Effect.FULL, True, ""), (Effect.DROP, False, "")]
)
def test_the_result_shows_the_key_that_holds(quiz, writer, colleague, effect, right, expected):
    attempt = quiz.attempt("c2")
    correct(quiz, writer, colleague, effect)
    run()
    first = _context(again(attempt), [attempt.learner_id])["answered"][0]
    assert first.is_right == right
    assert first.replies[0].expected == expected
    assert first.correction


def test_what_was_told_goes_with_the_person(quiz, writer, colleague):
    attempt = quiz.attempt("c2")
    correct(quiz, writer, colleague)
    run()
    assert RegradeNotice.objects.filter(learner_id=attempt.learner_id).exists()
    forget_guest(learner=Learner.objects.get(pk=attempt.learner_id))
    assert not RegradeNotice.objects.exists()

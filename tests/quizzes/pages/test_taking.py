"""Taking a quiz by plain forms: with the learner, another one, and nobody."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from learn.conversations import hold
from learn.learners.tokens import COOKIE, Claim, make_token
from learn.models import Learner
from learn.signing_in.entering import guest_waits
from quizzes.bank.kept import load_asked
from quizzes.models import Answer, Attempt, Question, QuizVersion
from tests.learn.making import make_learner
from tests.quizzes.making import EVERY_KIND, given, key_of, make_question, make_quiz, newest, send, started

pytestmark = pytest.mark.django_db


def browser(learner=None):
    client = Client()
    if learner:
        client.cookies[COOKIE] = make_token(learner, 0)
    return client


def path(quiz):
    return f"/bai-kiem-tra/{quiz.pk}/"


def form_of(attempt, *, right=True, **extra):
    data = {"attempt": str(attempt.id), **extra}
    for version in attempt.paper:
        question, key = key_of(version)
        for name, values in key.items():
            data[f"{question}:{name}"] = values if right else []
    return data


@pytest.fixture
def learner():
    return make_learner()[0]


def test_a_newcomer_begins_without_scripts_and_becomes_a_guest():
    quiz, client = make_quiz(), browser()
    page = client.get(path(quiz))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert Learner.objects.count() == 0, "looking makes nobody"
    attempt = re.search(r'name="attempt" value="([0-9a-f-]{36})"', page.text)[1]
    begun = client.post(path(quiz), {"act": "start", "attempt": attempt})
    assert (begun.status_code, begun["Location"]) == (302, path(quiz))
    row = Attempt.objects.get()
    assert str(row.id) == attempt
    assert client.cookies[COOKIE].value
    # The button pressed twice begins once.
    client.post(path(quiz), {"act": "start", "attempt": attempt})
    assert Attempt.objects.count() == 1
    assert "data-quiz-paper" in client.get(path(quiz)).text


@pytest.mark.parametrize("kind", [*EVERY_KIND])
def test_every_kind_is_answered_and_handed_in_by_a_plain_form(learner, kind):
    quiz, client = make_quiz([make_question(kind)]), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    page = client.get(path(quiz))
    question = key_of(attempt.paper[0])[0]
    assert f'name="{question}:' in page.text
    reply = client.post(path(quiz), form_of(attempt, act="submit"))
    assert (reply.status_code, reply["Location"]) == (302, f"{path(quiz)}ket-qua/{attempt.id}/")
    result = client.get(reply["Location"])
    assert result.status_code == 200
    assert 'data-score="100"' in result.text


def test_saving_keeps_what_was_answered_and_writes_only_what_changed(learner):
    quiz, client = make_quiz(), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    reply = client.post(path(quiz), form_of(attempt, act="save-1"))
    assert reply["Location"] == f"{path(quiz)}#cau_2"
    assert Answer.objects.count() == 3
    client.post(path(quiz), form_of(attempt, act="save-3"))
    assert Answer.objects.count() == 3, "nothing changed"
    assert client.get(path(quiz)).text.count("checked") == 3
    client.post(path(quiz), form_of(attempt, right=False, act="save-3"))
    assert Answer.objects.count() == 6, "taking back is an answer too"
    assert "checked" not in client.get(path(quiz)).text


def test_a_button_that_no_page_has_leads_to_the_end(learner):
    quiz, client = make_quiz(), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    for act in ("save-9", f"save-{'9' * 5_000}", "save-²", "save-", "zzz"):
        assert client.post(path(quiz), form_of(attempt, act=act)).status_code == 302


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(learner):
    quiz, client = make_quiz(), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    data = form_of(attempt, act="save-1")
    question = key_of(attempt.paper[1])[0]
    data[f"{question}:c"] = ["c99"]
    reply = client.post(path(quiz), data)
    assert reply.status_code == 422
    assert Answer.objects.count() == 2


def test_another_learner_and_nobody_see_neither_paper_nor_result(learner):
    quiz = make_quiz()
    attempt = started(Claim(learner, 0), quiz)
    send(Claim(learner, 0), given(attempt, 1))
    result = f"{path(quiz)}ket-qua/{attempt.id}/"
    for client in (browser(make_learner()[0]), browser()):
        assert "data-quiz-paper" not in client.get(path(quiz)).text
        assert client.get(result).status_code == 404
        reply = client.post(path(quiz), form_of(attempt, act="submit"))
        assert reply.status_code == 404
    assert Answer.objects.count() == 1
    assert browser(learner).get(result).status_code == 200
    # A result under another quiz's address is nobody's.
    assert browser(learner).get(f"/bai-kiem-tra/{uuid.uuid4()}/ket-qua/{attempt.id}/").status_code == 404


def test_a_revoked_token_opens_nothing(learner):
    quiz = make_quiz()
    attempt = started(Claim(learner, 0), quiz)
    Learner.objects.filter(id=learner).update(generation=5)
    assert "data-quiz-paper" not in browser(learner).get(path(quiz)).text
    assert browser(learner).post(path(quiz), form_of(attempt, act="submit")).status_code == 404
    assert not Answer.objects.exists()


def test_who_signs_in_during_a_quiz_is_asked_whose_it_is():
    quiz, client = make_quiz(), browser()
    client.post(path(quiz), {"act": "start"})
    learner = Attempt.objects.get().learner_id
    request = RequestFactory().get("/", headers={"Cookie": f"{COOKIE}={make_token(learner, 0)}"})
    assert guest_waits(request, said_by_script=False)
    nobody = RequestFactory().get("/", headers={"Cookie": f"{COOKIE}={make_token(make_learner()[0], 0)}"})
    assert not guest_waits(nobody, said_by_script=False)


def test_a_form_from_another_site_is_refused(learner):
    quiz = make_quiz()
    client = Client(enforce_csrf_checks=True)
    client.cookies[COOKIE] = make_token(learner, 0)
    assert client.post(path(quiz), {"act": "start"}).status_code == 403
    assert not Attempt.objects.exists()


def test_time_that_ran_out_shows_the_result_of_what_was_answered(learner):
    quiz, client = make_quiz([make_question()], time_limit_minutes=5), browser(learner)
    attempt = started(Claim(learner, 0), quiz, at=timezone.now() - dt.timedelta(minutes=6))
    question, key = key_of(attempt.paper[0])
    send(Claim(learner, 0), given(attempt, 1, question, key), received=attempt.started_at + dt.timedelta(minutes=1))
    reply = client.get(path(quiz), follow=True)
    result = f"{path(quiz)}ket-qua/{attempt.id}/"
    assert reply.redirect_chain[0][0] == result
    # What a phone still keeps goes before the result.
    assert "data-quiz-over" in reply.text
    assert "data-score" not in reply.text
    assert Attempt.objects.get(id=attempt.id).graded_at is None
    assert 'data-score="100"' in client.post(result, follow=True).text
    assert 'data-score="100"' in client.get(result).text
    late = client.post(path(quiz), form_of(attempt, right=False, act="submit"))
    assert late["Location"].endswith(f"ket-qua/{attempt.id}/")
    assert Attempt.objects.get(id=attempt.id).score == 1.0


def test_who_sees_one_result_is_not_waited_for_in_another_attempt(learner):
    quiz, client, claim = make_quiz([make_question()], time_limit_minutes=5), browser(learner), Claim(learner, 0)
    began = timezone.now() - dt.timedelta(minutes=6)
    first = started(claim, quiz, at=began)
    second = started(claim, quiz)
    client.post(path(quiz), form_of(second, right=False, act="submit"))
    assert client.get(f"{path(quiz)}ket-qua/{second.id}/").status_code == 200
    question, key = key_of(first.paper[0])
    now = timezone.now()
    forged = given(first, 1, question, key, at=began)
    assert send(claim, forged, received=now, sent=now)[0].counts is False
    assert Attempt.objects.get(id=first.id).score == 0.0


def test_who_may_not_begin_is_told_why_and_when(learner):
    quiz, client = make_quiz(max_attempts=1), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    client.post(path(quiz), form_of(attempt, act="submit"))
    page = client.get(path(quiz))
    assert "data-quiz-start" not in page.text
    reply = client.post(path(quiz), {"act": "start", "attempt": str(uuid.uuid4())})
    assert reply.status_code == 409
    assert 'role="alert"' in reply.text


def test_who_has_to_rest_is_told_before_the_tap_and_on_the_result(learner):
    quiz, client = make_quiz(wait_minutes=10, pass_mark=50), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    result = client.post(path(quiz), form_of(attempt, right=False, act="submit"))["Location"]
    for page in (path(quiz), result):
        assert "Mời cô bác nghỉ một lát" in client.get(page).text, page
    Attempt.objects.update(submitted_at=timezone.now() - dt.timedelta(minutes=11))
    for page in (path(quiz), result):
        assert "Mời cô bác nghỉ một lát" not in client.get(page).text, page
        assert "Làm lại lần nữa" in client.get(page).text, page


def test_nobody_is_told_to_have_passed_what_is_not_passed_or_failed(learner):
    quiz, client = make_quiz(purpose="placement", mode="practice", pass_mark=0), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    result = client.post(path(quiz), form_of(attempt, right=False, act="submit"))["Location"]
    for page in (path(quiz), result):
        assert "đã đạt" not in client.get(page).text, page
    assert 'href="/toi/nang-luc/"' in client.get(result).text


def test_what_was_left_open_is_not_called_wrong(learner):
    quiz, client = make_quiz([make_question()]), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    result = client.post(path(quiz), form_of(attempt, right=False, act="submit"))["Location"]
    page = client.get(result).text
    assert "Chưa trả lời." in page
    assert "Chưa đúng" not in page


@pytest.mark.parametrize(
    ("kind", "piece"), [("matching", "Wi-Fi"), ("ordering", "Vị trí 1"), ("fill_in", "Cổng dịch vụ công có đuôi ___")]
)
def test_each_piece_of_a_result_says_which_it_is(learner, kind, piece):
    quiz, client = make_quiz([make_question(kind)]), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    result = client.post(path(quiz), form_of(attempt, act="submit"))["Location"]
    assert f"<strong>{piece}</strong>" in client.get(result).text


@pytest.mark.parametrize("feedback", ["after_submit", "after_pass", "after_close", "score_only"])
def test_the_key_is_shown_when_the_quiz_says_so(learner, feedback):
    quiz, client = make_quiz([make_question()], feedback=feedback, pass_mark=50), browser(learner)
    failed, passed = started(Claim(learner, 0), quiz), None
    client.post(path(quiz), form_of(failed, right=False, act="submit"))
    passed = started(Claim(learner, 0), quiz)
    client.post(path(quiz), form_of(passed, act="submit"))
    shown = [
        "Giải thích." in client.get(f"{path(quiz)}ket-qua/{attempt.id}/").text for attempt in (failed, passed)
    ]  # fmt: skip
    assert shown == {
        "after_submit": [True, True], "after_pass": [False, True], "after_close": [False, False],
        "score_only": [False, False],
    }[feedback]  # fmt: skip


@pytest.mark.parametrize("feedback", ["after_pass", "after_close"])
@pytest.mark.parametrize("kind", [*EVERY_KIND])
def test_what_is_said_to_an_answer_does_not_tell_the_key_before_its_time(learner, feedback, kind):
    quiz, client = make_quiz([make_question(kind)], feedback=feedback, pass_mark=100), browser(learner)
    results = []
    for right in (True, False):
        attempt = started(Claim(learner, 0), quiz)
        client.post(path(quiz), form_of(attempt, right=right, act="submit"))
        results.append(client.get(f"{path(quiz)}ket-qua/{attempt.id}/").text)
    words = [said for said in ("Đúng.", "Chưa đúng.", "Gần đúng.", "Giục giã.") if said in results[1]]
    assert words == []
    if feedback == "after_close":
        assert not [said for said in ("Đúng.", "Giục giã.") if said in results[0]]


def test_the_key_of_a_closed_quiz_waits_for_answers_that_still_count(learner):
    quiz, client = make_quiz(feedback="after_close", late_minutes=60), browser(learner)
    attempt = started(Claim(learner, 0), quiz)
    client.post(path(quiz), form_of(attempt, act="submit"))
    result = f"{path(quiz)}ket-qua/{attempt.id}/"
    for minutes, shown in ((30, False), (62, True)):
        closed = (timezone.now() - dt.timedelta(minutes=minutes)).isoformat()
        version = QuizVersion(
            quiz=quiz.pk, number=minutes, title="-", digest="-", published_at=timezone.now(),
            settings={**newest(quiz).settings, "closes_at": closed}, parts=newest(quiz).parts,
        )  # fmt: skip
        version.save(force_insert=True)
        Attempt.objects.filter(id=attempt.id).update(version=version.pk)
        assert ("Giải thích." in client.get(result).text) is shown
    # Somebody gives others more time.
    longer = {**newest(quiz).settings, "closes_at": (timezone.now() + dt.timedelta(hours=1)).isoformat()}
    QuizVersion(
        quiz=quiz.pk, number=99, title="-", digest="-", published_at=timezone.now(), settings=longer,
        parts=newest(quiz).parts,
    ).save(force_insert=True)  # fmt: skip
    assert "Giải thích." not in client.get(result).text


@pytest.mark.parametrize("size", [100, 100_000])
def test_queries_do_not_grow_with_the_bank(learner, size, django_assert_num_queries):
    question = make_question()
    fill_bank(question, size)
    quiz, client = make_quiz(draws=[("1.1", "easy", 5)]), browser(learner)
    # A process has seen the quiz when the first person has.
    other = browser(make_learner()[0])
    for newcomer in (other, browser()):
        newcomer.post(path(quiz), {"act": "start"})
        newcomer.get(path(quiz))
    with django_assert_num_queries(START):
        client.post(path(quiz), {"act": "start"})
    attempt = Attempt.objects.get(learner_id=learner)
    hold_all(attempt)
    with django_assert_num_queries(PAPER):
        client.get(path(quiz))
    with django_assert_num_queries(SAVE):
        client.post(path(quiz), form_of(attempt, act="save-1"))
    with django_assert_num_queries(SUBMIT):
        client.post(path(quiz), form_of(attempt, right=False, act="submit"))
    assert client.get(f"{path(quiz)}ket-qua/{attempt.id}/").status_code == 200
    with django_assert_num_queries(RESULT):
        client.get(f"{path(quiz)}ket-qua/{attempt.id}/")


# Of them two open and close the transaction.
START, PAPER, SAVE, SUBMIT, RESULT = 10, 6, 17, 18, 14


def fill_bank(question, size):
    """So many published questions like this one."""
    names = ", ".join(
        f'"{field.column}"' for field in Question._meta.concrete_fields if field.name not in ("id", "name")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO quizzes_question (id, name, {names}) SELECT gen_random_uuid(), 'Câu thêm ' || n, {names} "
            "FROM quizzes_question, generate_series(1, %s) AS n WHERE id = %s",
            [size, question.pk],
        )
        cursor.execute(
            """INSERT INTO quizzes_questionversion
               (question, number, kind, name, content, competence, difficulty, digest, published_at)
               SELECT q.id, 1, v.kind, q.name, v.content, v.competence, v.difficulty, v.digest, v.published_at
               FROM quizzes_question q, quizzes_questionversion v WHERE v.question = %s AND q.id <> v.question""",
            [question.pk],
        )


def hold_all(attempt):
    """As a process that has met these questions before."""
    hold(load_asked(attempt.paper))

"""The officials' screens of the bank: who sees what, retiring, usage, previews, what the bank lacks."""

from __future__ import annotations

import datetime as dt
import html
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learn.learners.tokens import Claim
from learn.models import Learner
from people.audit.models import AuditEntry
from people.models import User
from quizzes.bank.usage import papers_asking, quizzes_asking
from quizzes.models import Question, Quiz
from quizzes.quiz.freezing import check_parts
from tests.courses.editing.people import make_area_official, make_editor, make_reviewer
from tests.courses.making import CourseFactory, LessonFactory, cards, plant
from tests.people.staff import sign_in
from tests.quizzes.making import EVERY_KIND, make_competence, make_question, make_quiz, newest, started
from tests.quizzes.office.forms import quiz_form

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/ngan-hang-cau-hoi/cau-hoi/"
QUIZZES = "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/"
REPORT = "/quan-tri/ngan-hang-cau-hoi/soat-lai/"


@pytest.fixture(autouse=True)
def _site() -> None:
    plant()


@pytest.fixture
def reviewer() -> User:
    return make_reviewer()


@pytest.fixture
def desk(reviewer: User) -> Client:
    return sign_in(Client(), reviewer)


def text(answer: Any) -> str:
    return answer.content.decode()


def screens(question: Question, quiz: Quiz) -> list[str]:
    return [
        LIST, f"{LIST}results/", f"{LIST}add/", f"{LIST}edit/{question.pk}/", f"{LIST}{question.pk}/",
        f"{LIST}{question.pk}/xem/", QUIZZES, f"{QUIZZES}add/", f"{QUIZZES}edit/{quiz.pk}/", f"{QUIZZES}{quiz.pk}/",
        f"{QUIZZES}{quiz.pk}/xem/", REPORT,
    ]  # fmt: skip


def test_writers_and_reviewers_see_the_bank_and_nobody_else_does(desk: Client) -> None:
    question = make_question()
    quiz = make_quiz([question])
    editor, official = sign_in(Client(), make_editor()), sign_in(Client(), make_area_official())
    for address in screens(question, quiz):
        assert (address, desk.get(address).status_code) == (address, 200)
        assert (address, editor.get(address).status_code) == (address, 200)
        for outsider in (official, Client()):
            answer = outsider.get(address)
            assert (address, answer.status_code in (302, 403)) == (address, True)
            assert question.name not in text(answer)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_kind_is_shown_as_a_learner_sees_it_with_its_key(desk: Client, kind: str) -> None:
    question = make_question(kind)
    page = text(desk.get(f"{LIST}{question.pk}/xem/"))
    assert question.content["prompt"] in page
    assert "Đáp án" in page
    assert "Giải thích." in page
    assert desk.get(f"{LIST}edit/{question.pk}/").status_code == 200


def test_a_question_that_is_not_finished_says_what_it_lacks(desk: Client) -> None:
    question = make_question(content={"choices": [{"text": "Một", "credit": 0, "feedback": ""}] * 2}, publish=False)
    page = text(desk.get(f"{LIST}{question.pk}/xem/"))
    assert "chưa xong" in page
    assert "<input" not in page.split("<main")[1]


def test_retiring_asks_first_and_no_paper_draws_it_any_more(desk: Client, reviewer: User) -> None:
    wrong, right = make_question(), make_question()
    quiz = make_quiz(draws=[("1.1", "easy", 1)])
    address = reverse("wagtailsnippets_quizzes_question:retire", args=[wrong.pk])
    assert quiz.title in text(desk.get(address))
    wrong.refresh_from_db()
    assert wrong.retired_at is None
    answer = desk.post(address, follow=True)
    assert "Ngừng dùng từ" in text(answer)
    wrong.refresh_from_db()
    assert wrong.retired_at is not None
    assert [use.quiz.pk for use in quizzes_asking(wrong.pk)] == []
    assert [use.quiz.pk for use in quizzes_asking(right.pk)] == [quiz.pk]
    entry = AuditEntry.objects.get(event="question_retired")
    assert (entry.actor, entry.object_id) == (reviewer, str(wrong.pk))
    desk.post(address)
    assert AuditEntry.objects.filter(event="question_retired").count() == 1
    desk.post(reverse("wagtailsnippets_quizzes_question:bring_back", args=[wrong.pk]))
    wrong.refresh_from_db()
    assert wrong.retired_at is None
    assert AuditEntry.objects.filter(event="question_brought_back").count() == 1


def test_a_quiz_that_cannot_do_without_a_retired_question_says_so(desk: Client) -> None:
    fixed, drawn = make_question(), make_question(difficulty="hard")
    quiz = make_quiz([fixed], draws=[("1.1", "hard", 1)])
    before = newest(quiz).number
    for question in (fixed, drawn):
        answer = desk.post(reverse("wagtailsnippets_quizzes_question:retire", args=[question.pk]), follow=True)
        assert "vẫn hỏi câu này" in text(answer)
    assert newest(quiz).number == before
    page = text(desk.get(f"{QUIZZES}{quiz.pk}/"))
    assert f"Câu “{fixed.name}” đã ngừng dùng" in page
    assert "ngân hàng chỉ có 0 câu" in page


def test_who_only_writes_does_not_retire() -> None:
    question = make_question()
    editor = sign_in(Client(), make_editor())
    for name in ("retire", "bring_back", "confirm"):
        editor.post(reverse(f"wagtailsnippets_quizzes_question:{name}", args=[question.pk]))
    question.refresh_from_db()
    assert question.retired_at is None
    assert "Ngừng dùng</a>" not in text(editor.get(f"{LIST}{question.pk}/"))


def test_an_old_draft_does_not_bring_a_retired_question_back(desk: Client, reviewer: User) -> None:
    question = make_question()
    question.save_revision(user=make_editor()).publish()
    question = Question.objects.get(pk=question.pk)
    question.name = "Sửa tên"
    draft = question.save_revision()
    desk.post(reverse("wagtailsnippets_quizzes_question:retire", args=[question.pk]))
    draft.publish(user=reviewer)
    question.refresh_from_db()
    assert question.name == "Sửa tên"
    assert question.retired_at is not None


def test_the_list_finds_by_any_word_without_marks_and_by_every_filter(desk: Client) -> None:
    make_competence("2.1")
    content = EVERY_KIND["single_choice"] | {"prompt": "Kẻ lừa đảo gọi điện?", "explanation": ""}
    wanted = make_question(content=content, difficulty="hard")
    other = make_question("true_false", competence="2.1")
    other.language, other.retired_at, other.review_by = "en", timezone.now(), timezone.localdate()
    other.save()
    for query in (
        {"q": "lua dao"}, {"q": "GỌI lừa"}, {"q": wanted.name}, {"kind": "single_choice"}, {"difficulty": "hard"},
        {"competence": wanted.competence_id}, {"language": "vi"}, {"state": "in_use"},
    ):  # fmt: skip
        page = text(desk.get(LIST, query))
        assert (query, wanted.name in page, other.name in page) == (query, True, False)
    for query in ({"state": "retired"}, {"due": "30"}, {"language": "en"}):
        page = text(desk.get(LIST, query))
        assert (query, wanted.name in page, other.name in page) == (query, False, True)
    assert wanted.name not in text(desk.get(LIST, {"q": "lừa đảo qua mạng xã hội"}))


@pytest.mark.parametrize("address", [LIST, QUIZZES, REPORT])
def test_a_list_asks_as_often_however_long_it_is(desk: Client, address: str) -> None:
    def more() -> None:
        question = make_question()
        question.save_revision().publish()
        make_quiz([question])

    more()
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _ in range(6):
        more()
    with CaptureQueriesContext(connection) as many:
        desk.get(address)
    assert len(many) == len(few) <= 30, [query["sql"][:200] for query in many]


def test_where_a_question_is_used_and_how_often_it_was_asked(desk: Client) -> None:
    fixed, drawn = make_question(), make_question(difficulty="hard")
    make_question(difficulty="hard")
    quiz = make_quiz([fixed], draws=[("1.1", "hard", 2)])
    learner = Learner.objects.create()
    started(Claim(learner.id, 0), quiz)
    assert [(use.quiz.pk, use.fixed) for use in quizzes_asking(fixed.pk)] == [(quiz.pk, True)]
    assert [(use.quiz.pk, use.fixed) for use in quizzes_asking(drawn.pk)] == [(quiz.pk, False)]
    assert [(papers_asking(one.pk).asked) for one in (fixed, drawn)] == [1, 1]
    page = text(desk.get(f"{LIST}{drawn.pk}/"))
    assert quiz.title in page
    assert "Đã có trong 1 đề" in page


def test_where_a_quiz_is_embedded(desk: Client) -> None:
    quiz = make_quiz()
    course = CourseFactory(title="Khóa có bài kiểm tra")
    body = {"type": "quiz", "value": {"quiz": str(quiz.pk)}}
    LessonFactory(parent=course, title="Bài có kiểm tra", cards=cards(body))
    page = text(desk.get(f"{QUIZZES}{quiz.pk}/"))
    assert "Bài có kiểm tra" in page
    assert "Khóa có bài kiểm tra" in page


def test_a_paper_is_shown_with_its_keys(desk: Client) -> None:
    quiz = make_quiz()
    page = text(desk.get(f"{QUIZZES}{quiz.pk}/xem/"))
    assert page.count("Đáp án") == 3
    assert "Gác máy" in page


def test_too_few_questions_are_said_at_the_draw_and_hinted_beside(desk: Client, reviewer: User) -> None:
    make_question()
    form = quiz_form(draws=[("1.1", "easy", 1), ("1.1", "easy", 3)], title="Rút nhiều")
    answer = desk.post(f"{QUIZZES}add/", form)
    assert answer.status_code == 302, "a draft may be kept"
    quiz = Quiz.objects.get(title="Rút nhiều")
    page = text(desk.get(f"{QUIZZES}edit/{quiz.pk}/"))
    assert "Phần 2: rút 3 câu" in page
    assert "Chưa đủ." in page
    with pytest.raises(ValidationError) as refused:
        check_parts(quiz)
    assert list(refused.value.block_errors) == [1]
    other = sign_in(Client(), make_reviewer("0912000008"))
    answer = other.post(
        f"{QUIZZES}edit/{quiz.pk}/",
        quiz_form(draws=[("1.1", "easy", 1), ("1.1", "easy", 3)], title="Rút nhiều") | {"action-publish": "x"},
    )
    said = "Cần rút 4 câu của năng lực 1.1, nhưng ngân hàng chỉ có 1 câu"
    assert json.dumps(said)[1:-1] in html.unescape(text(answer))
    quiz.refresh_from_db()
    assert not quiz.live
    assert "Chưa lập được đề" in text(desk.get(f"{QUIZZES}{quiz.pk}/xem/"))


def test_questions_whose_day_comes_stand_on_the_first_screen_and_a_reviewer_moves_the_day(desk: Client) -> None:
    question = make_question()
    soon = timezone.localdate() + dt.timedelta(days=3)
    Question.objects.filter(pk=question.pk).update(review_by=soon)
    assert question.name in text(desk.get("/quan-tri/"))
    assert question.name in text(desk.get(REPORT, {"due": "30"}))
    next_day = timezone.localdate() + dt.timedelta(days=200)
    address = reverse("wagtailsnippets_quizzes_question:confirm", args=[question.pk])
    refused = desk.post(address, {"next_day": "1/1/2020"})
    assert refused.status_code == 422
    desk.post(address, {"next_day": f"{next_day:%d/%m/%Y}"})
    question.refresh_from_db()
    assert question.review_by == next_day
    desk.get(REPORT)
    assert question.name not in text(desk.get("/quan-tri/"))
    assert AuditEntry.objects.filter(event="content_confirmed", object_id=str(question.pk)).count() == 1


def test_drafts_of_others_wait_on_the_first_screen_of_who_publishes(desk: Client) -> None:
    question = make_question(publish=False)
    editor = make_editor()
    question.save_revision(user=editor)
    assert "Chờ xuất bản: 1" in text(desk.get("/quan-tri/"))
    assert "Chờ xuất bản" not in text(sign_in(Client(), editor).get("/quan-tri/"))


def test_only_published_questions_are_offered_for_a_quiz(desk: Client) -> None:
    shown, draft = make_question(), make_question(publish=False)
    page = desk.get("/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/").json()["html"]
    assert shown.name in page
    assert draft.name not in page
    assert shown.name not in desk.get("/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/results/?q=zzz").content.decode()
    official = sign_in(Client(), make_area_official())
    assert official.get("/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/").status_code in (302, 403)
    for told in (f"chosen/{shown.pk}/", f"chosen-multiple/?id={shown.pk}"):
        address = f"/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/{told}"
        assert json.dumps(shown.name) in desk.get(address).content.decode()
        assert official.get(address).status_code in (302, 403)

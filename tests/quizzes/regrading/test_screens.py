"""The screens: a reviewer writes, sees what would change, a colleague applies."""

import pytest
from django.test import Client

from people.roles.names import Role
from quizzes.models import KeyCorrection
from quizzes.regrading.services import regrade_next
from tests.courses.making import plant
from tests.people.staff import make_staff, sign_in
from tests.quizzes.regrading.making import make_version, one_of
from tests.quizzes.regrading.test_regrading import colleague, quiz, writer

pytestmark = pytest.mark.django_db
__all__ = ["colleague", "quiz", "writer"]

LIST = "/quan-tri/dap-an-sai/"


@pytest.fixture(autouse=True)
def _site():
    plant()


def open_as(user):
    return sign_in(Client(), user)


def form(quiz, **fields):
    given = {"wrong": quiz.wrong.pk, "effect": "replace", "key": quiz.right.pk, "reason": "Đáp án ghi nhầm."}
    return {name: str(value) for name, value in {**given, **fields}.items()}


def test_from_the_question_to_the_results(quiz, writer, colleague):
    quiz.attempt("c2")
    page = open_as(writer)
    path = f"{LIST}cau-hoi/{quiz.wrong.question}/"
    html = page.get(path).content.decode()
    assert "Một" in html
    assert "Hai" in html
    answer = page.post(path, form(quiz))
    made = KeyCorrection.objects.get()
    assert answer["Location"] == f"{LIST}{made.pk}/"
    shown = page.get(answer["Location"])
    assert shown.context["preview"].passing == 1
    assert 'value="apply"' not in shown.content.decode()
    page.post(f"{LIST}{made.pk}/", {"do": "apply"})
    made.refresh_from_db()
    assert made.applied_at is None
    theirs = open_as(colleague)
    assert 'value="apply"' in theirs.get(f"{LIST}{made.pk}/").content.decode()
    theirs.post(f"{LIST}{made.pk}/", {"do": "apply"})
    made.refresh_from_db()
    assert made.applied_by == colleague
    assert theirs.get(f"{LIST}{made.pk}/").context["preview"] is None
    regrade_next()
    assert "1" in theirs.get(LIST).content.decode()
    assert theirs.get(LIST).context["lines"][0][0].changed == 1


def test_what_is_refused_is_said_on_the_form(quiz, writer):
    other = make_version(one_of(1, texts=("Khác", "Hai", "Ba")), question=quiz.wrong.question, number=3)
    page = open_as(writer)
    path = f"{LIST}cau-hoi/{quiz.wrong.question}/"
    for fields in ({"key": other.pk}, {"key": ""}, {"key": 10**18}, {"wrong": "x"}, {"reason": ""}, {"effect": "none"}):
        answer = page.post(path, form(quiz, **fields))
        assert answer.status_code == 422
        assert "error-message" in answer.content.decode()
    assert not KeyCorrection.objects.exists()


def test_it_can_be_thrown_away(quiz, writer):
    page = open_as(writer)
    page.post(f"{LIST}cau-hoi/{quiz.wrong.question}/", form(quiz))
    made = KeyCorrection.objects.get()
    assert page.post(f"{LIST}{made.pk}/", {"do": "discard"})["Location"] == LIST
    assert not KeyCorrection.objects.exists()
    assert page.get(f"{LIST}{made.pk}/").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR])
def test_others_see_nothing_of_it(quiz, role):
    page = open_as(make_staff("0904444444", role))
    for path in (LIST, f"{LIST}cau-hoi/{quiz.wrong.question}/"):
        answer = page.get(path)
        assert (answer.status_code, answer.get("Location")) == (302, "/quan-tri/")


def test_a_question_without_versions_is_not_found(writer):
    assert open_as(writer).get(f"{LIST}cau-hoi/00000000-0000-0000-0000-000000000001/").status_code == 404


def test_the_list_takes_as_many_queries_for_many_as_for_one(quiz, writer, django_assert_max_num_queries):
    page = open_as(writer)
    for _number in range(20):
        KeyCorrection.objects.create(wrong=make_version().pk, effect="full", reason="Nhầm.", made_by=writer)
    with django_assert_max_num_queries(30):
        assert len(page.get(LIST).context["lines"]) == 20

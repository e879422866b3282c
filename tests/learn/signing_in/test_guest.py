"""The guest's record: it is asked whose it is, and only the person's own joins the account."""

import pytest

from learn.learners.requests import COOKIE, LEFT
from learn.models import Learner, Statement
from people.models import User
from tests.learn.making import make_learner, statement

from .conftest import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(phone, client):
    learner, token = make_learner()
    phone.client.cookies[COOKIE] = token
    return learner


def learn(learner):
    from django.utils import timezone

    Statement.objects.create(
        learner_id=learner, id=statement("course:x")["id"], verb="opened", activity="course:x", version=1,
        occurred_at=timezone.now(), occurred_text="", received_at=timezone.now(), clock_off=False, sha256=b"x" * 32,
    )  # fmt: skip


def test_a_guest_with_a_record_is_asked_whose_it_is_and_joins_only_if_it_is_theirs(phone, guest):
    learn(guest)
    assert phone.sign_in()["Location"] == "/dang-nhap/"
    assert "Việc học trên máy này là của ai?" in phone.get().content.decode()
    assert "_auth_user_id" not in phone.client.session
    assert phone.post("whose").status_code == 422
    assert phone.post("whose", whose="mine")["Location"] == "/dang-nhap/ten/"
    phone.name()
    user = User.objects.get()
    assert Learner.objects.get(id=guest).alias_of == user.learner
    assert 'data-merge="mine"' in phone.get("/dang-nhap/xong/").content.decode()


def test_somebody_elses_record_stays_apart(phone, guest):
    learn(guest)
    phone.sign_in()
    phone.post("whose", whose="apart")
    phone.name()
    kept = Learner.objects.get(id=guest)
    assert kept.alias_of is None
    assert kept.account is None
    assert 'data-merge="apart"' in phone.get("/dang-nhap/xong/").content.decode()
    assert phone.client.cookies[COOKIE].value.startswith(str(User.objects.get().learner.id))


def test_a_guest_who_did_nothing_is_not_asked_about(phone, guest):
    assert phone.sign_in()["Location"] == "/dang-nhap/ten/"
    assert Learner.objects.get(id=guest).alias_of is None


def test_what_only_the_phone_knows_of_is_asked_about_too(phone):
    assert phone.sign_in(guest_here="1")["Location"] == "/dang-nhap/"
    assert phone.post("whose", whose="mine")["Location"] == "/dang-nhap/ten/"
    assert 'data-merge="mine"' in phone.get("/dang-nhap/xong/").content.decode()


def test_another_persons_record_on_the_phone_is_never_joined(phone):
    phone.begin()
    first = User.objects.get()
    assert phone.sign_in("0987 654 321", "+84987654321")["Location"] == "/dang-nhap/ten/"
    second = User.objects.exclude(pk=first.pk).get()
    assert first.learner.id != second.learner.id
    assert not Learner.objects.filter(alias_of__isnull=False).exists()


def test_nobody_answers_for_a_code_that_another_browser_typed(phone, guest):
    learn(guest)
    phone.sign_in()
    thief = Phone()
    thief.get()
    thief.client.cookies["bdhvs_sign_in"] = phone.client.cookies["bdhvs_sign_in"].value
    assert thief.post("whose", whose="mine").status_code == 422


def test_a_guest_s_record_is_never_taken_off_the_phone_by_signing_out(phone, guest):
    assert LEFT not in phone.post("", "/dang-nhap/ra/").cookies

import pytest
from django.test import Client

from learn.learners.tokens import COOKIE
from learn.models import Learner, Statement
from learn.my_data.ending import end_account
from people.consent.models import Consent
from people.models import User
from people.ways_back.models import RecoveryCode
from tests.learn.my_data.making import FORGET, PAGE, hold

pytestmark = pytest.mark.django_db


def test_a_guest_is_forgotten_after_being_asked(client, guest):
    hold(client, guest)
    assert "1 bài" in client.get(FORGET).content.decode()
    assert Statement.objects.count() == 3
    page = client.post(FORGET)
    assert "data-account-ended" in page.content.decode()
    assert page.cookies[COOKIE].value == ""
    assert not Statement.objects.exists()
    guest.refresh_from_db()
    assert guest.generation == 1
    assert "chưa có ai học" in hold(Client(), Learner(id=guest.id)).get(PAGE).content.decode()


def test_nobody_forgets_an_account_or_an_empty_browser(client, owner):
    assert owner.post(FORGET)["Location"] == PAGE
    assert Client().post(FORGET)["Location"] == PAGE
    assert Statement.objects.count() == 3


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/toi/du-lieu/dong-y/", {"purpose": "certificate", "answer": "give", "agreed": "1"}),
        ("/toi/so-dien-thoai/", {"step": "recovery"}),
    ],
)
def test_what_is_sent_while_the_account_ends_in_another_window_finds_it_ended(owner, user, monkeypatch, path, fields):
    def confirmed_then_ended(request, account, **_):
        end_account(user=User.objects.get(pk=user.pk), keep_certificates=False)
        return True

    monkeypatch.setattr("learn.my_data.views.recently_confirmed", confirmed_then_ended)
    monkeypatch.setattr("learn.signing_in.my_number.recently_confirmed", confirmed_then_ended)
    assert owner.post(path, fields).status_code in (302, 303)
    assert not Consent.objects.filter(user=user, purpose="certificate").exists()
    assert not RecoveryCode.objects.filter(user=user).exists()

"""The page behind a household's card: what the token alone shows, and to whom."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from community_teams.households.consents import Purpose, words_for
from community_teams.households.models import HouseholdWish
from community_teams.households.tokens import new_token
from community_teams.reach import everything
from community_teams.receipts import limits
from people.audit.models import AuditEntry
from tests.community_teams.making import make_visit
from tests.community_teams.receipts.world import SECRETS, prove

pytestmark = pytest.mark.django_db


# Who merely holds the card


def test_a_stranger_sees_the_team_the_days_and_the_purposes_and_nothing_of_the_household(world, client):
    page = client.get(world.path)
    body = page.content.decode()
    assert page.status_code == 200
    for told in ("Tổ thôn Đông", "Xã Xa Dung", "Tổ Trưởng Hoa", "VNeID", "Giữ tên, số điện thoại và các lần thăm"):
        assert told in body
    assert [secret for secret in SECRETS if secret in body] == []
    # Nor that somebody here needs help, nor who came, nor which paper was applied for.
    asked = str(words_for(Purpose.NEEDS).text)
    for hidden in (asked, world.member.full_name, "lý lịch tư pháp", str(world.household.pk), "21,03"):
        assert hidden.lower() not in body.lower()


def test_the_page_is_kept_by_no_cache_found_by_no_search_and_told_to_no_other_site(world, client):
    for page in (client.get(world.path), client.get(f"/so-ho/{new_token()}/")):
        assert "no-store" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "same-origin"


def test_whoever_holds_the_card_may_read_it_in_capitals(world, client):
    assert client.get(f"/so-ho/{world.token.upper()}/").status_code == 200


@pytest.mark.parametrize("token", ["a" * 26, "abc", "0" * 26, "a" * 25 + "%00", "ă" * 26, "a" * 500])
def test_an_unknown_token_is_answered_as_an_erased_one(world, client, token):
    prove(client, world.path, "xoa")
    client.post(f"{world.path}xoa/", {"chac": "1"})
    unknown, erased = client.get(f"/so-ho/{token}/"), client.get(world.path)
    assert (unknown.status_code, erased.status_code) == (404, 404)
    assert unknown.content == erased.content
    assert "Thẻ này không còn dùng" in erased.content.decode()


def test_every_address_below_an_unknown_token_says_the_same(client):
    for after, method in [
        ("", "get"), ("ma/", "get"), ("ma/", "post"), ("tat-ca/", "get"), ("rut-lai/", "post"), ("xoa/", "post"),
        ("xong/", "post"), (f"luot/{uuid.uuid4()}/", "post"),
    ]:  # fmt: skip
        assert getattr(client, method)(f"/so-ho/{new_token()}/{after}").status_code == 404


def test_guessing_from_one_address_is_slowed_and_a_real_card_is_still_answered(world, client, monkeypatch):
    monkeypatch.setattr(limits, "MOST_MISSES_OF_AN_ADDRESS", 3)
    answers = [client.get(f"/so-ho/{new_token()}/", REMOTE_ADDR="203.0.113.9") for _one in range(5)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get(world.path, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert client.get(f"/so-ho/{new_token()}/", REMOTE_ADDR="203.0.113.10").status_code == 404


def test_guessing_from_many_addresses_is_slowed_all_together(world, client, monkeypatch):
    monkeypatch.setattr(limits, "_keys", lambda request: (f"own:{uuid.uuid4()}", "test-all-misses"))
    monkeypatch.setattr(limits, "MOST_MISSES", 3)
    limits.cache.delete("test-all-misses")
    answers = [client.get(f"/so-ho/{new_token()}/") for _one in range(5)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert client.get(world.path).status_code == 200


def test_while_the_cache_is_away_nobody_is_refused(world, client, monkeypatch):
    class Away:
        def __getattr__(self, name):
            raise OSError

    monkeypatch.setattr(limits, "cache", Away())
    assert client.get(f"/so-ho/{new_token()}/").status_code == 404


# Saying whether it was so


def test_a_visit_is_confirmed_once_however_often_it_is_sent(world, client):
    for _time in range(3):
        answer = client.post(f"{world.path}luot/{world.visit.pk}/", {"tra-loi": "dung"})
        assert (answer.status_code, answer["Location"]) == (303, f"{world.path}?da=da-ghi")
    with everything():
        wish = HouseholdWish.objects.get()
        assert (wish.kind, wish.visit, wish.proven, wish.sealed) == ("confirm", world.visit.pk, False, None)
        assert wish.done_at is not None
    assert "Gia đình nói: đúng, có đến" in client.get(world.path).content.decode()


def test_a_dispute_keeps_its_words_sealed_and_waits_for_the_leader(world, client):
    client.post(f"{world.path}luot/{world.visit.pk}/", {"tra-loi": "dung"})
    client.post(f"{world.path}luot/{world.visit.pk}/", {"tra-loi": "khong", "ly-do": "Hôm đó tôi ở rẫy"})
    client.post(f"{world.path}luot/{world.visit.pk}/", {"tra-loi": "khong", "ly-do": "lần nữa"})
    with everything():
        wish = HouseholdWish.objects.get(kind="dispute")
        assert wish.done_at is None
        assert "rẫy".encode() not in bytes(wish.sealed)
    page = client.get(world.path).content.decode()
    assert "Gia đình nói: không đúng" in page
    assert "rẫy" not in page
    assert AuditEntry.objects.filter(event="household_wished", note="dispute").count() == 1


def test_an_old_visit_a_strangers_visit_and_one_that_is_none_take_no_answer(world, client):
    with everything():
        theirs = make_visit(world.other, world.member)
    for visit in (world.old.pk, theirs.pk, uuid.uuid4()):
        answer = client.post(f"{world.path}luot/{visit}/", {"tra-loi": "khong"})
        assert (answer.status_code, answer["Location"]) == (303, world.path)
    with everything():
        assert not HouseholdWish.objects.exists()


def test_a_form_without_its_token_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{world.path}luot/{world.visit.pk}/", {"tra-loi": "dung"}).status_code == 403
    assert client.post(f"{world.path}ma/", {"buoc": "gui"}).status_code == 403


# Others who hold a session


def test_a_member_or_leader_with_the_card_sees_no_more_than_a_stranger(world):
    for user in (world.member, world.leader):
        client = Client()
        client.force_login(user)
        assert client.get(f"{world.path}tat-ca/").status_code == 303
        body = client.get(world.path).content.decode()
        assert [secret for secret in SECRETS if secret in body] == []


def test_a_closed_leader_is_not_named(world, client):
    world.leader.is_active = False
    world.leader.save()
    assert "Tổ Trưởng Hoa" not in client.get(world.path).content.decode()


def test_a_page_takes_a_fixed_number_of_queries(world, client, django_assert_max_num_queries):
    with everything():
        for days in range(2, 30):
            make_visit(world.household, world.member, days_ago=days)
    with django_assert_max_num_queries(34):
        client.get(world.path)
    prove(client, world.path)
    with django_assert_max_num_queries(40):
        client.get(f"{world.path}tat-ca/")

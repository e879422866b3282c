"""Sheets of cards: for leaders, with fresh tokens, with nothing personal and nothing stored."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from django.test import Client

from community_teams.households.models import Household
from community_teams.households.tokens import ALPHABET, LENGTH, new_token, read_token
from community_teams.reach import everything
from community_teams.receipts import cards
from people.audit.models import AuditEntry
from tests.community_teams.world import join, make_team
from tests.people.staff import sign_in

PATH = "/to-cong-nghe/the-ho/"


def signed_in(user, **how) -> Client:
    return sign_in(Client(), user, methods=("code",), **how)


@pytest.mark.django_db
def test_a_leader_gets_as_many_cards_as_asked_for(settings, monkeypatch):
    settings.SITE_URL = "https://hoc.example.vn"
    made: list[str] = []
    monkeypatch.setattr(cards, "new_token", lambda: made.append(new_token()) or made[-1])
    leader = join(make_team(), leads=True)
    client = signed_in(leader)
    assert client.get(PATH).status_code == 200
    answer = client.post(PATH, {"count": "12"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    document = pypdfium2.PdfDocument(answer.content)
    assert len(document) == 2
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    shown = re.findall(rf"\b([{ALPHABET}]{{4}} [{ALPHABET}]{{4}})\b", text)
    assert {f"{token[:4]} {token[4:8]}" for token in made} <= set(shown)
    assert len(set(made)) == 12
    # The whole token is in the square only; nobody is named.
    assert not [token for token in made if token in text]
    assert leader.full_name not in text
    with everything():
        assert not Household.objects.exists()
    assert AuditEntry.objects.get(event="cards_printed").note == "12"


@pytest.mark.django_db
@pytest.mark.parametrize("count", ["0", "241", "-1", "", "x", "9" * 50])
def test_no_more_than_a_sheaf_at_once(count):
    client = signed_in(join(make_team(), leads=True))
    answer = client.post(PATH, {"count": count})
    assert answer.status_code == 422
    assert "từ 1 đến 240" in answer.content.decode()


@pytest.mark.django_db
def test_members_and_others_get_none():
    team = make_team()
    member = signed_in(join(team))
    over = join(make_team("Tổ cũ"), leads=True)
    over.team_memberships.update(valid_to="2026-02-01")
    for client in (member, signed_in(over)):
        assert client.get(PATH).status_code == 403
        assert client.post(PATH, {"count": "10"}).status_code == 403
    assert Client().get(PATH)["Location"].startswith("/dang-nhap/?tiep=")


@pytest.mark.django_db
def test_a_session_of_days_ago_prints_nothing():
    client = signed_in(join(make_team(), leads=True), ago=24 * 3600)
    assert client.post(PATH, {"count": "10"}).status_code == 302


def test_the_square_leads_to_the_page_of_the_card(settings):
    settings.SITE_URL = "https://hoc.example.vn"
    token = new_token()
    assert cards.address_of(token) == f"https://hoc.example.vn/so-ho/{token}/"
    assert read_token(token) == token
    assert len(token) == LENGTH


def test_tokens_have_128_bits():
    assert len(ALPHABET) ** LENGTH >= 2**128
    assert not set("ilo01") & set(ALPHABET)

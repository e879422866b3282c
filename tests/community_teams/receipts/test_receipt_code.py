"""What a code to the own number opens."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from community_teams.households.models import Household, HouseholdConsent
from community_teams.reach import everything
from people.audit.models import AuditEntry
from people.models import PhoneCode
from people.phone_codes.models import CodePurpose
from people.sms.models import SmsMessage
from tests.community_teams.receipts.world import ADDRESS, NAME, NOTE, PHONE, SECRETS, code_on, prove

pytestmark = pytest.mark.django_db


def test_without_a_code_everything_leads_to_the_code(world, client):
    for after, errand in (("tat-ca/", "xem"), ("rut-lai/", "rut-lai"), ("xoa/", "xoa")):
        answer = client.get(world.path + after)
        assert (answer.status_code, answer["Location"]) == (303, f"{world.path}ma/?viec={errand}")
    for after, data in (("xoa/", {"chac": "1"}), ("rut-lai/", {"muc-dich": "place"})):
        assert client.post(world.path + after, data).status_code == 303
    with everything():
        assert Household.objects.get(pk=world.household.pk).erased_at is None
        assert not HouseholdConsent.objects.filter(given=False).exists()


def test_the_code_goes_to_the_own_number_of_which_two_digits_are_shown(world, client):
    page = client.get(f"{world.path}ma/?viec=xem").content.decode()
    assert '<strong class="together">78</strong>' in page
    client.post(f"{world.path}ma/?viec=xem", {"buoc": "gui"})
    assert [one.phone for one in SmsMessage.objects.all()] == [PHONE]
    assert PhoneCode.objects.get().purpose == CodePurpose.HOUSEHOLD
    page = client.get(f"{world.path}ma/?viec=xem").content.decode()
    assert [secret for secret in SECRETS if secret in page] == []


def test_the_code_opens_everything_for_a_quarter_of_an_hour(world, client, monkeypatch):
    answer = prove(client, world.path)
    assert (answer.status_code, answer["Location"]) == (303, f"{world.path}tat-ca/")
    cookie = client.cookies["bdhvs_card"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 900)
    body = client.get(f"{world.path}tat-ca/").content.decode()
    for told in (NAME, ADDRESS, NOTE, "0912 345 678", "Người già sống một mình", "21,03", world.member.full_name):
        assert told in body
    assert AuditEntry.objects.filter(event="household_saw_own", object_id=str(world.household.pk)).count() == 1
    later = time.time() + 901
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(f"{world.path}tat-ca/").status_code == 303


def test_a_wrong_code_opens_nothing_and_five_end_it(world, client):
    client.post(f"{world.path}ma/?viec=xem", {"buoc": "gui"})
    right = code_on(client.get(f"{world.path}ma/?viec=xem"))
    wrong = "000000" if right != "000000" else "111111"
    for _time in range(5):
        answer = client.post(f"{world.path}ma/?viec=xem", {"buoc": "ma", "code": wrong})
        assert answer.status_code == 422
    answer = client.post(f"{world.path}ma/?viec=xem", {"buoc": "ma", "code": right})
    assert answer.status_code == 422
    assert client.get(f"{world.path}tat-ca/").status_code == 303
    assert AuditEntry.objects.filter(event="household_code_failed", subject=None).count() == 1
    assert not AuditEntry.objects.filter(event="sign_in_failed").exists()


def test_another_households_code_opens_nothing_here(world, client):
    theirs = f"/so-ho/{world.other_token}/"
    prove(client, theirs)
    assert client.get(f"{theirs}tat-ca/").status_code == 200
    assert client.get(f"{world.path}tat-ca/").status_code == 303
    # Nor a code of theirs typed here.
    other = Client()
    other.post(f"{theirs}ma/?viec=xem", {"buoc": "gui"})
    code = code_on(other.get(f"{theirs}ma/?viec=xem"))
    answer = other.post(f"{world.path}ma/?viec=xem", {"buoc": "ma", "code": code})
    assert answer.status_code == 422
    assert other.get(f"{world.path}tat-ca/").status_code == 303


def test_a_code_for_signing_in_is_no_code_here_and_the_other_way_round(world, client):
    client.post(f"{world.path}ma/?viec=xem", {"buoc": "gui"})
    assert PhoneCode.objects.get().purpose == "household"
    code = code_on(client.get(f"{world.path}ma/?viec=xem"))
    answer = client.post("/dang-nhap/", {"step": "code", "code": code})
    assert "sessionid" not in client.cookies
    assert answer.status_code == 422


def test_the_cookie_of_another_browser_cannot_be_forged(world, client):
    client.cookies["bdhvs_card"] = "eyJob3VzZWhvbGQiOiJ4IiwicHJvdmVuIjp0cnVlfQ:1x:abc"
    assert client.get(f"{world.path}tat-ca/").status_code == 303


def test_the_second_tap_on_continue_finds_the_page_open(world, client):
    client.post(f"{world.path}ma/?viec=xem", {"buoc": "gui"})
    code = code_on(client.get(f"{world.path}ma/?viec=xem"))
    asked = client.cookies["bdhvs_card"].value
    assert client.post(f"{world.path}ma/?viec=xem", {"buoc": "ma", "code": code}).status_code == 303
    second = Client()
    for name, morsel in client.cookies.items():
        second.cookies[name] = asked if name == "bdhvs_card" else morsel.value
    answer = second.post(f"{world.path}ma/?viec=xem", {"buoc": "ma", "code": code})
    assert (answer.status_code, answer["Location"]) == (303, f"{world.path}tat-ca/")
    # It proves nothing by itself.
    assert second.get(f"{world.path}tat-ca/").status_code == 303


def test_whoever_is_done_closes_it(world, client):
    prove(client, world.path)
    client.post(f"{world.path}xong/")
    assert client.get(f"{world.path}tat-ca/").status_code == 303


def test_too_many_codes_are_refused_with_the_time_to_wait(world, client):
    answers = [client.post(f"{world.path}ma/?viec=xem", {"buoc": "gui"}) for _one in range(5)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0

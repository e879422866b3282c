"""The page behind a household's card: what the token alone shows, and what a code to the own number opens."""

from __future__ import annotations

import re
import time
import uuid

import pytest
from django.test import Client

from community_teams.households.consents import Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent, HouseholdWish
from community_teams.households.tokens import new_token
from community_teams.reach import everything
from community_teams.receipts import limits
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Change, Operation
from community_teams.visits.models import Visit
from people.audit.models import AuditEntry
from people.models import PhoneCode
from people.phone_codes.models import CodePurpose
from people.sms.models import SmsMessage
from tests.community_teams.making import agree, make_followup, make_operation, make_visit
from tests.community_teams.world import join, make_household, make_team

pytestmark = pytest.mark.django_db

PHONE = "+84912345678"
NAME, ADDRESS, NOTE = "Lò Thị Mai", "Cạnh nhà văn hóa", "Bà nghe kém, nói to"
SECRETS = [NAME, ADDRESS, NOTE, "0912", "345 678", "912345678", "Sống một mình", "Người già sống một mình"]


class World:
    """A household that agreed to everything, one without a number, and a stranger's."""

    def __init__(self) -> None:
        self.team = make_team()
        self.leader = join(self.team, leads=True)
        self.member = join(self.team)
        self.leader.full_name = "Tổ Trưởng Hoa"
        self.leader.save()
        self.token, self.poor_token, self.other_token = new_token(), new_token(), new_token()
        hamlet = self.team.hamlets.get()
        with everything():
            self.household = make_household(
                hamlet, NAME, token=self.token, phone=PHONE, address=ADDRESS, needs=["elderly_alone"]
            )
            agree(self.household, Purpose.NEEDS)
            agree(self.household, Purpose.PLACE)
            self.visit = make_visit(
                self.household, self.member, note=NOTE, place={"lat": 21.03, "lon": 105.85},
                service={"code": "criminal_record", "ended": "filed"},
            )  # fmt: skip
            self.old = make_visit(self.household, self.member, days_ago=61)
            make_operation(self.household, self.member)
            self.poor = make_household(hamlet, "Vàng A Súa", token=self.poor_token)
            self.other = make_household(hamlet, "Giàng Thị Dở", token=self.other_token, phone="+84987654321")
        self.path = f"/so-ho/{self.token}/"


@pytest.fixture
def world(settings) -> World:
    settings.SHOW_SIGN_IN_CODES = True
    return World()


def code_on(page) -> str:
    return re.search(r"data-shown-code>(\d{6})<", page.content.decode())[1]


def prove(client: Client, path: str, errand: str = "xem"):
    """Ask for a code and type it, as the household does."""
    asked = client.post(f"{path}ma/?viec={errand}", {"buoc": "gui"})
    assert asked.status_code == 303
    code = code_on(client.get(f"{path}ma/?viec={errand}"))
    return client.post(f"{path}ma/?viec={errand}", {"buoc": "ma", "code": code})


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


# The code


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


# Withdrawing and erasing


def test_withdrawing_a_purpose_erases_what_was_kept_for_it_and_nothing_else(world, client):
    prove(client, world.path, "rut-lai")
    for purpose in ("needs", "place"):
        answer = client.post(f"{world.path}rut-lai/", {"muc-dich": purpose})
        assert (answer.status_code, answer["Location"]) == (303, f"{world.path}?da=da-rut")
    body = client.get(f"{world.path}tat-ca/").content.decode()
    assert "Người già sống một mình" not in body
    assert "21,03" not in body
    for kept in (NAME, ADDRESS, NOTE):
        assert kept in body
    with everything():
        own = HouseholdConsent.objects.filter(how="own")
        assert {(one.purpose, one.given) for one in own} == {("needs", False), ("place", False)}
        assert Operation.objects.get().sealed is None
        assert Change.objects.get(household=world.household.pk).gone == ""


def test_withdrawing_twice_is_once(world, client):
    prove(client, world.path, "rut-lai")
    for _time in range(2):
        client.post(f"{world.path}rut-lai/", {"muc-dich": "place"})
    with everything():
        assert HouseholdConsent.objects.filter(how="own").count() == 1
    assert AuditEntry.objects.filter(event="household_withdrew").count() == 1


def test_erasing_says_what_it_means_and_needs_a_tick(world, client):
    prove(client, world.path, "xoa")
    assert client.get(f"{world.path}xoa/").status_code == 200
    assert client.post(f"{world.path}xoa/").status_code == 422
    with everything():
        assert Household.objects.get(pk=world.household.pk).erased_at is None


def test_an_erased_household_leaves_numbers_only(world, client):
    with everything():
        followup = make_followup(world.household, world.visit, due_to=world.visit.day)
    client.post(f"{world.path}luot/{world.visit.pk}/", {"tra-loi": "khong", "ly-do": "không phải"})
    prove(client, world.path, "xoa")
    page = client.post(f"{world.path}xoa/", {"chac": "1"})
    assert page.status_code == 200
    assert "Đã xóa hết" in page.content.decode()
    with everything():
        held = Household.objects.get(pk=world.household.pk)
        assert (held.sealed, held.token_key, held.phone_key, held.name_strict, held.name_folded) == (
            None, None, "", "", "",
        )  # fmt: skip
        key = DataKey.objects.get(subject=held.pk)
        assert (key.wrapped, key.destroyed_at is None) == (None, False)
        assert {visit.sealed for visit in Visit.objects.filter(household=held)} == {None}
        assert Visit.objects.filter(household=held).count() == 2
        assert Operation.objects.get().sealed is None
        assert HouseholdWish.objects.get().sealed is None
        followup.refresh_from_db()
        assert followup.state == "void"
        assert Change.objects.get(household=held.pk).gone == "erased"
        withdrawn = HouseholdConsent.objects.filter(how="own", given=False)
        assert {one.purpose for one in withdrawn} == {"record", "needs", "place"}
    assert AuditEntry.objects.filter(event="household_erased_itself", object_id=str(held.pk)).count() == 1
    assert not PhoneCode.objects.exists()
    assert client.get(world.path).status_code == 404
    # A second window, opened before.
    assert client.post(f"{world.path}xoa/", {"chac": "1"}).status_code == 404


def test_the_cards_of_rows_that_were_put_together_open_and_erase_all_of_them(world, client):
    with everything():
        Household.objects.filter(pk=world.poor.pk).update(merged_into=world.household)
        make_visit(world.poor, world.member, outcome="nobody_home", skills=[])
    path = f"/so-ho/{world.poor_token}/"
    assert "lúc đó không ai ở nhà" in client.get(path).content.decode()
    prove(client, path, "xoa")
    client.post(f"{path}xoa/", {"chac": "1"})
    assert (client.get(path).status_code, client.get(world.path).status_code) == (404, 404)
    with everything():
        assert Household.objects.exclude(erased_at=None).count() == 2


# Without a number


@pytest.mark.parametrize(
    ("errand", "data", "kind", "purpose"),
    [
        ("xem", {}, "see", ""),
        ("rut-lai", {"muc-dich": "needs"}, "withdraw", "needs"),
        ("xoa", {}, "erase", ""),
    ],
)
def test_who_has_no_number_asks_the_leader_to_come_and_is_told_the_laws_days(
    world, client, errand, data, kind, purpose
):
    path = f"/so-ho/{world.poor_token}/"
    page = client.get(f"{path}ma/?viec={errand}").content.decode()
    assert "không gửi mã được" in page
    for _time in range(2):
        answer = client.post(f"{path}ma/?viec={errand}", {"buoc": "nho-to", **data})
        assert answer.status_code == 200
        assert "Tổ Trưởng Hoa" in answer.content.decode()
    with everything():
        wish = HouseholdWish.objects.get()
        assert (wish.kind, wish.purpose, wish.proven, wish.done_at) == (kind, purpose, False, None)
        assert Household.objects.get(pk=world.poor.pk).erased_at is None
    assert AuditEntry.objects.filter(event="household_wished").count() == 1
    assert client.post(f"{path}ma/?viec={errand}", {"buoc": "gui"}).status_code == 303
    assert not PhoneCode.objects.exists()


def test_nothing_is_chosen_beforehand(world, client):
    path = f"/so-ho/{world.poor_token}/"
    assert client.post(f"{path}ma/?viec=rut-lai", {"buoc": "nho-to"}).status_code == 422
    with everything():
        assert not HouseholdWish.objects.exists()


def test_what_was_asked_before_is_answered_by_erasing(world, client):
    client.post(f"{world.path}ma/?viec=xoa", {"buoc": "nho-to"})
    prove(client, world.path, "xoa")
    client.post(f"{world.path}xoa/", {"chac": "1"})
    with everything():
        assert HouseholdWish.objects.get(kind="erase").done_at is not None


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

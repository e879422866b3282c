"""Withdrawing, erasing, and asking for it without a number."""

from __future__ import annotations

import pytest

from community_teams.households.models import Household, HouseholdConsent, HouseholdWish
from community_teams.reach import everything
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Change, Operation
from community_teams.visits.models import Visit
from people.audit.models import AuditEntry
from people.models import PhoneCode
from tests.community_teams.making import make_followup, make_visit
from tests.community_teams.receipts.world import ADDRESS, NAME, NOTE, prove

pytestmark = pytest.mark.django_db


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

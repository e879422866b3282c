"""Withdrawn consent takes away what was kept under it; an erased household is gone for good."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from community_teams.followups.models import FollowUp
from community_teams.households.consents import Purpose
from community_teams.households.erasing import withdraw
from community_teams.households.merging import merge
from community_teams.households.models import Household, HouseholdConsent, HouseholdWish
from community_teams.households.personal import open_households
from community_teams.households.wishes import answer_wish
from community_teams.office.models import OfficialLook
from community_teams.photos.models import Photo
from community_teams.receipts.selectors import Card
from community_teams.receipts.services import wish
from community_teams.sealing.ciphers import unseal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.deciding import dismiss
from community_teams.sync.models import Change, Conflict, Operation
from community_teams.teams.models import Hamlet
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from tests.community_teams.making import agree
from tests.community_teams.phones import Phone, statuses
from tests.community_teams.world import join, make_household, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


@pytest.fixture
def home(phone, hamlet):
    made = phone.household(hamlet, phone="0912345678", size=3)
    photo = {"sha256": "a" * 64, "size": 5, "type": "image/jpeg"}
    visit = phone.visit(made["entity"], after=[made], note="Ghi chú", place={"lat": 21.03, "lon": 105.85}, photo=photo)
    answers = [phone.answer(made["entity"], purpose) for purpose in ("needs", "place", "photo")]
    needs = phone.update(made["entity"], {"needs": ["elderly_alone"]})
    assert statuses(phone.push(made, *answers, visit, needs)) == ["applied"] * 6
    return made["entity"]


def is_erased(home):
    household = Household.objects.get(pk=home)
    assert household.erased_at is not None
    assert (household.sealed, household.name_strict, household.phone_key, household.token_key) == (None, "", "", None)
    key = DataKey.objects.get(subject=home)
    assert (key.wrapped, key.destroyed_at is not None) == (None, True)
    assert not Operation.objects.filter(household=home, sealed__isnull=False).exists()
    assert not Visit.objects.filter(household=home, sealed__isnull=False).exists()
    assert set(FollowUp.objects.filter(household=home).values_list("state", flat=True)) == {"void"}
    assert Photo.objects.get().refused == "withdrawn"
    assert Change.objects.get(household=home).gone == "erased"
    return True


def test_withdrawing_the_record_erases(phone, home):
    assert statuses(phone.push(phone.answer(home, "record", given=False))) == ["applied"]
    assert is_erased(home)
    assert Visit.objects.count() == 1, "that there was a visit names nobody"


def test_nothing_more_is_kept_of_an_erased_household(phone, home):
    phone.push(phone.answer(home, "record", given=False))
    late = phone.update(home, {"head_name": "Lò Thị Mai"})
    (result,) = phone.push(late)
    assert (result.status, result.reason) == ("quarantined", "erased")
    assert Operation.objects.get(op=late["op"]).sealed is None
    assert statuses(phone.push(late)) == ["duplicate"]
    assert is_erased(home)


def test_what_comes_after_it_in_the_same_push_is_not_kept(phone, home):
    results = phone.push(phone.answer(home, "record", given=False), phone.visit(home), phone.update(home, {"size": 9}))
    assert [(one.status, one.reason) for one in results[1:]] == [("quarantined", "erased")] * 2
    assert is_erased(home)


def test_made_and_withdrawn_in_one_push(phone, hamlet):
    made = phone.household(hamlet)
    gone = phone.answer(made["entity"], "record", given=False)
    gone["depends_on"] = [made["op"]]
    assert statuses(phone.push(made, gone)) == ["applied", "applied"]
    assert Household.objects.get().sealed is None


def test_what_waits_or_is_in_conflict_is_set_apart_with_it(team, phone, home):
    other = Phone(join(team)).registered()
    phone.push(phone.update(home, {"size": 4}))
    clash = other.update(home, {"size": 6})
    waits = other.visit(home)
    waits["depends_on"] = ["019aa000-0000-7000-8000-000000000000"]
    assert statuses(other.push(clash, waits)) == ["conflict", "held"]
    phone.push(phone.answer(home, "record", given=False))
    kept = Operation.objects.filter(op__in=[clash["op"], waits["op"]])
    assert {(one.status, one.reason, one.sealed) for one in kept} == {("quarantined", "erased", None)}
    assert Conflict.objects.get().resolved_at is not None


def test_an_older_no_that_arrives_late_changes_nothing(phone, home):
    late = phone.answer(home, "needs", given=False) | {"occurred_at": "2026-01-05T08:00:00+07:00"}
    (result,) = phone.push(late)
    assert (result.status, result.reason) == ("applied", "superseded")
    assert HouseholdConsent.objects.filter(purpose="needs").count() == 2


def opened(home):
    household = Household.objects.get(pk=home)
    visit = Visit.objects.get(household=home)
    key = unwrap(DataKey.objects.get(subject=home).wrapped, household.pk)
    return open_households([household])[household.pk], unseal(key, visit.sealed, f"visit:{visit.pk}")


@pytest.mark.parametrize("way", ["phone", "service"])
@pytest.mark.parametrize("purpose", [Purpose.NEEDS, Purpose.PLACE, Purpose.PHOTO])
def test_withdrawing_one_purpose_takes_its_part_only(phone, home, purpose, way):
    before = Change.objects.get().number
    if way == "phone":
        phone.push(phone.answer(home, purpose, given=False))
    else:
        withdraw(household=Household.objects.get().pk, purposes=[purpose])
    personal, kept = opened(home)
    assert personal.head_name == "Lò Thị Mai"
    assert kept["note"] == "Ghi chú"
    assert (personal.needs == []) == (purpose == Purpose.NEEDS)
    assert ("place" not in kept) == (purpose == Purpose.PLACE)
    assert (Photo.objects.get().refused == "withdrawn") == (purpose == Purpose.PHOTO)
    assert Change.objects.get().number > before
    assert not Operation.objects.filter(household=home, status="applied", sealed__isnull=False).exists()


@pytest.fixture
def twin(team, home):
    """Another row, in another hamlet, that a leader found to be the same household."""
    row = make_household(Hamlet.objects.create(team=team, name="Thôn Nam"), "Lò Thị Mai", needs=["disability"])
    agree(row, Purpose.NEEDS, at=timezone.now() - dt.timedelta(hours=1))
    merge(kept=Household.objects.get(pk=home).pk, gone=row.pk, by=join(team, leads=True))
    return row


def opened_row(row):
    row.refresh_from_db()
    return open_households([row])[row.pk]


@pytest.mark.parametrize("named", ["kept", "gone"])
def test_erasing_leaves_no_row_of_the_same_household(phone, home, twin, named, caplog):
    caplog.set_level("INFO", logger="bdhvs.erased")
    said = phone.answer(home if named == "kept" else twin.pk, "record", given=False)
    # Phones write whole seconds; the rows agreed in this very one.
    said["occurred_at"] = (timezone.now() + dt.timedelta(seconds=1)).isoformat(timespec="seconds")
    assert statuses(phone.push(said)) == ["applied"]
    twin.refresh_from_db()
    assert (twin.erased_at is not None, twin.sealed, twin.token_key) == (True, None, None)
    assert DataKey.objects.get(subject=twin.pk).wrapped is None
    assert Change.objects.get(household=twin.pk).gone == "erased"
    assert is_erased(home)
    assert {one.getMessage() for one in caplog.records} == {f"erased {home}", f"erased {twin.pk}"}, "for a restore"


def test_a_purpose_is_withdrawn_in_every_row_of_the_same_household(phone, home, twin):
    phone.push(phone.answer(home, "needs", given=False))
    assert (opened_row(twin).needs, opened_row(twin).head_name) == ([], "Lò Thị Mai")
    assert not HouseholdConsent.objects.filter(household=twin.pk, purpose="needs").latest("at").given


def test_a_leader_who_erases_at_the_household_s_word_leaves_no_row(
    team, home, twin, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("INFO", logger="bdhvs.erased")
    card = Card(Household.objects.get(pk=home).pk, (twin.pk,))
    asked = wish(card=card, kind=HouseholdWish.Kind.ERASE)
    with django_capture_on_commit_callbacks(execute=True):
        answer_wish(wish=asked, answer="Bà Mai muốn xóa", by=join(team, leads=True), wanted=True)
    twin.refresh_from_db()
    assert twin.sealed is None
    assert is_erased(home)
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert {one.getMessage() for one in caplog.records} == {f"erased {home}", f"erased {twin.pk}"}


def test_words_about_an_erased_household_go_with_it(phone, home, team):
    official, leader = make_user(), join(team, leads=True)
    household = Household.objects.get(pk=home)
    look = OfficialLook.objects.create(
        household=household, hamlet=household.hamlet, official=official, reason="Bà Lò Thị Mai khiếu nại",
        until=timezone.now() + dt.timedelta(minutes=30),
    )  # fmt: skip
    phone.push(phone.update(home, {"hamlet": 10**9}))
    dismiss(operation=Operation.objects.latest("pk"), by=leader, why="Bà Mai không chuyển đi")
    phone.push(phone.answer(home, "record", given=False))
    look.refresh_from_db()
    assert look.reason == "-"
    assert Operation.objects.get(status="dismissed").decided_why == ""


def test_the_household_itself_can_erase(home):
    withdraw(household=Household.objects.get().pk, purposes=[Purpose.RECORD])
    assert is_erased(home)


def test_what_still_waits_for_a_decision_says_no_more_what_was_withdrawn(phone, home):
    held = phone.visit(home, after=[{"op": str(uuid7())}], note="Chờ việc trước", place={"lat": 21.03, "lon": 105.85})
    apart = phone.update(home, {"needs": ["poor"], "size": 4})
    apart["sha256"] = "0" * 64
    assert statuses(phone.push(held, apart)) == ["held", "quarantined"]
    phone.push(*(phone.answer(home, purpose, given=False) for purpose in ("needs", "place")))
    kept = {str(row.op): row for row in Operation.objects.exclude(status="applied")}
    said = {op: content_of(row) for op, row in kept.items()}
    assert "place" not in said[held["op"]]["payload"]
    assert said[held["op"]]["payload"]["note"] == "Chờ việc trước"
    assert said[apart["op"]]["payload"]["fields"] == {"size": 4}


def test_what_is_held_is_applied_later_without_what_was_withdrawn(phone, home):
    first = phone.update(home, {"size": 5})
    held = phone.visit(home, after=[first], note="Chờ việc trước", place={"lat": 21.03, "lon": 105.85})
    assert statuses(phone.push(held)) == ["held"]
    phone.push(phone.answer(home, "place", given=False))
    phone.push(first)
    row = Operation.objects.get(op=held["op"])
    assert (row.status, row.reason) == ("applied", "")


def content_of(row: Operation) -> dict:
    key = DataKey.objects.get(subject=row.key_subject)
    return unseal(unwrap(key.wrapped, key.subject), row.sealed, f"operation:{row.op}")

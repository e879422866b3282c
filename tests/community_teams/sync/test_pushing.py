"""What becomes of operations: applied once, held, set apart, never lost."""

from __future__ import annotations

import uuid

import pytest

from community_teams.counting.models import DailyCount
from community_teams.followups.models import FollowUp
from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.personal import open_households
from community_teams.sync.models import Change, Operation
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from tests.community_teams.phones import Phone, changed, statuses, store
from tests.community_teams.world import join

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


def counts():
    return {row.indicator: row.value for row in DailyCount.objects.all() if row.value}


def test_a_household_and_its_visit_are_applied_in_one_push(phone, hamlet):
    made = phone.household(hamlet, phone="0912 345 678", languages=["vi", "tyz"], size=4)
    visit = phone.visit(made["entity"], after=[made])
    results = phone.push(made, visit)
    assert statuses(results) == ["applied", "applied"]
    assert [one.version for one in results] == [1, 1]
    assert [one.sha256 for one in results] == [made["sha256"], visit["sha256"]]
    household = Household.objects.get()
    personal = open_households([household])[household.pk]
    assert (personal.head_name, personal.phone) == ("Lò Thị Mai", "+84912345678")
    assert household.last_met_on == Visit.objects.get().day
    assert counts() == {"visits": 1, "households": 1, "taught": 1, "better": 1}
    assert FollowUp.objects.count() == 3
    assert Change.objects.get().household == household.pk


def test_what_is_sent_again_is_a_duplicate_and_counts_once(phone, hamlet):
    made = phone.household(hamlet)
    visit = phone.visit(made["entity"], after=[made])
    phone.push(made, visit)
    again = phone.push(visit, made, visit)
    assert statuses(again) == ["duplicate"] * 3
    assert {one.reason for one in again} == {"applied"}
    assert counts()["visits"] == 1


def test_twice_in_one_request_is_applied_once(phone, hamlet):
    made = phone.household(hamlet)
    assert statuses(phone.push(made, made)) == ["applied", "duplicate"]


def test_another_payload_under_the_same_id_is_kept_beside_the_first(phone, hamlet):
    made = phone.household(hamlet)
    other = changed(made, head_name="Lò Văn Hải")
    phone.push(made)
    (result,) = phone.push(other)
    assert (result.status, result.reason) == ("quarantined", "reused")
    assert sorted(Operation.objects.values_list("again", "status")) == [(False, "applied"), (True, "quarantined")]
    assert statuses(phone.push(made, other)) == ["duplicate", "duplicate"]


def test_one_bad_operation_harms_no_other(phone, hamlet):
    good = [phone.household(hamlet) for _ in range(4)]
    bad = phone.household(hamlet, size=0)
    damaged = phone.household(hamlet) | {"sha256": "0" * 64}
    results = phone.push(*good[:2], bad, damaged, *good[2:])
    assert statuses(results) == ["applied", "applied", "quarantined", "quarantined", "applied", "applied"]
    assert [results[2].reason, results[3].reason] == ["bad_size", "hash"]


def test_two_phones_in_one_transaction(team, hamlet):
    one, two = Phone(join(team)).registered(), Phone(join(team)).registered()
    made = one.household(hamlet)
    visit = two.visit(made["entity"])
    first, second = store(one.batch(made), two.batch(visit))
    assert statuses(first) + statuses(second) == ["applied", "applied"]


def test_a_visit_before_its_household_is_held_and_goes_on_when_it_comes(phone, hamlet):
    made = phone.household(hamlet)
    visit = phone.visit(made["entity"], after=[made])
    later = phone.correct(visit, skills=[])
    later["depends_on"] = [visit["op"]]
    assert statuses(phone.push(later)) == ["held"]
    assert statuses(phone.push(visit)) == ["held"]
    assert statuses(phone.push(visit)) == ["duplicate"]
    assert statuses(phone.push(made)) == ["applied"]
    assert set(Operation.objects.values_list("status", flat=True)) == {"applied"}
    assert counts() == {"visits": 1, "households": 1}
    assert Visit.objects.filter(current=True).count() == 1


def test_within_one_push_the_order_does_not_matter(phone, hamlet):
    made = phone.household(hamlet)
    visits = [phone.visit(made["entity"], after=[made]) for _ in range(3)]
    assert statuses(phone.push(*visits, made)) == ["applied"] * 4
    assert counts()["visits"] == 3
    assert counts()["households"] == 1


def test_consents_are_added_with_the_household(phone, hamlet):
    phone.push(phone.household(hamlet))
    assert HouseholdConsent.objects.get().purpose == "record"
    (result,) = phone.push(phone.household(hamlet, consents=[]))
    assert (result.status, result.reason) == ("quarantined", "no_consent")


def test_an_unknown_device_of_a_known_member_is_brought_back(team, hamlet):
    phone = Phone(join(team))
    assert statuses(phone.push(phone.household(hamlet))) == ["applied"]


def test_a_token_of_an_earlier_generation_opens_nothing(phone, hamlet):
    newer = Phone(phone.user, device=phone.device, generation=2)
    newer.push(newer.household(hamlet))
    assert store(phone.batch(phone.household(hamlet))) == [None]


def test_ids_belong_to_their_member(team, hamlet):
    one, two = Phone(join(team)).registered(), Phone(join(team)).registered()
    made = one.household(hamlet)
    one.push(made)
    other = two.household(hamlet) | {"op": made["op"]}
    assert statuses(two.push(other)) == ["applied"]


def test_an_entity_that_is_there_is_not_made_again(team, hamlet):
    one, two = Phone(join(team)).registered(), Phone(join(team)).registered()
    made = one.household(hamlet)
    one.push(made)
    (result,) = two.push(two.household(hamlet) | {"entity": made["entity"]})
    assert (result.status, result.reason) == ("quarantined", "entity_taken")


def test_a_card_that_another_household_has_is_set_apart(phone, hamlet):
    made = phone.household(hamlet)
    phone.push(made)
    (result,) = phone.push(phone.household(hamlet, token=made["payload"]["token"]))
    assert (result.status, result.reason) == ("quarantined", "token_taken")
    assert Household.objects.count() == 1


def test_no_operation_names_a_visit_of_another_household(phone, hamlet):
    one, two = phone.household(hamlet), phone.household(hamlet)
    visit = phone.visit(one["entity"])
    phone.push(one, two, visit)
    (result,) = phone.push(phone.correct(visit, household=two["entity"]))
    assert (result.status, result.reason) == ("quarantined", "unknown_visit")
    (result,) = phone.push(phone.op("followup.resolve", uuid7(), {"household": one["entity"], "how": "by_phone"}))
    assert (result.status, result.reason) == ("quarantined", "unknown_followup")
    assert uuid.UUID(visit["entity"]) in set(Visit.objects.filter(current=True).values_list("pk", flat=True))

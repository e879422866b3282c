"""What leaders decide, what time decides, and what cannot be written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community_teams.counting.models import DailyCount
from community_teams.households.models import Household
from community_teams.sync import visit_rules
from community_teams.sync.deciding import AlreadyResolved, CannotDecide, accept, dismiss, resolve_conflict
from community_teams.sync.holding import decide_held
from community_teams.sync.models import Conflict, Device, Operation, Waiting
from community_teams.sync.parsing import digest_of
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from people.audit.models import AuditEntry
from tests.community_teams.phones import Phone, statuses, store
from tests.community_teams.world import join, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


@pytest.fixture
def leader(team):
    return join(team, leads=True)


@pytest.fixture
def lost(phone):
    """The phone, reported lost."""
    Device.objects.filter(pk=phone.device).update(revoked_at=timezone.now(), generation=1)
    return phone


def test_a_leader_accepts_what_a_lost_phone_sent_and_what_waited_for_it(lost, leader, hamlet):
    made = lost.household(hamlet)
    lost.push(made)
    Device.objects.filter(pk=lost.device).update(revoked_at=None, generation=0)
    assert statuses(lost.push(lost.visit(made["entity"], after=[made]))) == ["held"]
    operation = Operation.objects.get(op=made["op"])
    assert accept(operation=operation, by=leader) == "applied"
    assert Visit.objects.count() == 1
    operation.refresh_from_db()
    assert (operation.decided_by, operation.status) == (leader, "applied")
    assert AuditEntry.objects.get(event="field_accepted").subject_id == lost.user.pk
    with pytest.raises(CannotDecide):
        accept(operation=operation, by=leader)
    assert not Waiting.objects.exists()


def test_what_a_household_never_agreed_to_is_not_accepted(phone, leader, hamlet):
    phone.push(phone.household(hamlet, consents=[]))
    with pytest.raises(CannotDecide, match=r"agreed|đồng ý"):
        accept(operation=Operation.objects.get(), by=leader)
    assert (Operation.objects.get().status, Operation.objects.get().reason) == ("quarantined", "no_consent")


def test_a_time_in_the_future_is_accepted_as_of_when_it_came(phone, leader, hamlet):
    made = phone.household(hamlet)
    visit = phone.visit(made["entity"], after=[made])
    ahead = (timezone.now() + dt.timedelta(days=3)).isoformat(timespec="seconds")
    phone.push(made, visit | {"occurred_at": ahead})
    accept(operation=Operation.objects.get(status="quarantined"), by=leader)
    assert Visit.objects.get().day == timezone.localdate()


def test_dismissed_stays_kept_and_what_hangs_on_it_waits(lost, leader, hamlet):
    made = lost.household(hamlet)
    lost.push(made)
    operation = Operation.objects.get()
    with pytest.raises(CannotDecide):
        dismiss(operation=operation, by=leader, why="  ")
    dismiss(operation=operation, by=leader, why="Máy mất, không phải của tổ")
    operation.refresh_from_db()
    assert (operation.status, bool(operation.sealed)) == ("dismissed", True)
    assert [(one.status, one.reason) for one in lost.push(made)] == [("duplicate", "dismissed")]
    Device.objects.filter(pk=lost.device).update(revoked_at=None, generation=0)
    assert statuses(lost.push(lost.visit(made["entity"], after=[made]))) == ["held"]
    with pytest.raises(CannotDecide):
        dismiss(operation=operation, by=leader, why="Lần nữa")


def test_only_the_team_s_leader_decides(lost, hamlet):
    lost.push(lost.household(hamlet))
    operation = Operation.objects.get()
    for by in (lost.user, join(make_team("Tổ Tây"), leads=True)):
        with pytest.raises(PermissionDenied):
            accept(operation=operation, by=by)
        with pytest.raises(PermissionDenied):
            dismiss(operation=operation, by=by, why="Không")


@pytest.mark.parametrize(("side", "size"), [("mine", 6), ("theirs", 4)])
def test_a_leader_chooses_between_two_values_once(team, phone, leader, hamlet, side, size):
    made, other = phone.household(hamlet), Phone(join(team)).registered()
    phone.push(made, phone.update(made["entity"], {"size": 4}))
    op = other.update(made["entity"], {"size": 6}, base=0)
    assert statuses(other.push(op)) == ["conflict"]
    conflict = Conflict.objects.get()
    with pytest.raises(CannotDecide):
        resolve_conflict(conflict=conflict, by=leader, choice={})
    resolve_conflict(conflict=conflict, by=leader, choice={"size": side})
    assert Household.objects.get().size == size
    assert [(one.status, one.reason) for one in other.push(op)] == [("duplicate", "applied")]
    second = join(team, leads=True)
    with pytest.raises(AlreadyResolved, match=leader.full_name) as refused:
        resolve_conflict(conflict=conflict, by=second, choice={"size": side})
    assert refused.value.who == leader.pk


def test_after_five_days_it_is_applied_if_its_household_is_there_else_set_apart(phone, hamlet):
    made = phone.household(hamlet)
    there = phone.visit(made["entity"])
    there["depends_on"] = [str(uuid7())]
    nowhere = phone.visit(uuid7())
    assert statuses(phone.push(made, there, nowhere)) == ["applied", "held", "held"]
    assert decide_held() == 0
    Operation.objects.filter(status="held").update(held_until=timezone.now() - dt.timedelta(hours=1))
    assert decide_held() == 2
    assert Operation.objects.get(op=there["op"]).status == "applied"
    late = Operation.objects.get(op=nowhere["op"])
    assert (late.status, late.reason) == ("quarantined", "predecessor_missing")
    assert not Waiting.objects.exists()


def test_what_waits_for_nothing_any_more_goes_on_by_itself(phone, hamlet):
    """As when two phones of one member sent the two at the very same moment."""
    made = phone.household(hamlet)
    visit = phone.visit(made["entity"], after=[made])
    phone.push(visit)
    waits = list(Waiting.objects.values("operation_id", "member_id", "missing"))
    Waiting.objects.all().delete()
    phone.push(made)
    Waiting.objects.bulk_create(Waiting(**row) for row in waits)
    assert Operation.objects.get(op=visit["op"]).status == "held"
    assert decide_held() == 1
    assert Visit.objects.count() == 1


def test_what_cannot_be_written_is_set_apart_alone(phone, hamlet, monkeypatch):
    """A rule that lets something through which the table refuses harms nobody else's operation."""
    real, unknown = visit_rules.skills_of, {"topic": "\0", "before": 0, "after": 0}
    monkeypatch.setattr(visit_rules, "skills_of", lambda skills: [*real(skills), unknown] if skills else [])
    made = phone.household(hamlet)
    good = [phone.visit(made["entity"], after=[made], skills=[]) for _ in range(5)]
    bad = phone.visit(made["entity"], after=[made], outcome="met")
    bad["payload"]["skills"] = [{"topic": "zalo", "before": 0, "after": 1}]
    results = phone.push(made, *good[:2], bad | {"sha256": _hash(bad)}, *good[2:])
    assert statuses(results) == ["applied"] * 3 + ["quarantined"] + ["applied"] * 3
    assert results[3].reason == "unexpected"
    assert Visit.objects.count() == 5
    assert DailyCount.objects.get(indicator="visits").value == 5
    monkeypatch.undo()
    leader = join(hamlet.team, leads=True)
    assert accept(operation=Operation.objects.get(op=bad["op"]), by=leader) == "applied"


def _hash(op):
    return digest_of(op["payload"])


def asked(*batches):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        store(*batches)
    return len(queries)


def test_as_many_queries_for_one_operation_as_for_a_hundred(team, hamlet):
    def batch(phone, count):
        made = [phone.household(hamlet) for _ in range(count)]
        visits = [phone.visit(one["entity"], after=[one]) for one in made]
        return phone.batch(*made, *visits)

    phones = [Phone(join(team)).registered() for _ in range(52)]
    store(batch(phones[0], 1))
    one = asked(batch(phones[0], 1))
    assert asked(batch(phones[1], 50)) == one
    assert asked(*(batch(phone, 1) for phone in phones[2:])) == one
    assert one <= 40

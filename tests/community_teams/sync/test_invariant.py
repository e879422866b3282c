"""Whatever the network, the phones and the server do: every operation is somewhere, once.

Phones with clocks of their own make operations and send them in any order and size; requests are lost on the way there
or back, the server dies before its commit, the database is restored to an earlier state and its epoch changes. Then:
operations made = applied, in conflict, held, set apart, or still on a phone, and nothing that the server acknowledged
since its last restore is missing from it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from community_teams.counting.indicators import of_visit
from community_teams.counting.models import DailyCount
from community_teams.followups.models import FollowUp
from community_teams.households.models import Household, HouseholdConsent
from community_teams.reach import everything
from community_teams.reach.context import SET, values_of
from community_teams.reach.scope import EVERYTHING
from community_teams.sync.holding import decide_held
from community_teams.sync.models import Change, Operation, Stream
from community_teams.visits.models import Visit
from tests.community_teams.phones import Phone, store
from tests.community_teams.world import join, make_team

RECEIVED = {"applied", "duplicate", "held", "quarantined"}
KINDS = ["visit", "visit", "update", "update", "correct", "correct", "correct", "withdraw", "again", "needs"]
STATES = {"applied", "conflict", "held", "quarantined", "dismissed"}


class ServerDied(Exception):
    """In the middle of its transaction."""


class Flaky:
    """A phone with its outbox, the receipts of thirty days, and a clock that may be wrong."""

    def __init__(self, user):
        self.phone = Phone(user)
        self.outbox: dict[str, dict] = {}
        self.receipts: dict[str, dict] = {}
        self.made: dict[str, dict] = {}
        self.clock = dt.timedelta()
        self.epoch = 0

    def now(self):
        return timezone.now() + self.clock

    def keep(self, op):
        op["occurred_at"] = self.now().isoformat(timespec="seconds")
        self.outbox[op["op"]] = self.made[op["op"]] = op

    def hear(self, results, epoch):
        for result in results:
            if result.status in RECEIVED and result.sha256 == self.made[result.op]["sha256"]:
                told = self.outbox.pop(result.op, None)
                if told is not None:
                    self.receipts[result.op] = told
        if epoch != self.epoch:
            # The server was restored: all that it was believed to have is sent again.
            self.epoch = epoch
            self.outbox |= self.receipts
            self.receipts = {}


class Field(RuleBasedStateMachine):
    """A snapshot is a savepoint: restoring it takes the whole database back, as a backup does."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed):
        self.chance = random.Random(seed)
        self.epoch = 0
        self.snapshots = 0
        self.acknowledged: set[str] = set()
        self.acknowledged_before: list[set[str]] = []
        self.whole = transaction.atomic()
        self.whole.__enter__()
        _look()
        self.team = make_team()
        self.hamlet = self.team.hamlets.get()
        users = [join(self.team), join(self.team)]
        # Two members, one of them with two phones.
        self.phones = [Flaky(users[0]), Flaky(users[0]), Flaky(users[1])]
        for which in range(3):
            self.make_household(which, True)

    def teardown(self):
        if hasattr(self, "whole"):
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)

    def _phone(self, which):
        return self.phones[which % len(self.phones)]

    def _known(self):
        return [op for flaky in self.phones for op in flaky.made.values()]

    @rule(which=st.integers(0, 5), with_visit=st.booleans())
    def make_household(self, which, with_visit):
        flaky = self._phone(which)
        made = flaky.phone.household(self.hamlet, size=self.chance.choice([None, 2, 60]))
        flaky.keep(made)
        if with_visit:
            flaky.keep(flaky.phone.visit(made["entity"], after=[made]))

    @rule(which=st.integers(0, 5), kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=5))
    def work(self, which, kinds):
        for kind in kinds:
            self._work(self._phone(which), kind)

    def _work(self, flaky, kind):
        homes = [op for op in self._known() if op["kind"] == "household.create"]
        if not homes:
            return
        home = self.chance.choice(homes)
        if kind == "visit":
            flaky.keep(flaky.phone.visit(home["entity"]))
        elif kind == "update":
            fields = {"size": self.chance.randint(1, 50), "address": self.chance.choice(["", "Đầu thôn"])}
            flaky.keep(flaky.phone.update(home["entity"], fields, base=self.chance.randint(0, 3)))
        elif kind == "withdraw":
            flaky.keep(flaky.phone.answer(home["entity"], "record", given=False))
        elif kind == "needs":
            flaky.keep(flaky.phone.answer(home["entity"], "needs", given=self.chance.random() < 0.5))
        else:
            visits = [op for op in flaky.made.values() if op["kind"].startswith("visit.")]
            if visits and kind == "correct":
                wrong = self.chance.choice(visits)
                ended = self.chance.choice([{"outcome": "met"}, {"outcome": "nobody_home", "skills": []}])
                right = flaky.phone.correct(wrong, note="Sửa", **ended)
                right["depends_on"] = [wrong["op"]]
                flaky.keep(right)
            elif visits:
                # A phone that was put back from a copy makes the same entity again.
                twin = self.chance.choice(visits)
                flaky.keep(flaky.phone.visit(twin["payload"]["household"]) | {"entity": twin["entity"]})

    @rule(which=st.integers(0, 5), hours=st.integers(-30_000, 30_000))
    def clock_jumps(self, which, hours):
        self._phone(which).clock = dt.timedelta(hours=hours)

    @rule(
        which=st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True),
        most=st.integers(1, 20),
        fate=st.sampled_from(["answered", "answered", "answered", "lost there", "lost back", "server died"]),
    )
    def push(self, which, most, fate):
        """Several phones whose requests share a transaction, each with some of its outbox in some order."""
        sending = list({id(one): one for one in map(self._phone, which)}.values())
        parts = []
        for flaky in sending:
            waiting = list(flaky.outbox.values())
            self.chance.shuffle(waiting)
            parts.append(waiting[:most])
        if fate == "lost there":
            return
        batches = [
            flaky.phone.batch(*part, sent_at=flaky.now().isoformat(timespec="milliseconds"))
            for flaky, part in zip(sending, parts, strict=True)
        ]
        with suppress(ServerDied), transaction.atomic():
            answers = store(*batches)
            _look()
            if fate == "server died":
                raise ServerDied
        if fate != "answered":
            return
        for flaky, part, answer in zip(sending, parts, answers, strict=True):
            assert [result.op for result in answer] == [op["op"] for op in part]
            self.acknowledged |= {result.op for result in answer}
            flaky.hear(answer, self.epoch)

    @rule()
    def days_pass(self):
        Operation.objects.filter(status="held").update(held_until=timezone.now() - dt.timedelta(days=1))
        decide_held()

    @rule()
    def back_up(self):
        self.snapshots += 1
        self.acknowledged_before.append(set(self.acknowledged))
        with connection.cursor() as cursor:
            cursor.execute(f"SAVEPOINT backup_{self.snapshots}")

    @rule()
    def restore(self):
        if not self.snapshots:
            return
        with connection.cursor() as cursor:
            cursor.execute(f"ROLLBACK TO SAVEPOINT backup_{self.snapshots}")
        _look()
        self.acknowledged = set(self.acknowledged_before[-1])
        self.epoch += 1

    @invariant()
    def everything_is_somewhere_once(self):
        if not hasattr(self, "phones"):
            return
        kept = list(Operation.objects.values_list("member_id", "op", "again", "status"))
        first = Counter((member, op) for member, op, again, _status in kept if not again)
        assert all(count == 1 for count in first.values())
        assert {status for *_, status in kept} <= STATES
        here = {str(op) for _, op, _, _ in kept}
        assert self.acknowledged <= here, "what was acknowledged since the last restore is there"
        for flaky in self.phones:
            for op in flaky.made:
                on_phone = op in flaky.outbox or op in flaky.receipts
                assert on_phone or op in here

    @invariant()
    def what_is_applied_is_there_once(self):
        if not hasattr(self, "phones"):
            return
        applied = set(Operation.objects.filter(status="applied", kind__startswith="visit.").values_list("entity"))
        assert applied == set(Visit.objects.values_list("pk"))
        made = Operation.objects.filter(status="applied", kind="household.create")
        assert set(made.values_list("entity")) == set(Household.objects.values_list("pk"))
        said = Operation.objects.filter(status="applied", kind__startswith="consent.").count()
        assert HouseholdConsent.objects.count() == said + made.count()
        assert _recounted() == {
            (row.day, row.indicator): row.value
            for row in DailyCount.objects.all()
            if row.value and row.indicator != "followups"
        }
        done = sum(DailyCount.objects.filter(indicator="followups").values_list("value", flat=True))
        assert done == FollowUp.objects.filter(state="done", how__in=["visited", "by_phone"]).count()

    @invariant()
    def nothing_of_an_erased_household_opens(self):
        if not hasattr(self, "phones"):
            return
        gone = Household.objects.exclude(erased_at=None).values("pk")
        assert not Operation.objects.filter(household__in=gone, sealed__isnull=False).exists()
        assert not Visit.objects.filter(household__in=gone, sealed__isnull=False).exists()
        assert not Household.objects.filter(pk__in=gone, sealed__isnull=False).exists()

    @invariant()
    def numbers_of_the_stream_are_given_once(self):
        if not hasattr(self, "phones"):
            return
        numbers = list(Change.objects.values_list("number", flat=True))
        last = Stream.objects.filter(hamlet=self.hamlet).values_list("number", flat=True).first() or 0
        assert len(set(numbers)) == len(numbers)
        assert max(numbers, default=0) <= last

    @rule()
    def in_the_end_all_arrives(self):
        """A quiet network: after a few rounds nothing is left on a phone but what waits for somebody's choice."""
        for _ in range(3):
            for flaky in self.phones:
                flaky.clock = dt.timedelta()
                ops = list(flaky.outbox.values())
                # A first answer tells of a restore; what it brings back is sent in the next round.
                answer = flaky.phone.push(*ops[:100])
                _look()
                self.acknowledged |= {result.op for result in answer}
                flaky.hear(answer, self.epoch)
        here = {(str(op), status) for op, status in Operation.objects.values_list("op", "status")}
        for flaky in self.phones:
            assert {(op, "conflict") for op in flaky.outbox} <= here
            assert set(flaky.made) <= {op for op, _ in here}


def _look():
    with connection.cursor() as cursor:
        cursor.execute(SET, values_of(EVERYTHING))


def _recounted():
    counts: Counter = Counter()
    for visit in Visit.objects.filter(current=True):
        of_this = of_visit(
            outcome=visit.outcome, skills=visit.skills, course=visit.course, service=visit.service,
            referrals=visit.referrals, first_met=visit.first_met,
        )  # fmt: skip
        counts.update({(visit.day, str(indicator)): value for indicator, value in of_this.items()})
    return {key: value for key, value in counts.items() if value}


@pytest.mark.django_db
def test_every_operation_is_somewhere_once():
    with everything():
        run_state_machine_as_test(
            Field,
            settings=settings(
                max_examples=12,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                derandomize=True,
                database=None,
            ),
        )

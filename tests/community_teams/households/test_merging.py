"""Merging and undoing, by one leader and by two at once; assigning, planning, moving."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from community_teams.followups.models import FollowUp
from community_teams.households.changing import HouseholdRefused
from community_teams.households.duplicates import pairs_in
from community_teams.households.looking_after import assign, move, plan
from community_teams.households.merging import keep_apart, merge, undo
from community_teams.households.models import Apart, Household, Merge
from community_teams.households.personal import open_households
from community_teams.reach import everything, reaching, scope_of
from community_teams.sync.models import Change
from community_teams.teams.models import Hamlet
from foundation.identifiers import uuid7
from tests.community_teams.world import join, make_household, make_team


def people():
    team = make_team()
    with everything():
        one, other = make_household(team.hamlets.get()), make_household(team.hamlets.get())
    return team, join(team, leads=True), one, other


def state_of(*households):
    with everything():
        return [
            (row.merged_into_id, row.version)
            for row in Household.objects.filter(pk__in=[one.pk for one in households]).order_by("pk")
        ]


def changes_of(household):
    return {(row.hamlet_id, row.gone) for row in Change.objects.filter(household=household.pk)}


@pytest.mark.django_db
def test_merging_is_told_to_the_phones_and_undone_exactly():
    _team, leader, one, other = people()
    made = merge(kept=one.pk, gone=other.pk, by=leader)
    assert state_of(one, other) == [(None, 2), (one.pk, 2)]
    assert changes_of(other) == {(other.hamlet_id, "merged")}
    assert changes_of(one) == {(one.hamlet_id, "")}
    undo(merge=made, by=leader)
    assert state_of(one, other) == [(None, 3), (None, 3)]
    assert changes_of(other) == {(other.hamlet_id, "")}
    with pytest.raises(HouseholdRefused):
        undo(merge=made, by=leader)
    # What was taken apart can be put together again.
    merge(kept=other.pk, gone=one.pk, by=leader)
    assert state_of(one, other)[0][0] == other.pk


@pytest.mark.django_db
def test_there_are_no_circles_and_no_household_is_gone_twice():
    team, leader, one, other = people()
    with everything():
        third = make_household(team.hamlets.get())
    merge(kept=one.pk, gone=other.pk, by=leader)
    for kept, gone in ((other.pk, one.pk), (third.pk, other.pk), (other.pk, third.pk), (one.pk, one.pk)):
        with pytest.raises(HouseholdRefused):
            merge(kept=kept, gone=gone, by=leader)
    assert [row[0] for row in state_of(one, other, third)] == [None, one.pk, None]


@pytest.mark.django_db
def test_strangers_and_members_merge_plan_assign_and_move_nothing():
    team, leader, one, other = people()
    elsewhere = make_team("Tổ Tây")
    stranger, member = join(elsewhere, leads=True), join(team)
    made = merge(kept=one.pk, gone=other.pk, by=leader)
    for by in (stranger, member):
        for act in (
            lambda by=by: undo(merge=made, by=by),
            lambda by=by: merge(kept=one.pk, gone=other.pk, by=by),
            lambda by=by: keep_apart(one=one.pk, other=other.pk, by=by),
            lambda by=by: assign(household=one.pk, member=None, by=by),
            lambda by=by: plan(household=one.pk, day=None, by=by),
            lambda by=by: move(household=one.pk, hamlet=elsewhere.hamlets.get(), by=by),
        ):
            with pytest.raises(HouseholdRefused):
                act()
    assert state_of(one, other) == [(None, 2), (one.pk, 2)]
    assert not Apart.objects.exists()


@pytest.mark.django_db
def test_an_erased_household_is_neither_merged_nor_planned():
    _team, leader, one, other = people()
    with everything():
        Household.objects.filter(pk=other.pk).update(erased_at=timezone.now())
    for act in (
        lambda: merge(kept=one.pk, gone=other.pk, by=leader),
        lambda: plan(household=other.pk, day=None, by=leader),
    ):
        with pytest.raises(HouseholdRefused):
            act()


@pytest.mark.django_db
def test_pairs_that_look_alike_until_somebody_says_what_they_are():
    team, leader, one, other = people()
    with everything():
        third = make_household(team.hamlets.get(), "Giàng A Pháo", phone="+84912345678")
        fourth = make_household(team.hamlets.get(), "Vàng Thị Mỷ", phone="+84912345678")
        make_household(make_team("Tổ Tây").hamlets.get())
    with reaching(scope_of(leader)):
        found = {(pair.one, pair.other): (pair.same_name, pair.same_phone) for pair in pairs_in(team.pk)}
    assert found == {(one.pk, other.pk): (True, False), (third.pk, fourth.pk): (False, True)}
    keep_apart(one=other.pk, other=one.pk, by=leader)
    keep_apart(one=one.pk, other=other.pk, by=leader)
    merge(kept=third.pk, gone=fourth.pk, by=leader)
    with reaching(scope_of(leader)):
        assert pairs_in(team.pk) == []
        assert Apart.objects.count() == 1


@pytest.mark.django_db
def test_assigning_and_planning_make_a_new_version_that_phones_hear_of():
    team, leader, one, _other = people()
    west = Hamlet.objects.create(team=team, name="Thôn Tây")
    member, elsewhere = join(team), join(team, hamlet=west)
    with pytest.raises(HouseholdRefused):
        assign(household=one.pk, member=elsewhere, by=leader)
    assert assign(household=one.pk, member=member, by=leader).marks == {"assigned_to": [2, "", 0]}
    day = timezone.localdate() + dt.timedelta(days=3)
    kept = plan(household=one.pk, day=day, by=leader)
    assert (kept.version, kept.marks["planned_on"], kept.assigned_to) == (3, [3, "", 0], member)
    assert changes_of(one) == {(one.hamlet_id, "")}
    for wrong in (timezone.localdate() - dt.timedelta(days=1), timezone.localdate() + dt.timedelta(days=400)):
        with pytest.raises(HouseholdRefused):
            plan(household=one.pk, day=wrong, by=leader)


@pytest.mark.django_db
def test_a_household_moves_to_another_hamlet_with_what_is_still_to_be_done():
    team, leader, one, _other = people()
    west, left = Hamlet.objects.create(team=team, name="Thôn Tây"), one.hamlet_id
    with everything():
        FollowUp.objects.create(
            id=uuid7(), household=one, hamlet_id=left, visit=uuid7(), rule=7, due_from=timezone.localdate(),
            due_to=timezone.localdate(),
        )  # fmt: skip
    move(household=one.pk, hamlet=west, by=leader)
    assert changes_of(one) == {(left, "moved"), (west.pk, "")}
    with reaching(scope_of(join(team, hamlet=west))):
        kept = Household.objects.get()
        assert open_households([kept])[kept.pk].head_name == "Lò Thị Mai"
        assert FollowUp.objects.count() == 1
    with everything():
        twin = make_household(west)
        assert (twin.name_folded, twin.name_strict) == (kept.name_folded, kept.name_strict)
    with pytest.raises(HouseholdRefused):
        move(household=one.pk, hamlet=make_team("Tổ Tây").hamlets.get(), by=leader)


def at_once(*acts):
    """Each in a connection of its own; what each said."""

    def run(act):
        try:
            act()
        except HouseholdRefused as refused:
            return str(refused)
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts), key=lambda said: said != "done")


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_who_merge_and_undo_at_once_one_wins():
    team, leader, one, other = people()
    second = join(team, leads=True)
    for _turn in range(4):
        said = at_once(
            lambda: merge(kept=one.pk, gone=other.pk, by=leader), lambda: merge(kept=other.pk, gone=one.pk, by=second)
        )
        assert said[0] == "done"
        assert said[1] not in ("", "done")
        with everything():
            made = Merge.objects.get(undone_at=None)
        said = at_once(lambda made=made: undo(merge=made, by=leader), lambda made=made: undo(merge=made, by=second))
        assert said[0] == "done"
        assert said[1] not in ("", "done")
        assert [row[0] for row in state_of(one, other)] == [None, None]

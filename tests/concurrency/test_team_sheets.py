"""Spreadsheets of the teams with several job processes at once, one of them cut off, with real transactions."""

from __future__ import annotations

import time

import pytest

from community_teams.households.models import Household, HouseholdConsent
from community_teams.reach import everything, reaching, scope_of
from community_teams.sealing.models import DataKey
from community_teams.spreadsheets import working
from community_teams.spreadsheets.models import SheetRow, SheetRun
from community_teams.spreadsheets.services import SheetRefused, discard, put_in, upload
from community_teams.spreadsheets.working import work_piece
from community_teams.sync.models import Change
from tests.community_teams.spreadsheets.making import brought, csv_of, fresh, good, through
from tests.community_teams.world import join, make_team
from tests.concurrency.test_aliases import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
State = SheetRun.State


def job(run):
    """A process that works until the file is through."""
    until = time.monotonic() + 60
    while fresh(run).at_work and time.monotonic() < until:
        work_piece()


def counted():
    with everything():
        return [model.objects.count() for model in (Household, HouseholdConsent, DataKey, Change)]


def test_four_jobs_at_once_and_one_that_is_killed_put_each_row_in_once(monkeypatch):
    monkeypatch.setattr(working, "PIECE", 20)
    team = make_team()
    leader = join(team, leads=True)
    with reaching(scope_of(leader)):
        run = upload(by=leader, team=team, data=csv_of([good(number) for number in range(200)]))
    assert at_once(*(lambda: job(run) for _process in range(4))) == [None] * 4
    assert (fresh(run).state, fresh(run).good, fresh(run).doubles) == (State.CHECKED, 200, 0)
    with reaching(scope_of(leader)):
        put_in(by=leader, run=run)
    whole, killed = working.household_loading.put_in_households, []

    def dies_once(*args):
        done = whole(*args)
        if not killed:
            killed.append(args)
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(working.household_loading, "put_in_households", dies_once)
    told = at_once(*(lambda: job(run) for _process in range(4)))
    assert [type(one) for one in told if one is not None] == [KeyboardInterrupt]
    run = fresh(run)
    assert (run.state, run.loaded) == (State.DONE, 200)
    assert counted() == [200] * 4
    with everything():
        assert not SheetRow.objects.exists()


def test_put_in_and_thrown_away_at_once_is_one_of_both():
    team = make_team()
    leader = join(team, leads=True)
    run = brought(leader, team, csv_of([good(number) for number in range(10)]))

    def act(what):
        with reaching(scope_of(leader)):
            what(by=leader, run=run)

    told = at_once(lambda: act(put_in), lambda: act(discard))
    assert sum(isinstance(one, SheetRefused) for one in told) == 1
    through(run)
    assert (fresh(run).state, counted()[0]) in {(State.DONE, 10), (State.DISCARDED, 0)}

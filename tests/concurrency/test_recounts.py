"""Recounts beside each other and beside phones that send, with real transactions."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

from community_teams.counting.models import DailyCount
from community_teams.counting.recounting import differences, recount_team
from community_teams.reach import everything
from tests.community_teams.phones import Phone, statuses
from tests.community_teams.world import join, make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_the_same_time(*works):
    """Run each in a thread and a connection of its own; the errors."""
    errors = []

    def run(work):
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return errors


def test_what_was_wrong_is_mended_once_while_phones_go_on_sending():
    team = make_team()
    hamlet, today = team.hamlets.get(), timezone.localdate()
    phones = [Phone(join(team)).registered() for _number in range(4)]
    DailyCount.objects.create(commune=team.commune, team=team, day=today, indicator="visits", value=1000)
    DailyCount.objects.create(commune=team.commune, team=team, day=today, indicator="refused", value=-7)
    stop = threading.Event()

    def sending(phone):
        for _number in range(12):
            made = phone.household(hamlet)
            assert statuses(phone.push(made, phone.visit(made["entity"], after=[made]))) == ["applied", "applied"]

    def recounting():
        while not stop.is_set():
            recount_team(team.pk, [today])

    def all_phones():
        try:
            assert at_the_same_time(*(lambda phone=phone: sending(phone) for phone in phones)) == []
        finally:
            stop.set()

    assert at_the_same_time(recounting, recounting, all_phones) == []
    with everything():
        assert differences(team.pk, [today]) == {}
    assert {row.indicator: row.value for row in DailyCount.objects.filter(day=today) if row.value} == {
        "visits": 48, "households": 48, "taught": 48, "better": 48,
    }  # fmt: skip

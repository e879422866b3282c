"""The rollup follows from the records, whatever went wrong with it before."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from community_teams.counting import recounting
from community_teams.counting.models import DailyCount, Recount
from community_teams.reach import everything
from community_teams.visits.models import Visit
from foundation.identifiers import uuid7
from tests.community_teams.counting.making import FULL_VISIT, count, counted, followup_done, session, visit
from tests.community_teams.world import join, make_area, make_team

pytestmark = pytest.mark.django_db

HANOI = dt.timezone(dt.timedelta(hours=7))
NIGHT = dt.datetime(2026, 11, 28, 1, 0, tzinfo=HANOI)
YESTERDAY = dt.datetime(2026, 11, 27, 9, 0, tzinfo=HANOI)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def member(team):
    return join(team)


def recount(now: dt.datetime = NIGHT) -> recounting.Recounted:
    return recounting.recount_lately(now, seconds=60)


def test_what_was_never_counted_is_counted(team, member):
    visit(team, member, YESTERDAY)
    session(team, member, YESTERDAY)
    assert recount().mended == 6
    assert counted(team=team, day=YESTERDAY.date()) == {
        "visits": 1, "taught": 3, "better": 3, "alone": 3, "sessions": 1, "attended": 5,
    }  # fmt: skip


def test_what_is_right_is_left_alone(team, member):
    count(visit(team, member, YESTERDAY))
    before = list(DailyCount.objects.order_by("pk").values())
    assert recount().mended == 0
    assert list(DailyCount.objects.order_by("pk").values()) == before


def test_what_has_no_record_goes_out_of_the_sums(team, member):
    count(visit(team, member, YESTERDAY))
    DailyCount.objects.create(commune=team.commune, team=team, day=YESTERDAY.date(), indicator="refused", value=7)
    DailyCount.objects.filter(indicator="visits").update(value=4)
    assert recount().mended == 2
    assert counted(team=team) == FULL_VISIT


def test_a_corrected_visit_counts_as_corrected_only(team, member):
    wrong = visit(team, member, YESTERDAY)
    count(wrong)
    with everything():
        Visit.objects.filter(pk=wrong.pk).update(current=False)
        values = {
            field.attname: getattr(wrong, field.attname) for field in Visit._meta.concrete_fields if field.name != "id"
        }
        values |= {"corrects_id": wrong.pk, "why": "Nhầm nhà.", "outcome": "nobody_home", "skills": [], "current": True}
        Visit.objects.create(id=uuid7(), **values)
    recount()
    assert counted(team=team) == {"nobody_home": 1}


def test_an_old_day_is_counted_again_when_something_came_for_it_lately(team, member):
    long_ago = YESTERDAY - dt.timedelta(days=100)
    visit(team, member, long_ago, received_at=YESTERDAY)
    visit(team, member, long_ago - dt.timedelta(days=1), received_at=long_ago)
    recount()
    assert counted(day=long_ago.date()) == FULL_VISIT
    assert counted(day=long_ago.date() - dt.timedelta(days=1)) == {}


def test_before_the_night_nothing_is_counted(team, member):
    visit(team, member, YESTERDAY)
    assert recount(NIGHT.replace(hour=0, minute=10)).days == 0
    assert not Recount.objects.exists()


def test_a_night_is_done_once_and_goes_on_where_it_was_cut_off(team, member, monkeypatch):
    other = make_team("Tổ thôn Tây")
    visit(team, member, YESTERDAY)
    visit(other, join(other), YESTERDAY)
    real = recounting.recount_team

    def cut_off(number, days):
        if number == other.pk:
            raise RuntimeError("cut off")
        return real(number, days)

    monkeypatch.setattr(recounting, "recount_team", cut_off)
    with pytest.raises(RuntimeError, match="cut off"):
        recount()
    monkeypatch.setattr(recounting, "recount_team", real)
    assert recount().days == 1
    assert counted(team=other) == FULL_VISIT
    night = Recount.objects.get()
    assert (night.days, night.mended, night.finished_at is not None) == (2, 8, True)
    assert recount().days == 0


@pytest.mark.parametrize(("minute", "day"), [((23, 59), 31), ((0, 1), 1)])
def test_the_last_minute_of_a_month_in_vietnam_is_in_it(team, member, minute, day):
    hour, minutes = minute
    month = 10 if day == 31 else 11
    at = dt.datetime(2026, month, day, hour, minutes, tzinfo=HANOI)
    one = visit(team, member, at.astimezone(dt.UTC))
    followup_done(one, at.astimezone(dt.UTC))
    recount()
    assert counted(day__month=month) == {**FULL_VISIT, "followups": 1}
    assert counted() == counted(day__month=month)


def test_a_followup_counts_where_the_team_worked_on_its_day(team, member):
    one = visit(team, member, YESTERDAY - dt.timedelta(days=9))
    new = make_area("00002", "Mường Mới")
    team.places.update(valid_to=dt.date(2026, 11, 20))
    team.places.create(commune=new, valid_from=dt.date(2026, 11, 20))
    followup_done(one, dt.datetime(2026, 11, 19, 23, 59, tzinfo=HANOI))
    followup_done(visit(team, member, YESTERDAY), dt.datetime(2026, 11, 20, 0, 1, tzinfo=HANOI))
    recount()
    assert counted(indicator="followups", day=dt.date(2026, 11, 19), commune=team.commune) == {"followups": 1}
    assert counted(indicator="followups", day=dt.date(2026, 11, 20), commune=new) == {"followups": 1}


def test_the_command_counts_every_day_when_asked(team, member):
    old = timezone.now() - dt.timedelta(days=300)
    visit(team, member, old, received_at=old)
    said = StringIO()
    call_command("recount_visits", "--json", stdout=said)
    assert counted() == {}
    call_command("recount_visits", "--all", "--json", stdout=said)
    assert counted() == FULL_VISIT
    assert '"mended": 4' in said.getvalue()

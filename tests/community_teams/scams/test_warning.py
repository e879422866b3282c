"""Warnings: raised by several reports in a week, extended, ended, and moved when communes merge."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from community_teams.scams.models import ScamReport, ScamWarning
from community_teams.scams.selectors import warnings_for
from community_teams.scams.warning import follow_reports
from foundation.identifiers import uuid7
from people.audit.models import AuditEntry
from people.roles.groups import ensure_groups
from people.roles.names import Role
from tests.community_teams.world import make_area, make_team
from tests.courses.making import LessonFactory
from tests.people.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db

KIND = "ung-dung-vneid-gia"
TODAY = dt.date(2026, 11, 28)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.timezone(dt.timedelta(hours=7)))


def report(team, *, days_ago: int = 0, kind: str = KIND, number: int = 1, day: dt.date = TODAY) -> None:
    for _one in range(number):
        ScamReport.objects.create(
            record=uuid7(), kind=kind, commune=team.commune, team=team, day=day - dt.timedelta(days=days_ago)
        )


@pytest.fixture
def team():
    return make_team()


def test_two_reports_are_a_story_and_three_are_a_warning(team):
    report(team, number=2)
    assert follow_reports(at=noon(TODAY)) == 0
    report(team, days_ago=6)
    assert follow_reports(at=noon(TODAY)) == 1
    warning = ScamWarning.objects.get()
    assert (warning.kind, warning.commune, warning.reports) == (KIND, team.commune, 3)
    assert (warning.since, warning.last_report) == (TODAY - dt.timedelta(days=6), TODAY)
    assert AuditEntry.objects.get(event="scam_warning_raised").note == KIND
    # Running again changes nothing.
    assert follow_reports(at=noon(TODAY)) == 0
    assert ScamWarning.objects.count() == 1


def test_reports_that_lie_further_apart_or_of_other_kinds_or_places_are_none(team):
    elsewhere = make_team("Tổ khác", commune=make_area("00002", "Xã Khác"))
    report(team, number=2)
    report(team, days_ago=7)
    report(team, kind="khoa-sim-gia")
    report(elsewhere)
    # A phone whose clock runs ahead.
    report(team, days_ago=-3)
    assert follow_reports(at=noon(TODAY)) == 0


def test_several_teams_of_one_commune_count_together(team):
    report(team, number=2)
    report(make_team("Tổ thôn Tây", commune=team.commune))
    assert follow_reports(at=noon(TODAY)) == 1


def test_it_goes_on_while_there_are_reports_and_ends_a_week_after_the_last(team):
    report(team, number=3)
    follow_reports(at=noon(TODAY))
    later = TODAY + dt.timedelta(days=6)
    report(team, day=later)
    follow_reports(at=noon(later))
    warning = ScamWarning.objects.get()
    assert (warning.last_report, warning.reports, warning.ended_at) == (later, 4, None)
    follow_reports(at=noon(later + dt.timedelta(days=6)))
    warning.refresh_from_db()
    assert warning.ended_at is None
    follow_reports(at=noon(later + dt.timedelta(days=7)))
    warning.refresh_from_db()
    assert warning.ended_at is not None
    assert AuditEntry.objects.filter(event="scam_warning_ended").count() == 1
    # A new wave is a new warning.
    report(team, day=later + dt.timedelta(days=8), number=3)
    assert follow_reports(at=noon(later + dt.timedelta(days=8))) == 1


def test_after_a_merger_it_goes_on_where_the_teams_are_now(team):
    report(team, number=3)
    follow_reports(at=noon(TODAY))
    old, new = team.commune, make_area("00009", "Xã Mới")
    tomorrow = TODAY + dt.timedelta(days=1)
    old.valid_to = tomorrow
    old.save()
    old.successors.add(new)
    team.commune = new
    team.save()
    assert follow_reports(at=noon(tomorrow)) == 0
    moved = ScamWarning.objects.get(ended_at=None)
    assert (moved.commune, moved.since, moved.reports) == (new, TODAY, 3)
    report(team, day=tomorrow)
    follow_reports(at=noon(tomorrow))
    moved.refresh_from_db()
    assert (moved.reports, moved.last_report) == (4, tomorrow)
    assert ScamWarning.objects.count() == 2


def test_two_communes_that_merge_have_one_warning(team):
    other = make_team("Tổ khác", commune=make_area("00002", "Xã Khác"))
    for one in (team, other):
        report(one, number=3)
    follow_reports(at=noon(TODAY))
    new, tomorrow = make_area("00009", "Xã Mới"), TODAY + dt.timedelta(days=1)
    for one in (team, other):
        one.commune.valid_to = tomorrow
        one.commune.save()
        one.commune.successors.add(new)
        one.commune = new
        one.save()
    follow_reports(at=noon(tomorrow))
    warning = ScamWarning.objects.get(ended_at=None)
    assert (warning.commune, warning.reports) == (new, 6)


def test_a_run_takes_few_queries(team, django_assert_max_num_queries):
    for number in range(20):
        report(make_team(f"Tổ {number}", commune=make_area(f"1{number:04}", f"Xã {number}")), number=3)
    follow_reports(at=noon(TODAY))
    with django_assert_max_num_queries(8):
        follow_reports(at=noon(TODAY))


# Officials


@pytest.fixture
def screens():
    LessonFactory()
    ensure_groups()


def test_officials_of_commune_and_province_see_it_with_its_card_and_others_do_not(team, screens):
    report(team, number=3)
    follow_reports(at=noon(TODAY))
    elsewhere = make_area("00002", "Xã Khác")
    near = make_staff("0930000001", Role.AREA_OFFICIAL, area=team.commune)
    over = make_staff("0930000002", Role.AREA_OFFICIAL, area=team.commune.parent)
    far = make_staff("0930000003", Role.AREA_OFFICIAL, area=elsewhere)
    administrator = make_staff("0930000004", Role.ADMINISTRATOR)
    editor = make_staff("0930000005", Role.EDITOR)
    assert [warnings_for(user).count() for user in (near, over, far, administrator, editor)] == [1, 1, 0, 1, 0]
    for user in (near, over, administrator):
        client = sign_in(Client(), user)
        page = client.get("/quan-tri/canh-bao-lua-dao/").content.decode()
        assert "Ứng dụng VNeID, Dịch vụ công giả" in page
        assert "Ai gửi VNeID qua tin nhắn là kẻ gian" in page
        assert "Lừa đảo: 1 cảnh báo" in client.get("/quan-tri/").content.decode()
    client = sign_in(Client(), far)
    assert "hiện không có cảnh báo" in client.get("/quan-tri/canh-bao-lua-dao/").content.decode()
    assert "Lừa đảo: 1" not in client.get("/quan-tri/").content.decode()
    assert sign_in(Client(), editor).get("/quan-tri/canh-bao-lua-dao/").status_code in (302, 403)

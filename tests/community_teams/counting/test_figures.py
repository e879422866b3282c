"""Figures by commune, team and month: as it was, and in today's areas."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from community_teams.counting.figures import Span, Way, by_commune, by_month, by_team, communes, of_commune, total
from community_teams.counting.models import DailyCount
from community_teams.office.exporting import figures_file
from community_teams.office.reach import Office, office_of
from community_teams.teams.moving import move_team
from people.areas.services import merge
from people.roles.names import Role
from people.roles.services import grant
from tests.community_teams.world import make_area, make_team, make_user

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
MERGED = dt.date(2026, 11, 1)


def put(team, commune, day, value=1, indicator="visits"):
    DailyCount.objects.create(team=team, commune=commune, day=day, indicator=indicator, value=value)


@pytest.fixture
def merged():
    """A team whose commune went into another one on 1 November, with visits on both sides of midnight."""
    old, new = make_area("00001", "Xa Dung"), make_area("00002", "Mường Mới")
    team, other = make_team(commune=old), make_team("Tổ thôn Tây", commune=new)
    merge(areas=[old], into=[new], on=MERGED)
    move_team(team=team, to=new, from_day=MERGED, by=None)
    team.refresh_from_db()
    put(team, old, dt.date(2026, 10, 31), 5)
    put(team, new, dt.date(2026, 11, 1), 7)
    put(other, new, dt.date(2026, 10, 31), 2)
    return old, new, team, other


def sums(span, way, office=None):
    found = communes(office or Office(everything=True), span=span, way=way)
    return {line.of.name: line.sums.get("visits", 0) for line in by_commune(found, span=span, way=way)}


def test_as_it_was_a_commune_that_is_no_more_keeps_what_was_done_in_it(merged):
    assert sums(Span(OCTOBER, OCTOBER), Way.THEN) == {"Xa Dung": 5, "Mường Mới": 2}
    assert sums(Span(NOVEMBER, NOVEMBER), Way.THEN) == {"Mường Mới": 7}


def test_in_todays_areas_everything_counts_where_the_team_works_now(merged):
    assert sums(Span(OCTOBER, OCTOBER), Way.NOW) == {"Mường Mới": 7}
    assert sums(Span(OCTOBER, NOVEMBER), Way.NOW) == {"Mường Mới": 14}


def test_the_old_name_stands_with_what_came_after_it(merged):
    old, new, *_ = merged
    span = Span(OCTOBER, OCTOBER)
    found = communes(Office(everything=True), span=span, way=Way.THEN)
    line = next(line for line in by_commune(found, span=span, way=Way.THEN) if line.of == old)
    assert [area.pk for area in line.successors] == [new.pk]


def test_who_looks_after_the_new_commune_sees_what_became_a_part_of_it_and_nothing_else(merged):
    _old, new, *_ = merged
    elsewhere = make_area("00009", "Nơi Khác")
    put(make_team("Tổ xa", commune=elsewhere), elsewhere, OCTOBER, 9)
    user = make_user()
    grant(user=user, role=Role.AREA_OFFICIAL, area=new)
    assert sums(Span(OCTOBER, OCTOBER), Way.THEN, office_of(user)) == {"Xa Dung": 5, "Mường Mới": 2}


def test_teams_of_a_commune_as_it_was_and_now(merged):
    old, new, team, other = merged
    span = Span(OCTOBER, OCTOBER)

    def teams(commune, way):
        return {line.of.pk: line.sums.get("visits", 0) for line in by_team(commune, span=span, way=way)}

    assert teams(old, Way.THEN) == {team.pk: 5}
    assert teams(new, Way.THEN) == {team.pk: 0, other.pk: 2}
    assert teams(new, Way.NOW) == {team.pk: 5, other.pk: 2}


def test_every_month_of_the_span_has_its_line(merged):
    _old, new, *_ = merged
    span = Span(dt.date(2026, 9, 1), NOVEMBER)
    lines = by_month(of_commune(new, Way.THEN), span)
    assert [(line.of, line.sums.get("visits", 0)) for line in lines] == [
        (dt.date(2026, 9, 1), 0), (OCTOBER, 2), (NOVEMBER, 7),
    ]  # fmt: skip
    assert total(lines).sums["visits"] == 9


def test_a_page_takes_as_many_queries_for_many_communes_as_for_few(merged, django_assert_num_queries):
    for number in range(30):
        area = make_area(f"001{number:02}", f"Xã {number}")
        put(make_team(f"Tổ {number}", commune=area), area, OCTOBER)
    span = Span(OCTOBER, OCTOBER)
    found = communes(Office(everything=True), span=span, way=Way.THEN)
    # Pages, communes, sums; what came after those that ended: links and no more.
    with django_assert_num_queries(4):
        assert len(by_commune(found, span=span, way=Way.THEN)) == 32


def test_the_file_has_every_commune_team_and_month_however_many(merged, monkeypatch):
    monkeypatch.setattr("community_teams.counting.figures.AT_ONCE", 1)
    old, _new, team, other = merged
    span = Span(OCTOBER, NOVEMBER)
    found = communes(Office(everything=True), span=span, way=Way.THEN)
    data = b"".join(figures_file("csv", found, span=span, way=Way.THEN)).decode("utf-8-sig")
    rows = [line.split(",") for line in data.splitlines()]
    assert [(row[1], row[4], row[5], row[6]) for row in rows[1:]] == [
        ("Xã Mường Mới", team.name, "2026-11", "7"),
        ("Xã Mường Mới", other.name, "2026-10", "2"),
        ("Xã Xa Dung", team.name, "2026-10", "5"),
    ]
    assert rows[3][3] == "Xã Mường Mới"
    assert old.code == rows[3][0]


def test_no_cell_of_a_file_is_a_formula(merged):
    _old, new, team, _other = merged
    type(team).objects.filter(pk=team.pk).update(name="=HYPERLINK(1)")
    span = Span(NOVEMBER, NOVEMBER)
    found = communes(Office(everything=True), span=span, way=Way.THEN)
    assert b"'=HYPERLINK" in b"".join(figures_file("csv", found, span=span, way=Way.THEN))
    sheet = load_workbook(BytesIO(b"".join(figures_file("xlsx", found, span=span, way=Way.THEN)))).active
    assert [sheet["E2"].value, sheet["G2"].value, sheet["B2"].value] == ["'=HYPERLINK(1)", 7, new.full_name]

"""The pages of spreadsheets: a leader brings households and takes visits along, an official teams and visits."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.spreadsheets import exporting
from community_teams.spreadsheets.models import SheetRun
from community_teams.teams.models import Team
from people.models import AuditEntry
from people.roles.names import Role
from people.roles.services import grant
from tests.community_teams.making import make_visit
from tests.community_teams.spreadsheets.making import csv_of, fresh, good, members_of, through
from tests.community_teams.world import join, make_household, make_team, make_user
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db
State = SheetRun.State


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def leader(team):
    return sign_in(Client(), join(team, leads=True), methods=("code",))


@pytest.fixture
def official(team):
    user = make_user("Cán Bộ")
    grant(user=user, role=Role.AREA_OFFICIAL, area=team.commune)
    return sign_in(Client(), user)


def a_file(data, name="ho.csv"):
    return {"file": SimpleUploadedFile(name, data)}


def the_run():
    with everything():
        return SheetRun.objects.get()


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_leader_brings_checks_ticks_and_puts_in(team, leader):
    here = f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/"
    with everything():
        make_household(team.hamlets.get(), "Lò Thị Mai 2")
    answer = leader.post(here, a_file(csv_of([good(1), good(2), good(3, **{"Số người": "0"})])))
    run = the_run()
    page = f"{here}{run.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert 'http-equiv="refresh"' in leader.get(page).text
    run = through(run)
    shown = leader.get(page)
    assert "Số người" in shown.text
    assert 'http-equiv="refresh"' not in shown.text
    report = leader.get(f"{page}loi/").content.decode("utf-8-sig")
    assert "4,Số người" in report
    assert "Lò Thị" not in report
    assert "Lò Thị Mai 2" in leader.get(f"{page}trung/").text
    leader.post(f"{page}trung/", {"shown": ["3"], "take": ["3"]})
    leader.post(page, {"act": "put_in"})
    assert fresh(run).state == State.CHECKED
    leader.post(page, {"act": "put_in", "heard": "1"})
    assert (through(run).state, fresh(run).loaded) == (State.DONE, 2)
    assert leader.get(page).status_code == 200
    with everything():
        assert Household.objects.count() == 3
    events = list(AuditEntry.objects.filter(object_type="sheetrun").order_by("pk").values_list("event", flat=True))
    assert events == ["sheet_uploaded", "household_viewed", "sheet_put_in"]


def test_a_file_that_is_none_is_refused_on_the_page(team, leader):
    here = f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/"
    assert leader.post(here, a_file(b"\xd0\xcf\x11\xe0", "ho.xls")).status_code == 422
    assert leader.post(here, {}).status_code == 422
    with everything():
        assert not SheetRun.objects.exists()


def test_the_example_is_read_as_a_file_without_a_row(team, leader):
    here = f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/"
    data = body(leader.get(f"{here}mau/"))
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet["A1"].value == "Thôn"
    assert sheet["B2"].value
    assert leader.post(here, a_file(data, "mau.xlsx")).status_code == 422


def test_an_official_brings_teams(team, official):
    here = "/quan-tri/to-cong-nghe/bang-tinh/"
    assert official.get(here).status_code == 200
    official.post(here, a_file(members_of({"Xã/phường": team.commune.code, "Tên tổ": "Tổ Mới"}, {"Xã/phường": "x"})))
    run = through(the_run())
    page = f"{here}{run.pk}/"
    assert "Tên tổ" in official.get(page).text
    assert official.get(f"{page}loi/").status_code == 200
    official.post(page, {"act": "put_in", "heard": "1"})
    assert through(run).state == State.DONE
    assert Team.objects.filter(name="Tổ Mới").exists()
    assert official.get(page).status_code == 200
    other = make_user("Cán Bộ Khác")
    grant(user=other, role=Role.AREA_OFFICIAL, area=team.commune)
    assert sign_in(Client(), other).get(page).status_code == 404


@pytest.fixture
def visits(team):
    member = join(team)
    with everything():
        households = [make_household(team.hamlets.get(), name) for name in ("=cmd()", "Lò Thị Mai")]
        return [make_visit(one, member, days_ago=days, note="Ghi chú riêng") for days in range(4) for one in households]


def span(days=30):
    today = timezone.localdate()
    return {"tu": f"{today - dt.timedelta(days=days)}", "den": f"{today}"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_leader_takes_visits_along_with_names_and_no_formula(team, leader, visits, kind, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    answer = leader.get(f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/lan-tham/", {**span(), "dang": kind})
    assert answer.status_code == 200
    data = body(answer)
    rows = rows_of(data, kind)
    assert len(rows) == 9
    assert {row[2] for row in rows[1:]} == {"'=cmd()", "Lò Thị Mai"}
    assert b"Ghi ch" not in data
    assert AuditEntry.objects.get(event="visits_exported").object_id == str(team.pk)
    few = leader.get(f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/lan-tham/", {**span(1), "dang": kind})
    assert len(rows_of(body(few), kind)) == 5


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_official_takes_visits_along_without_names(team, official, visits, kind, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    answer = official.get("/quan-tri/to-cong-nghe/bang-tinh/lan-tham/", {**span(), "dang": kind})
    rows = rows_of(body(answer), kind)
    assert len(rows) == 9
    assert rows[1][1] == team.commune.code
    said = " ".join(str(cell) for row in rows for cell in row)
    assert "Mai" not in said
    assert "cmd" not in said
    assert "Nguyễn Văn An" not in said


def rows_of(data, kind):
    if kind == "xlsx":
        return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    import csv

    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "days", [{}, {"tu": "2026-02-01", "den": "2026-01-01"}, {"tu": "2020-01-01", "den": "2026-01-01"}]
)
def test_days_that_are_none_are_asked_again(team, leader, official, days):
    asked = {**days, "dang": "csv"}
    assert leader.get(f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/lan-tham/", asked).status_code == 422
    assert official.get("/quan-tri/to-cong-nghe/bang-tinh/lan-tham/", asked).status_code == 422


def test_taking_visits_along_asks_for_a_code_of_just_now(team):
    late = sign_in(Client(), join(team, leads=True), methods=("code",), ago=2 * 3600)
    here = f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/"
    assert late.get(here).status_code == 200
    assert late.get(f"{here}lan-tham/", {**span(), "dang": "csv"}).status_code == 302


def test_queries_of_the_pages_do_not_grow(team, leader, django_assert_max_num_queries):
    here = f"/to-cong-nghe/quan-ly/{team.pk}/bang-tinh/"
    rows = [good(number) for number in range(40)] + [good(number) for number in range(40)]
    leader.post(here, a_file(csv_of(rows)))
    run = through(the_run())
    for page, most in ((here, 22), (f"{here}{run.pk}/", 20), (f"{here}{run.pk}/trung/", 24)):
        with django_assert_max_num_queries(most):
            assert leader.get(page).status_code == 200

"""Households from a file: checked row by row, put in once, nothing kept in clear."""

from __future__ import annotations

import tracemalloc
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from community_teams.households.consents import Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.personal import open_households
from community_teams.reach import everything, reaching, scope_of
from community_teams.sealing.models import DataKey
from community_teams.spreadsheets import working
from community_teams.spreadsheets.models import SheetFile, SheetRow, SheetRun, SheetTrouble
from community_teams.spreadsheets.services import SheetRefused, choose, discard, put_in, upload
from community_teams.spreadsheets.working import KEPT_DAYS, clean_old, work_piece
from community_teams.sync.models import Change
from community_teams.teams.models import Membership
from tests.community_teams.spreadsheets.making import (
    applied,
    brought,
    csv_of,
    fresh,
    good,
    through,
    troubles,
    xlsx_of,
)
from tests.community_teams.world import join, make_household, make_team

pytestmark = pytest.mark.django_db
State = SheetRun.State


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def leader(team):
    return join(team, leads=True)


def households(team):
    with everything():
        rows = list(Household.objects.filter(team=team).order_by("pk"))
        names = open_households(rows)
    return [(row, names[row.pk]) for row in rows]


@pytest.mark.parametrize("made", [csv_of, xlsx_of])
def test_a_row_becomes_a_household_with_key_consent_card_and_stamp(team, leader, made):
    run = brought(leader, team, made([good(1), good(2, **{"Ngày hẹn thăm": "15/12/2026"})]))
    assert (run.state, run.good, run.bad, run.doubles) == (State.CHECKED, 2, 0, 0)
    assert households(team) == []
    run = applied(leader, run)
    assert (run.state, run.loaded) == (State.DONE, 2)
    found = {personal.head_name: (row, personal) for row, personal in households(team)}
    row, personal = found["Lò Thị Mai 2"]
    assert row.pk == uuid.uuid5(run.key, "3")
    assert (personal.phone, personal.address, row.size) == ("+84912000002", "Cạnh nhà văn hóa", 4)
    assert (row.languages, row.devices, row.created_by) == (["vi", "blt"], ["basic_phone"], leader)
    assert f"{row.planned_on}" == "2026-12-15"
    assert len(personal.token) == 26
    assert personal.token != found["Lò Thị Mai 1"][1].token
    assert row.token_key
    assert row.phone_key
    assert row.name_folded
    with everything():
        assert DataKey.objects.count() == 2
        consent = HouseholdConsent.objects.get(household=row)
        assert set(Change.objects.values_list("household", "gone")) == {(one.pk, "") for one, _p in households(team)}
    words = words_for(Purpose.RECORD)
    assert (consent.purpose, consent.given, consent.how, consent.member) == ("record", True, "signed", leader)
    assert (consent.version, consent.sha256) == (words.version, words.sha256)
    assert f"{timezone.localtime(consent.at):%d/%m/%Y}" == "20/11/2026"


WRONG = {
    "Thôn": ["", "Thôn Không Có"],
    "Tên chủ hộ": ["a" * 121],
    "Số điện thoại": ["113", "không có"],
    "Địa chỉ": ["a" * 201],
    "Số người": ["0", "51", "bốn", "4,5"],
    "Ngôn ngữ": ["tiếng sao Hỏa"],
    "Thiết bị": ["máy giặt"],
    "Ngày hẹn thăm": ["01/01/2020", "32/12/2026"],
    "Ngày đồng ý": ["", "01/01/2999", "hôm qua"],
    "Cách đồng ý": ["", "chắc thế"],
}


def test_each_wrong_cell_is_named_by_row_and_column_and_keeps_no_other_row_out(team, leader):
    rows, expected = [good(0)], []
    for column, values in WRONG.items():
        for value in values:
            rows.append(good(len(rows), **{column: value}))
            expected.append((len(rows) + 1, column))
    run = brought(leader, team, csv_of(rows))
    assert troubles(run) == expected
    assert (run.state, run.good, run.bad) == (State.CHECKED, 1, len(expected))
    with everything():
        said = " ".join(SheetTrouble.objects.values_list("message", flat=True))
    assert "Lò Thị" not in said
    assert "máy giặt" not in said


def test_a_household_without_a_name_needs_no_consent(team, leader):
    nameless = {"Tên chủ hộ": "", "Số điện thoại": "", "Địa chỉ": "", "Ngày đồng ý": "", "Cách đồng ý": ""}
    run = applied(leader, brought(leader, team, csv_of([good(1, **nameless)])))
    assert run.loaded == 1
    with everything():
        assert not HouseholdConsent.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "."),
        (b"\xd0\xcf\x11\xe0 old", "xls"),
        (b"PK not a zip", "."),
        ("Thôn,Tên chủ hộ\n".encode(), "."),
        ("Tên chủ hộ\nMai\n".encode(), "Thôn"),
        ("Thôn,Thôn\nA,B\n".encode(), "Thôn"),
        ("Thôn\nĐông\n".encode("utf-16-le"), "."),
        ("Thôn\nĐông".encode("cp1258", "ignore"), "UTF-8"),
        (b"x" * 5_000_001, "5"),
        ('Thôn\n"Đông\n'.encode(), "."),
    ],
)
def test_a_file_of_another_kind_is_refused_and_nothing_of_it_kept(team, leader, data, said):
    with reaching(scope_of(leader)), pytest.raises(ValidationError, match=said):
        upload(by=leader, team=team, data=data)
    with everything():
        assert not SheetRun.objects.exists()


def test_too_many_rows_are_refused_whole(team, leader, monkeypatch):
    from community_teams.spreadsheets import reading

    monkeypatch.setitem(reading.MOST_ROWS, SheetRun.Kind.HOUSEHOLDS, 3)
    run = brought(leader, team, csv_of([good(number) for number in range(4)]))
    assert run.state == State.FAILED
    with everything():
        assert not SheetRow.objects.exists()
        assert not SheetFile.objects.exists()


def test_what_is_there_already_or_twice_in_the_file_stays_out_unless_ticked(team, leader):
    with everything():
        there = make_household(team.hamlets.get(), "Lò Thị Mãi 1", phone="+84912000099")
    rows = [
        good(1),
        good(2, **{"Số điện thoại": "0912000099"}),
        good(3),
        good(4, **{"Tên chủ hộ": "LO THI MAI 3"}),
        good(5, **{"Số điện thoại": "+84 912 000 003"}),
        good(6),
    ]
    run = brought(leader, team, csv_of(rows))
    assert (run.good, run.doubles) == (6, 4)
    with everything():
        seen = SheetRow.objects.filter(run=run, is_double=True).order_by("line")
        assert list(seen.values_list("line", "same_name", "same_phone", "twin", "twin_line")) == [
            (2, True, False, there.pk, None), (3, False, True, there.pk, None), (5, True, False, None, 4),
            (6, False, True, None, 4),
        ]  # fmt: skip
        choose(run=run, shown={2, 3, 5, 6}, wanted={5, 4})
    run = applied(leader, run)
    assert run.loaded == 3
    names = [personal.head_name for _row, personal in households(team)]
    assert sorted(names) == ["LO THI MAI 3", "Lò Thị Mai 3", "Lò Thị Mai 6", "Lò Thị Mãi 1"]


def test_the_same_name_in_another_hamlet_is_another_household(team, leader):
    from community_teams.teams.models import Hamlet

    with everything():
        make_household(Hamlet.objects.create(team=team, name="Thôn Tây"), "Lò Thị Mai 1")
    assert brought(leader, team, csv_of([good(1)])).doubles == 0


def test_a_household_that_came_after_the_check_keeps_its_like_out(team, leader):
    run = brought(leader, team, csv_of([good(1), good(2)]))
    with everything():
        make_household(team.hamlets.get(), "Lò Thị Mai 2")
    run = applied(leader, run)
    assert (run.loaded, run.doubles) == (1, 1)
    assert [line for line, _column in troubles(run)] == [3]


def test_nothing_of_the_content_stands_in_clear_and_all_of_it_goes(team, leader):
    run = brought(leader, team, csv_of([good(1)]))
    with everything():
        stored = bytes(SheetFile.objects.get().sealed) + bytes(SheetRow.objects.get().sealed)
        for clear in ("Lò Thị Mai 1".encode(), b"912000001", "Cạnh".encode()):
            assert clear not in stored
        with connection.cursor() as cursor:
            for table in ("sheetrun", "sheetrow", "sheettrouble"):
                cursor.execute(f"SELECT string_agg(t::text, ' ') FROM community_teams_{table} t")
                assert "Mai" not in (cursor.fetchone()[0] or "")
    run = applied(leader, run)
    with everything():
        assert not SheetFile.objects.exists()
        assert not SheetRow.objects.exists()
    assert run.wrapped is None


def test_discarded_or_forgotten_files_go_too(team, leader):
    kept, forgotten = (brought(leader, team, csv_of([good(number)])) for number in range(2))
    with reaching(scope_of(leader)):
        discard(by=leader, run=kept)
        with pytest.raises(SheetRefused):
            put_in(by=leader, run=kept)
    assert clean_old(now=timezone.now() + timezone.timedelta(days=KEPT_DAYS - 1)) == 0
    assert clean_old(now=timezone.now() + timezone.timedelta(days=KEPT_DAYS + 1)) == 1
    assert {fresh(kept).state, fresh(forgotten).state} == {State.DISCARDED}
    with everything():
        assert not SheetFile.objects.exists()
        assert not SheetRow.objects.exists()
    assert households(team) == []


def test_a_worker_that_dies_in_a_piece_leaves_nothing_half_and_the_next_one_goes_on(team, leader, monkeypatch):
    monkeypatch.setattr(working, "PIECE", 10)
    run = brought(leader, team, csv_of([good(number) for number in range(25)]))
    assert run.good == 25
    with reaching(scope_of(leader)):
        put_in(by=leader, run=run)
    assert work_piece()
    whole = working.household_loading.put_in_households

    def dies(*args):
        whole(*args)
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(working.household_loading, "put_in_households", dies)
        with pytest.raises(RuntimeError):
            work_piece()
    assert len(households(team)) == fresh(run).loaded == 10
    run = through(run)
    assert (run.state, run.loaded, len(households(team))) == (State.DONE, 25, 25)


def test_a_leader_who_leads_no_more_puts_nothing_in(team, leader):
    run = brought(leader, team, csv_of([good(1)]))
    with reaching(scope_of(leader)):
        put_in(by=leader, run=run)
    Membership.objects.filter(user=leader).update(valid_to=timezone.localdate())
    assert through(run).state == State.FAILED
    assert households(team) == []


def test_only_leaders_of_the_team_see_and_bring_files(team, leader):
    run = brought(leader, team, csv_of([good(1)]))
    other = make_team("Tổ Tây")
    for user, sees in ((leader, 1), (join(team, leads=True), 1), (join(team), 0), (join(other, leads=True), 0)):
        with reaching(scope_of(user)):
            assert SheetRun.objects.count() == SheetFile.objects.count() == SheetRow.objects.count() == sees
            if not sees:
                with pytest.raises(SheetRefused):
                    upload(by=user, team=team, data=csv_of([good(2)]))
    assert SheetRun.objects.count() == 0
    assert run.state == State.CHECKED


def test_queries_do_not_grow_with_the_rows(team, leader, django_assert_max_num_queries):
    run = brought(leader, team, csv_of([good(number) for number in range(300)]))
    with reaching(scope_of(leader)):
        put_in(by=leader, run=run)
    with django_assert_max_num_queries(32):
        assert work_piece()
    assert fresh(run).loaded == 300


def peak_of(work):
    """Bytes that Python held at most while it worked."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_five_thousand_rows_need_little_memory(team, leader):
    data = xlsx_of([good(number) for number in range(5_000)])
    with reaching(scope_of(leader)):
        run = upload(by=leader, team=team, data=data)
    while fresh(run).cursor < 4_500:
        work_piece()
    # The last piece of the check reads through the whole file.
    checking = peak_of(work_piece)
    run = through(run)
    assert (run.state, run.good, run.doubles) == (State.CHECKED, 5_000, 0)
    with reaching(scope_of(leader)):
        put_in(by=leader, run=run)
    loading = peak_of(work_piece)
    assert fresh(run).loaded == working.PIECE
    # Measured: 4.5 MB and 6.9 MB.
    assert max(checking, loading) < 15_000_000

"""Spreadsheets of teams for tests."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook

from community_teams.reach import Scope, everything, reaching, scope_of
from community_teams.spreadsheets.columns import COLUMNS
from community_teams.spreadsheets.models import SheetRun, SheetTrouble
from community_teams.spreadsheets.services import put_in, upload
from community_teams.spreadsheets.working import work_piece

Kind = SheetRun.Kind


def good(number: int, **cells: Any) -> dict[str, Any]:
    """A row of a household that agreed."""
    return {
        "Thôn": "Thôn Đông", "Tên chủ hộ": f"Lò Thị Mai {number}", "Số điện thoại": f"09{12000000 + number}",
        "Địa chỉ": "Cạnh nhà văn hóa", "Số người": "4", "Ngôn ngữ": "Tiếng Việt; Thái", "Thiết bị": "Điện thoại phím",
        "Ngày hẹn thăm": "", "Ngày đồng ý": "20/11/2026", "Cách đồng ý": "ký", **cells,
    }  # fmt: skip


def csv_of(rows: list[dict[str, Any]], heads: list[str] | None = None) -> bytes:
    """A CSV file; the first row below the heads is row 2."""
    text = io.StringIO()
    writer = csv.DictWriter(text, heads or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def xlsx_of(rows: list[dict[str, Any]]) -> bytes:
    """The same as a workbook."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([value if value != "" else None for value in row.values()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def members_of(*rows: dict[str, Any]) -> bytes:
    """A file of teams and members."""
    heads = [column.header for column in COLUMNS[Kind.MEMBERS]]
    return csv_of([dict.fromkeys(heads, "") | row for row in rows], heads)


def brought(leader, team, data: bytes) -> SheetRun:
    """Households that a leader brought, checked."""
    with reaching(scope_of(leader)):
        run = upload(by=leader, team=team, data=data)
    return through(run)


def brought_members(official, data: bytes) -> SheetRun:
    """Teams that an official brought, checked."""
    with reaching(Scope(person=official.pk)):
        run = upload(by=official, data=data)
    return through(run)


def applied(by, run: SheetRun) -> SheetRun:
    """Put in, all of it."""
    with reaching(scope_of(by)):
        put_in(by=by, run=run)
    return through(run)


def through(run: SheetRun) -> SheetRun:
    """After all the pieces that there are."""
    while work_piece():
        pass
    return fresh(run)


def fresh(run: SheetRun) -> SheetRun:
    """As it stands in the database."""
    with everything():
        return SheetRun.objects.get(pk=run.pk)


def troubles(run: SheetRun) -> list[tuple[int, str]]:
    """Rows and columns of what was found."""
    with everything():
        return list(SheetTrouble.objects.filter(run=run).order_by("line", "pk").values_list("line", "column"))

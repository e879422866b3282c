"""The empty sheet with its heads, and one row that shows how it is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from community_teams.spreadsheets.columns import COLUMNS, SHEET_NAMES
from community_teams.spreadsheets.models import SheetRun
from foundation.workbooks import Sheet, workbook_pieces


def example(kind: str) -> Iterator[bytes]:
    """An XLSX file."""
    columns = COLUMNS[kind]
    sheet = Sheet(
        SHEET_NAMES[SheetRun.Kind(kind)], [column.header for column in columns], [column.width for column in columns]
    )
    return workbook_pieces(sheet, [[column.example or None for column in columns]])

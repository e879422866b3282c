"""A workbook of questions, written as they come: no file and no memory grows with the bank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from foundation import workbooks
from quizzes.formats.spreadsheet.cells import Cell, comma, guarded
from quizzes.formats.spreadsheet.columns import COLUMNS, SHEET
from quizzes.formats.spreadsheet.filling import Cells
from quizzes.kinds.numbers import plain

# Spreadsheets know fifteen digits of a number.
DIGITS = 15


def workbook_pieces(rows: Iterable[Cells]) -> Iterator[bytes]:
    """The file, some hundred rows at a time."""
    heads, widths = [column.header for column in COLUMNS], [column.width for column in COLUMNS]
    sheet = workbooks.Sheet(SHEET, heads, widths, frozen=4)
    return workbooks.workbook_pieces(sheet, ([_cell(cells.get(column.key)) for column in COLUMNS] for cells in rows))


def _cell(value: Cell | None) -> workbooks.Cell:
    if isinstance(value, Decimal):
        return comma(value) if len(value.as_tuple().digits) > DIGITS else Decimal(plain(value))
    return guarded(value) if isinstance(value, str) else value

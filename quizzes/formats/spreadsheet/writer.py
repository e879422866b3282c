"""Records into CSV and XLSX. Every kind of question has its columns, so nothing is left out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from quizzes.formats.records import Records, Trouble
from quizzes.formats.spreadsheet.cells import Cell, comma, guarded, written
from quizzes.formats.spreadsheet.columns import COLUMNS, SHEET
from quizzes.formats.spreadsheet.filling import cells_of
from quizzes.formats.spreadsheet.streaming import DIGITS, workbook_pieces


def csv_pieces(records: Records) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it, row by row."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.header for column in COLUMNS)
    yield text.getvalue().encode("utf-8-sig")
    for record in records:
        text.seek(0)
        text.truncate()
        cells = cells_of(record)
        writer.writerow(written(cells.get(column.key, "")) for column in COLUMNS)
        yield text.getvalue().encode()


def xlsx_pieces(records: Records) -> Iterator[bytes]:
    """A workbook with one sheet, as its rows come."""
    return workbook_pieces(cells_of(record) for record in records)


def write_csv(records: Records) -> tuple[bytes, list[Trouble]]:
    """A CSV file."""
    return b"".join(csv_pieces(records)), []


def write_xlsx(records: Records) -> tuple[bytes, list[Trouble]]:
    """A workbook."""
    return b"".join(xlsx_pieces(records)), []


def add_sheet(workbook: Workbook, records: Records, *, identity: str = "") -> Any:
    """The sheet of questions in a workbook with others; ``identity`` stands in place of every id."""
    sheet = workbook.create_sheet(SHEET)
    sheet.freeze_panes = "E2"
    for place, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.append(heading(sheet, [column.header for column in COLUMNS]))
    for record in records:
        cells = cells_of(record)
        if identity:
            cells["id"] = identity
        sheet.append([_cell(sheet, cells.get(column.key)) for column in COLUMNS])
    return sheet


def heading(sheet: Any, headers: list[str]) -> list[Any]:
    """Cells of a first row."""
    cells = []
    for header in headers:
        cell = WriteOnlyCell(sheet, value=header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE8EEF7")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cells.append(cell)
    return cells


def saved(workbook: Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Cell | None) -> Any:
    if value is None:
        return None
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > DIGITS:
        value = comma(value)
    cell = WriteOnlyCell(sheet, value=guarded(value) if isinstance(value, str) else value)
    if isinstance(value, dt.date):
        cell.number_format = "dd/mm/yyyy"
    if isinstance(value, str):
        cell.number_format = "@"
        cell.alignment = Alignment(wrap_text="\n" in value or len(value) > 40, vertical="top")
    return cell

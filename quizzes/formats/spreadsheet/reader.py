"""Spreadsheets into records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from foundation.sheets.tables import Line, rows
from quizzes.formats.checking import checked
from quizzes.formats.records import CHANGED, MOST_QUESTIONS, REFUSED, Notes, Read, Refused, Trouble
from quizzes.formats.spreadsheet.cells import text_of
from quizzes.formats.spreadsheet.columns import SHEET, by_header, spelt
from quizzes.formats.spreadsheet.reading import EXAMPLE, read_row
from quizzes.formats.spreadsheet.row import Row

_NEEDED = ("kind", "prompt")


def read(data: bytes) -> Read:
    """Every question of a CSV or XLSX file; a wrong row is named and keeps no other out."""
    try:
        lines, troubles = rows(data, SHEET)
        yield from troubles
        number, header = next(((number, cells) for number, cells in lines if any(cells)), (1, []))
        keys, unknown = _keys(header, number)
        yield from _questions(lines, keys, unknown)
    except Refused as refused:
        yield refused.trouble


def _keys(header: list[Any], number: int) -> tuple[dict[int, str], dict[int, str]]:
    """Places of columns to their keys, and of columns that nobody knows to their headers."""
    keys: dict[int, str] = {}
    unknown: dict[int, str] = {}
    for place, cell in enumerate(header):
        text = text_of(cell)
        column = by_header().get(spelt(text))
        if column is None:
            unknown[place] = text
        elif column.key in keys.values():
            raise Refused(number, "column_twice", _("The column “%s” is there twice.") % column.header)
        else:
            keys[place] = column.key
    missing = [by_header()[key].header for key in _NEEDED if key not in keys.values()]
    if missing:
        message = _("These columns are missing in the first row: %s. The template has them all.")
        raise Refused(number, "column_missing", message % ", ".join(missing))
    return keys, unknown


def _questions(lines: Iterator[Line], keys: dict[int, str], unknown: dict[int, str]) -> Read:
    count, told = 0, set()
    for number, line in lines:
        cells, strange = {}, []
        for place, value in enumerate(line):
            if value is None or value == "" or not (text := text_of(value)):
                continue
            if place in keys:
                cells[keys[place]] = text
            else:
                strange.append(place)
        for place in strange:
            if place not in told:
                told.add(place)
                yield _strange(number, unknown.get(place, ""))
        if not cells:
            continue
        count += 1
        if count > MOST_QUESTIONS:
            message = _("There are more than %d questions. Those from this line on are left out.") % MOST_QUESTIONS
            yield Trouble(number, "too_many", message, REFUSED)
            return
        yield from _read(Row(number, cells), cells)


def _read(row: Row, cells: dict[str, str]) -> Read:
    if spelt(cells.get("id", "")) == EXAMPLE:
        yield Trouble(row.number, "example", _("This row only shows how it is done, and was left out."), CHANGED)
        return
    notes = Notes()
    try:
        record = read_row(row, notes)
    except Refused as refused:
        yield refused.trouble
        return
    yield from checked(record, notes)


def _strange(number: int, header: str) -> Trouble:
    if header:
        message = _("The column “%s” is not known; nothing of it comes along.") % header[:60]
    else:
        message = _("Something stands beyond the columns that have a header; it does not come along.")
    return Trouble(number, "column_unknown", message, CHANGED)

"""A workbook with one sheet, written as its rows come: no file and no memory grows with the bank.

openpyxl makes a workbook as a whole; what is written here is the little of the format that a sheet of questions needs.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from quizzes.formats.spreadsheet.cells import Cell, comma, guarded
from quizzes.formats.spreadsheet.columns import COLUMNS
from quizzes.formats.spreadsheet.filling import Cells
from quizzes.formats.spreadsheet.workbook import SHEET
from quizzes.kinds.numbers import plain

# Spreadsheets know fifteen digits of a number.
DIGITS = 15
# Where spreadsheets begin to count days.
_FIRST_DAY = dt.date(1899, 12, 30)
_HEAD, _TEXT, _LONG, _DATE = 1, 2, 3, 4
_LONG_TEXT = 40
_ROWS_A_PIECE = 200

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ),
    # In the order of the numbers above: plain, head, text, long text, date.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF7"/></patternFill></fill></fills>'
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">'
        '<alignment vertical="top" wrapText="1"/></xf>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
        '<alignment vertical="top"/></xf>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
        '<alignment vertical="top" wrapText="1"/></xf>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}  # fmt: skip


def workbook_pieces(rows: Iterable[Cells]) -> Iterator[bytes]:
    """The file, some hundred rows at a time."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _XML + text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_beginning().encode())
            for number, cells in enumerate(rows, 2):
                sheet.write(_row(number, cells).encode())
                if number % _ROWS_A_PIECE == 0:
                    yield sink.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Holds what was written until it is taken; cannot be gone back in."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep it."""
        self._held.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """All since the last time."""
        data = b"".join(self._held)
        self._held.clear()
        return data


def _beginning() -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(COLUMNS, 1)
    )
    heads = "".join(_text(f"{letter}1", column.header, _HEAD) for letter, column in zip(_LETTERS, COLUMNS, strict=True))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="4" ySplit="1" topLeftCell="E2" activePane="bottomRight" state="frozen"/>'
        "</sheetView></sheetViews>"
        f'<cols>{widths}</cols><sheetData><row r="1">{heads}</row>'
    )


def _row(number: int, cells: Cells) -> str:
    shown = "".join(
        _cell(f"{letter}{number}", cells[column.key])
        for letter, column in zip(_LETTERS, COLUMNS, strict=True)
        if column.key in cells
    )
    return f'<row r="{number}">{shown}</row>'


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > DIGITS:
        value = comma(value)
    if isinstance(value, str):
        text = guarded(value)
        return _text(place, text, _LONG if "\n" in text or len(text) > _LONG_TEXT else _TEXT)
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="{_DATE}"><v>{(value - _FIRST_DAY).days}</v></c>'
    return f'<c r="{place}"><v>{plain(Decimal(value))}</v></c>'


def _text(place: str, text: str, style: int) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


_LETTERS = [get_column_letter(place) for place in range(1, len(COLUMNS) + 1)]

"""A workbook with one sheet, written as its rows come: no file and no memory grows with what is in it.

openpyxl makes a workbook as a whole; what is written here is the little of the format that one sheet needs.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from foundation.spreadsheets import no_formula

Cell: TypeAlias = str | int | Decimal | dt.date | None

# Where spreadsheets begin to count days.
_FIRST_DAY = dt.date(1899, 12, 30)
_HEAD, _TEXT, _LONG, _DATE = 1, 2, 3, 4
_LONG_TEXT = 40
_ROWS_A_PIECE = 200

_NAME = "@name@"
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
        f'<sheets><sheet name={_NAME} sheetId="1" r:id="rId1"/></sheets></workbook>'
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


@dataclass(frozen=True, slots=True)
class Sheet:
    """Its name, its heads, how wide its columns are, and how many of them stay in sight."""

    name: str
    heads: Sequence[str]
    widths: Sequence[float]
    frozen: int = 0


def workbook_pieces(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file, some hundred rows at a time. Texts are written as they are: guard them before."""
    sink = _Sink()
    letters = [get_column_letter(place) for place in range(1, len(sheet.heads) + 1)]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _XML + text.replace(_NAME, quoteattr(sheet.name)))
        with archive.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(_beginning(sheet, letters).encode())
            for number, cells in enumerate(rows, 2):
                file.write(_row(number, letters, cells).encode())
                if number % _ROWS_A_PIECE == 0:
                    yield sink.taken()
            file.write(b"</sheetData></worksheet>")
    yield sink.taken()


def csv_pieces(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it, row by row, and no cell a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    yield b"\xef\xbb\xbf"
    for row in rows:
        text.seek(0)
        text.truncate()
        writer.writerow([value if isinstance(value, int) else no_formula(value) for value in row])
        yield text.getvalue().encode()


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


def _beginning(sheet: Sheet, letters: Sequence[str]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, 1)
    )
    heads = "".join(_text(f"{letter}1", head, _HEAD) for letter, head in zip(letters, sheet.heads, strict=True))
    split, pane = (f'xSplit="{sheet.frozen}" ', "bottomRight") if sheet.frozen else ("", "bottomLeft")
    corner = f"{get_column_letter(sheet.frozen + 1)}2"
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane {split}ySplit="1" topLeftCell="{corner}" activePane="{pane}" state="frozen"/>'
        "</sheetView></sheetViews>"
        f'<cols>{widths}</cols><sheetData><row r="1">{heads}</row>'
    )


def _row(number: int, letters: Sequence[str], cells: Sequence[Cell]) -> str:
    shown = "".join(
        _cell(f"{letter}{number}", value) for letter, value in zip(letters, cells, strict=True) if value is not None
    )
    return f'<row r="{number}">{shown}</row>'


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, str):
        return _text(place, value, _LONG if "\n" in value or len(value) > _LONG_TEXT else _TEXT)
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="{_DATE}"><v>{(value - _FIRST_DAY).days}</v></c>'
    number = value if isinstance(value, int) else f"{value:f}"
    return f'<c r="{place}"><v>{number}</v></c>'


def _text(place: str, text: str, style: int) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

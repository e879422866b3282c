"""The rows of a file, whether CSV or XLSX, with the numbers that a spreadsheet shows beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from foundation.sheets.decoding import decoded
from foundation.sheets.troubles import Refused, Trouble
from foundation.sheets.workbook import MOST_UNPACKED, workbook_rows

MOST_CSV = 100_000_000
MOST_XLSX = 20_000_000

Line = tuple[int, list[Any]]


def rows(
    data: bytes, sheet_name: str = "", *, most_unpacked: int = MOST_UNPACKED
) -> tuple[Iterator[Line], list[Trouble]]:
    """All rows of this sheet or the first, and what is to be said of the file.

    Raises ``Refused``, also while the rows are read.
    """
    if data.startswith(b"PK"):
        if len(data) > MOST_XLSX:
            limit = MOST_XLSX // 1_000_000
            raise Refused(0, "too_large", _("The file is larger than %d MB. Divide it into several files.") % limit)
        return workbook_rows(data, sheet_name, most_unpacked=most_unpacked), []
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = _("This is a spreadsheet of the old kind (.xls). Save it as .xlsx.")
        raise Refused(0, "old_spreadsheet", message)
    text, troubles = decoded(data, MOST_CSV)
    return _csv_rows(text), troubles


def _csv_rows(text: str) -> Iterator[Line]:
    delimiter, text = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
    except csv.Error as error:
        message = _("The quotation marks of this row do not match; the file cannot be read from here on.")
        raise Refused(number + 1, "broken_csv", message) from error


def _delimiter(text: str) -> tuple[str, str]:
    """Spreadsheets write a comma or a semicolon, by the language of the machine."""
    first, _end, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], rest
    return max(",;\t", key=first.count), text

"""Rows of an XLSX file, which is a zip of XML and read with the care that both need."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from foundation.sheets.troubles import Refused

MOST_UNPACKED = 300_000_000
MOST_PARTS = 2_000
MOST_COLUMNS = 300
_CHUNK = 1 << 20


def workbook_rows(
    data: bytes, sheet_name: str = "", *, most_unpacked: int = MOST_UNPACKED
) -> Iterator[tuple[int, list[Any]]]:
    """The rows of the sheet of this name, or of the first. Raises ``Refused``."""
    _look_inside(data, most_unpacked)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = workbook[sheet_name] if sheet_name in workbook.sheetnames else workbook.worksheets[0]
        # What programs write about a sheet's size is often wrong.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, 1):
            yield number, list(cells)
    except Refused:
        raise
    except Exception as error:
        # openpyxl lets errors of every kind through when a part of a file is not what it should be.
        raise Refused(0, "broken_xlsx", _("This spreadsheet is damaged and cannot be read.")) from error


def _look_inside(data: bytes, most_unpacked: int) -> None:
    """Refuse what unpacks to far more than it is, and XML with entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked:
                raise Refused(0, "too_large", _("This spreadsheet is far too large when it is unpacked."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _look_at(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Refused(0, "broken_xlsx", _("This spreadsheet is damaged and cannot be read.")) from error


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            # Without zeros UTF-16 reads like ASCII.
            seen = tail + chunk.replace(b"\0", b"")
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                message = _("The file declares a document type or entities. Such files are not read: they can do harm.")
                raise Refused(0, "dangerous_xml", message)
            tail = seen[-16:]

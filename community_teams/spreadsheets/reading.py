"""The rows of a file as cells by the keys of their columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community_teams.spreadsheets.columns import COLUMNS, EXAMPLE, SHEET_NAMES, by_header, folded, header_of
from community_teams.spreadsheets.models import SheetRun
from foundation.sheets.cells import plain_text
from foundation.sheets.tables import Line, rows
from foundation.sheets.troubles import Refused

MOST_BYTES = 5_000_000
# What a file of five megabytes may unpack to.
MOST_UNPACKED = 60_000_000
MOST_ROWS = {SheetRun.Kind.HOUSEHOLDS: 5_000, SheetRun.Kind.MEMBERS: 2_000}
# Longer cells are cut here; every column takes less.
MOST_LETTERS = 500

Cells = dict[str, str]


def read(kind: str, data: bytes) -> Iterator[tuple[int, Cells]]:
    """Every row in which something stands, with the number that a spreadsheet shows. Raises ``Refused``."""
    lines, _troubles = rows(data, SHEET_NAMES[SheetRun.Kind(kind)], most_unpacked=MOST_UNPACKED)
    heads = _heads(kind, lines)
    count = 0
    for number, line in lines:
        cells = _cells(heads, line)
        if not cells or any(text.startswith(EXAMPLE) for text in cells.values()):
            continue
        count += 1
        if count > MOST_ROWS[SheetRun.Kind(kind)]:
            most = MOST_ROWS[SheetRun.Kind(kind)]
            raise Refused(0, "too_many", _("There are more than %d rows. Divide the file into several files.") % most)
        yield number, cells


def check_file(kind: str, data: bytes) -> None:
    """Raise ``ValidationError`` for what can be seen at once to be no such file."""
    if len(data) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %d MB. Divide it into several files.") % (MOST_BYTES // 1_000_000)
        )
    if not data.strip():
        raise ValidationError(_("The file is empty."))
    try:
        found = next(read(kind, data), None)
    except Refused as refused:
        raise ValidationError(refused.trouble.message) from None
    if found is None:
        raise ValidationError(_("Nothing stands below the heads of the columns."))


def _heads(kind: str, lines: Iterator[Line]) -> dict[int, str]:
    """Places of columns to their keys. A column that nobody knows is left out."""
    number, heads = next(((number, cells) for number, cells in lines if any(cells)), (1, []))
    known = by_header(kind)
    keys: dict[int, str] = {}
    for place, cell in enumerate(heads):
        column = known.get(folded(plain_text(cell)))
        if column is None:
            continue
        if column.key in keys.values():
            raise Refused(number, "column_twice", _("The column “%s” is there twice.") % column.header)
        keys[place] = column.key
    missing = [one.key for one in COLUMNS[kind] if one.needed and one.key not in keys.values()]
    if missing:
        names = ", ".join(header_of(kind, key) for key in missing)
        raise Refused(
            number, "column_missing",
            _("These columns are missing in the first row: %s. The example file has them all.") % names,
        )  # fmt: skip
    return keys


def _cells(heads: dict[int, str], line: list[Any]) -> Cells:
    texts = {heads[place]: plain_text(value)[:MOST_LETTERS] for place, value in enumerate(line) if place in heads}
    return {key: text for key, text in texts.items() if text}

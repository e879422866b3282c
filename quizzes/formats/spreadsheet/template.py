"""The empty workbook that officials fill in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from quizzes.formats.spreadsheet.columns import COLUMNS, DIFFICULTIES, KINDS, MEDIUMS
from quizzes.formats.spreadsheet.examples import examples
from quizzes.formats.spreadsheet.explanations import EXPLANATIONS
from quizzes.formats.spreadsheet.reading import EXAMPLE
from quizzes.formats.spreadsheet.writer import add_sheet, heading, saved

_HELP = "Cách điền"
_LAST_ROW = 5000


def template() -> bytes:
    """A sheet with an example of each kind, lists to choose from, and a sheet that explains the columns."""
    workbook = Workbook(write_only=True)
    sheet = add_sheet(workbook, examples(), identity=EXAMPLE)
    for key, words in (("kind", KINDS), ("difficulty", DIFFICULTIES), ("medium", MEDIUMS)):
        _choose(sheet, key, list(words.values()))
    _explain(workbook)
    return saved(workbook)


def _choose(sheet: Any, key: str, words: list[str]) -> None:
    letter = get_column_letter(next(place for place, column in enumerate(COLUMNS, 1) if column.key == key))
    validation = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    validation.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.data_validations.append(validation)


def _explain(workbook: Workbook) -> None:
    sheet = workbook.create_sheet(_HELP)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 36, 110
    sheet.append(heading(sheet, [_("Column"), _("What stands there")]))
    sheet.append(["", _("Rows whose code is “%s” only show how it is done; they are left out when reading.") % EXAMPLE])
    for group, explanation in EXPLANATIONS.items():
        headers = [column.header for column in COLUMNS if column.group == group]
        name = headers[0] if len(headers) == 1 else f"{headers[0]} … {headers[-1].rsplit(' ', 1)[1]}"
        sheet.append([name, str(explanation)])

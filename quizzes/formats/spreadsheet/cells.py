"""Single cells: what a spreadsheet makes of text, numbers and dates, and what is meant by it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any, TypeAlias

from foundation.spreadsheets import no_formula
from quizzes.formats.markup import tidy
from quizzes.formats.spreadsheet.columns import TRUTHS
from quizzes.kinds.numbers import plain

Cell: TypeAlias = str | int | Decimal | dt.date

ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})

_GUARDED = re.compile(r"\A'('*[=+\-@\t\r])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def text_of(value: Any) -> str:
    """Whatever a cell holds, as the text that a person sees there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return TRUTHS[value]
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal):
        # Fifteen digits are what a spreadsheet knows of a number; 2.0 is 2, and 0.1 + 0.2 is 0.3.
        return comma(Decimal(f"{value:.15g}"))
    text = _GUARDED.sub(r"\1", str(value))
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return tidy(unicodedata.normalize("NFC", text))


def comma(value: Decimal) -> str:
    """A number with the decimal comma, which is read as nothing else here."""
    return plain(value).replace(".", ",")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that ``text_of`` gives back."""
    return f"'{text}" if _GUARDED.match(text) else no_formula(text)


def written(value: Cell) -> str:
    """A cell of a CSV file."""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return comma(value) if isinstance(value, Decimal) else str(value)

"""Single cells: what a person sees there, as text."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from foundation.text import normalise

_GUARDED = re.compile(r"\A'('*[=+\-@\t\r])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")


def plain_text(value: Any) -> str:
    """The text of a cell on one line, in one spelling; a guard against formulas is taken off again."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        # Fifteen digits are what a spreadsheet knows of a number; 2.0 is 2.
        return f"{Decimal(f'{value:.15g}'):f}"
    return " ".join(normalise(_CONTROL.sub("", _GUARDED.sub(r"\1", str(value)))).split())


def day(text: str) -> dt.date | None:
    """A date as people here write it, or as programs do; None for anything else."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    numbers = [int(part) for part in found.groups() if part]
    year, month, date = numbers if found[4] else reversed(numbers)
    try:
        return dt.date(year, month, date)
    except ValueError:
        return None

"""A row while it is read: its cells by key, and everything that is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from foundation.sheets.cells import day
from quizzes.formats.spreadsheet.cells import ERRORS
from quizzes.formats.spreadsheet.columns import NO, YES, by_header, spelt
from quizzes.kinds.numbers import plain, read_number

Value = TypeVar("Value")


class Row:
    """Cells are taken one by one, so that what nobody took can be named."""

    def __init__(self, number: int, cells: dict[str, str]) -> None:
        self.number = number
        self.problems: list[str] = []
        self._cells = cells
        self._taken: set[str] = set()
        for key, text in cells.items():
            if text in ERRORS:
                self.wrong(key, _("the spreadsheet shows an error there (%s)") % text)

    def wrong(self, key: str, reason: str) -> None:
        """Note a problem of this cell."""
        header = by_header()[key].header
        self.problems.append(_("“%(header)s”: %(reason)s.") % {"header": header, "reason": reason})

    def text(self, key: str) -> str:
        """The text of a cell, empty where there is none."""
        self._taken.add(key)
        return self._cells.get(key, "")

    def line(self, key: str) -> str:
        """A text on one line."""
        return " ".join(self.text(key).split())

    def places(self, *names: str) -> list[int]:
        """The numbers of those columns of a list in which anything stands."""
        found = set()
        for key in self._cells:
            name, _line, place = key.rpartition("_")
            if name in names and place.isdecimal():
                found.add(int(place))
        return sorted(found)

    def word(self, key: str, words: Mapping[Value, str], otherwise: Value | None = None) -> Value | None:
        """One of few values, by its word or its code."""
        text = self.line(key)
        if not text and otherwise is not None:
            return otherwise
        for value, word in words.items():
            if spelt(text) in {spelt(word), str(value).lower()}:
                return value
        self.wrong(key, _("“%(text)s” is none of: %(words)s") % {"text": text[:60], "words": ", ".join(words.values())})
        return None

    def flag(self, key: str, *, otherwise: bool | None) -> bool | None:
        """Yes or no; ``otherwise`` where nothing stands, a problem where that is None."""
        text = spelt(self.line(key))
        if text in YES or text in NO:
            return text in YES
        if text or otherwise is None:
            self.wrong(key, _("“%s” is neither yes (đúng, có) nor no (sai, không)") % text[:60])
        return otherwise

    def credit(self, key: str, *, otherwise: int, least: int = 0, text: str | None = None) -> int:
        """Percent as a whole number, or yes and no for all and nothing."""
        found = spelt(self.line(key) if text is None else text)
        if not found:
            return otherwise
        if found in YES - {"1"} or (found in NO and not least):
            return 100 if found in YES else 0
        number = read_number(found.removesuffix("%"))
        if number is None or number != int(number) or not least <= number <= 100:
            limits = {"text": found[:60], "least": least}
            self.wrong(key, _("“%(text)s” is no whole number from %(least)d to 100") % limits)
            return otherwise
        return int(number)

    def decimal(self, key: str, otherwise: str = "") -> str:
        """A number as contents keep it."""
        text = self.line(key)
        if not text and otherwise:
            return otherwise
        value = read_number(text)
        if value is None:
            self.wrong(key, _("“%s” is not a number") % text[:60])
            return otherwise
        return plain(value)

    def numbers(self, key: str, count: int) -> list[int | float]:
        """Several numbers with semicolons between them."""
        values = [read_number(text) for text in self.line(key).split(";")]
        found = [value for value in values if value is not None]
        if len(values) != count or len(found) != count:
            self.wrong(key, _("there must be %d numbers with semicolons between them") % count)
            return []
        return [_simple(value) for value in found]

    def whole(self, key: str) -> int | None:
        """A number that names something in the library."""
        text = self.line(key)
        if text.isascii() and text.isdecimal() and len(text) < 10:
            return int(text)
        self.wrong(key, _("“%s” is not a number of the library") % text[:60])
        return None

    def day(self, key: str) -> dt.date | None:
        """A date, or nothing."""
        text = self.line(key)
        found = day(text)
        if text and found is None:
            self.wrong(key, _("“%s” is not a date such as 31/12/2027") % text[:60])
        return found

    def left_over(self) -> list[str]:
        """Headers of cells that hold something the kind has no use for."""
        keys = [key for key in self._cells if key not in self._taken]
        return [by_header()[key].header for key in keys]


def _simple(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)

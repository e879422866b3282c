"""What is wrong with a row, by column; the words never say what stands there, because that names people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from community_teams.spreadsheets.columns import folded
from foundation.sheets.cells import day
from people.accounts.phone import parse_phone


@dataclass(slots=True)
class Faults:
    """Collected while a row is read; ``remarks`` keep it not out."""

    found: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def add(self, key: str, message: str) -> None:
        """Something because of which the row stays out."""
        self.found.append((key, message))

    def text(self, cells: Mapping[str, str], key: str, most: int) -> str:
        """A text of at most so many letters."""
        said = cells.get(key, "")
        if len(said) > most:
            self.add(key, _("This is too long: %d letters at most.") % most)
        return said

    def phone(self, cells: Mapping[str, str], key: str = "phone") -> str:
        """A Vietnamese mobile number in one spelling."""
        said = cells.get(key, "")
        if not said:
            return ""
        try:
            return parse_phone(said)
        except ValueError:
            self.add(key, _("This is no Vietnamese mobile number."))
            return ""

    def day(self, cells: Mapping[str, str], key: str) -> dt.date | None:
        """A day."""
        said = cells.get(key, "")
        found = day(said)
        if said and found is None:
            self.add(key, _("This is no date. Write it like 28/11/2026."))
        return found

    def one_of(self, cells: Mapping[str, str], key: str, words: Mapping[str, str]) -> str:
        """One of several words."""
        said = cells.get(key, "")
        if not said:
            return ""
        known = {folded(word): str(code) for word, code in words.items()}
        found = known.get(folded(said), "")
        if not found:
            self.add(key, _("This word is not known. Taken are: %s.") % ", ".join(words))
        return found

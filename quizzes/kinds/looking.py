"""Looks through contents that may hold anything: whatever is wrong is noted, and nothing ever raises."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.text import normalise
from quizzes.kinds.base import Problem

# Neither databases nor screens take them; line ends and tabs are left.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MOST_ID = 2**31 - 1


class Part:
    """A mapping of a content. What is asked for is looked at; what was never asked for is unknown."""

    def __init__(self, value: Any, path: str = "", found: list[Problem] | None = None) -> None:
        self.path = path
        self.found: list[Problem] = [] if found is None else found
        self.value: dict[Any, Any] = value if isinstance(value, dict) else {}
        self._asked: set[str] = set()
        self._parts: list[Part] = []
        if not isinstance(value, dict):
            self.wrong("", _("Named fields belong here."))

    def wrong(self, key: str, message: str) -> None:
        """Note what is wrong with a field, or with the whole where ``key`` is empty."""
        self.found.append(Problem(".".join(filter(None, (self.path, key))), message))

    def has(self, key: str) -> bool:
        """Whether the field is there at all."""
        self._asked.add(key)
        return self.value.get(key) is not None

    def text(self, key: str, most: int, *, required: bool = False) -> str:
        """A text of at most ``most`` characters; empty where it is not there or wrong."""
        self._asked.add(key)
        return self._text(key, self.value.get(key, ""), most, required=required)

    def flag(self, key: str, *, required: bool = False) -> bool:
        """Yes or no; where it is not there and need not be, no."""
        self._asked.add(key)
        value = self.value.get(key, None if required else False)
        if not isinstance(value, bool):
            self.wrong(key, _("Yes or no belongs here."))
        return value is True

    def whole(self, key: str, least: int, most: int, message: str) -> int | None:
        """A whole number from ``least`` to ``most``; ``message`` says so."""
        self._asked.add(key)
        value = self.value.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(key, message)
        return None

    def percent(self, key: str, least: float) -> float | None:
        """A share of a picture's width or height, in percent."""
        self._asked.add(key)
        value = self.value.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= 100:
            return float(value)
        self.wrong(key, _("A number from %(least)d to 100 belongs here.") % {"least": least})
        return None

    def one_of(self, key: str, names: tuple[str, ...]) -> str:
        """One of some names."""
        self._asked.add(key)
        value = self.value.get(key)
        if isinstance(value, str) and value in names:
            return value
        self.wrong(key, _("One of these belongs here: %s.") % ", ".join(names))
        return ""

    def part(self, key: str) -> Part:
        """The mapping within a field."""
        self._asked.add(key)
        return self._part(self.value.get(key), key)

    def parts(self, key: str, fewest: int, most: int) -> list[Part]:
        """The mappings in a list."""
        return [self._part(value, f"{key}.{place}") for place, value in self._list(key, fewest, most)]

    def texts(self, key: str, fewest: int, most: int, longest: int) -> list[tuple[str, str]]:
        """The texts in a list, each after its key."""
        return [
            (f"{key}.{place}", self._text(f"{key}.{place}", value, longest, required=True))
            for place, value in self._list(key, fewest, most)
        ]

    def different(self, texts: list[tuple[str, str]]) -> None:
        """Refuse a text that stood before: nobody could tell the two apart. Each comes after its key."""
        seen: set[str] = set()
        for key, text in texts:
            alike = normalise(text).casefold()
            if alike and alike in seen:
                self.wrong(key, _("The same words stand here twice."))
            seen.add(alike)

    def problems(self) -> list[Problem]:
        """Everything found here and below, what was never asked for included."""
        for key in self.value:
            if key not in self._asked:
                self.wrong(str(key)[:40] if isinstance(key, str) else "", _("There is no field of this name."))
        for part in self._parts:
            part.problems()
        return self.found

    def _part(self, value: Any, key: str) -> Part:
        part = Part(value, ".".join(filter(None, (self.path, key))), self.found)
        self._parts.append(part)
        return part

    def _list(self, key: str, fewest: int, most: int) -> list[tuple[int, Any]]:
        """The values of a list with their places from 1, no more of them than there may be."""
        self._asked.add(key)
        value = self.value.get(key, [])
        if not isinstance(value, list | tuple):
            self.wrong(key, _("A list belongs here."))
            return []
        if len(value) < fewest:
            self.wrong(key, ngettext("At least %d is needed.", "At least %d are needed.", fewest) % fewest)
        if len(value) > most:
            self.wrong(key, _("At most %d are possible.") % most)
        return list(enumerate(value[:most], 1))

    def _text(self, key: str, value: Any, most: int, *, required: bool) -> str:
        if not isinstance(value, str):
            self.wrong(key, _("Text belongs here."))
        elif len(value) > most:
            self.wrong(key, _("At most %d characters are possible.") % most)
        elif _UNWRITABLE.search(value):
            self.wrong(key, _("There are characters in it that cannot be shown."))
        elif required and not normalise(value):
            self.wrong(key, _("Something must be written here."))
        else:
            return value
        return ""

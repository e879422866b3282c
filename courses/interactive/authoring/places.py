"""Places in a content: how a field of a form is read out of them and written back, and nothing else is touched."""

from __future__ import annotations

import copy
import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from courses.h5p import Field
from courses.interactive.authoring.texts import escaped, is_formatted, marked, tidied, words

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Plain text at a path; the other kinds of places only read and write otherwise."""

    path: Path
    empty: Any = ""
    type: ClassVar[str] = "text"

    def read(self, params: Any) -> Any:
        """As the form shows it; what is not there is ``empty``."""
        found = self.found(params)
        return self.empty if found is None else self.shown(found)

    def write(self, params: dict[str, Any], value: Any) -> None:
        """Put it there; what was not changed is left as it was written."""
        value = self.cleaned(value)
        if value == self.read(params):
            return
        for key in self.path[:-1]:
            if not isinstance(params.get(key), dict):
                params[key] = {}
            params = params[key]
        params[self.path[-1]] = self.kept(value)

    def found(self, params: Any) -> Any:
        """What stands there."""
        for key in self.path:
            params = params.get(key) if isinstance(params, dict) else None
        return params

    def shown(self, found: Any) -> Any:
        """Of what stands there."""
        return tidied(html.unescape(str(found)))

    def cleaned(self, value: Any) -> Any:
        """Of what was typed, as it would be read again."""
        return tidied(str(value or ""))

    def kept(self, value: Any) -> Any:
        """Of what was typed."""
        return escaped(value)

    def is_formatted(self, params: Any) -> bool:
        """Whether something would be lost if the words were changed."""
        return False

    def fits(self, told: Field | None) -> bool:
        """Whether a field of semantics is what is written here."""
        return told is not None and told.type == self.type


@dataclass(frozen=True, slots=True)
class Rich(Place):
    """Text with marks, of which forms show the words; the marks stay until the words are changed."""

    tag: str = "p"

    def shown(self, found: Any) -> Any:
        """The words."""
        return words(str(found))

    def kept(self, value: Any) -> Any:
        """Paragraphs."""
        return marked(value, self.tag)

    def is_formatted(self, params: Any) -> bool:
        """Whether there are marks other than paragraphs."""
        return is_formatted(str(self.found(params) or ""))

    def fits(self, told: Field | None) -> bool:
        """Text that may hold marks."""
        return told is not None and told.type == self.type and told.tags is not None


@dataclass(frozen=True, slots=True)
class Flag(Place):
    """A box that is ticked or not."""

    empty: Any = False
    type: ClassVar[str] = "boolean"

    def shown(self, found: Any) -> Any:
        """As it is."""
        return found is True

    def cleaned(self, value: Any) -> Any:
        """Ticked or not."""
        return bool(value)

    def kept(self, value: Any) -> Any:
        """As it is."""
        return value


@dataclass(frozen=True, slots=True)
class Choice(Place):
    """One of some values."""

    type: ClassVar[str] = "select"

    def shown(self, found: Any) -> Any:
        """As it is."""
        return found

    def kept(self, value: Any) -> Any:
        """As it is."""
        return value


@dataclass(frozen=True, slots=True)
class Number(Choice):
    """A number."""

    type: ClassVar[str] = "number"

    def cleaned(self, value: Any) -> Any:
        """As it is."""
        return value


# Around an entry of a list, which may be a text as well as an object, so that both have a path.
_ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Rows:
    """A list, of which a form shows one row an entry. Paths in ``places`` begin within the entry; () is the entry."""

    path: Path
    places: Mapping[str, Place]
    most: int

    def read(self, params: Any) -> list[dict[str, Any]]:
        """The rows, each with the ``place`` that it had."""
        return [
            {name: self._within(place).read({_ENTRY: entry}) for name, place in self.places.items()} | {"place": number}
            for number, entry in enumerate(self.entries(params))
        ]

    def entries(self, params: Any) -> list[Any]:
        """The entries as they stand there."""
        found = Place(self.path).found(params)
        return found if isinstance(found, list) else []

    def write(
        self, params: dict[str, Any], rows: Iterable[Mapping[str, Any]], new: Callable[[], Any] = lambda: None
    ) -> list[Any]:
        """Put the rows there, each with what its entry had besides, or in a ``new`` one; returns the entries."""
        old = dict(enumerate(self.entries(params)))
        made = []
        for row in rows:
            # Each entry goes to one row only, whatever the browser says.
            box = {_ENTRY: copy.deepcopy(old.pop(row.get("place", -1), None) or new())}
            for name, place in self.places.items():
                if name in row:
                    self._within(place).write(box, row[name])
            made.append(box[_ENTRY])
        for key in self.path[:-1]:
            params = params.setdefault(key, {})
        params[self.path[-1]] = made
        return made

    def formatted(self, params: Any) -> list[set[str]]:
        """Of each row the fields whose marks would be lost."""
        return [
            {name for name, place in self.places.items() if self._within(place).is_formatted({_ENTRY: entry})}
            for entry in self.entries(params)
        ]

    def fits(self, fields: Sequence[Field], *, but: frozenset[str] = frozenset()) -> bool:
        """Whether there is such a list, with all of these places, ``but`` for those checked elsewhere."""
        told = field_at(fields, self.path)
        if told is None or told.type != "list" or told.entry is None:
            return False
        entry = told.entry
        return all(
            place.fits(entry if not place.path else field_at([entry], (entry.name, *place.path)))
            for name, place in self.places.items()
            if name not in but
        )

    def _within(self, place: Place) -> Place:
        return replace(place, path=(_ENTRY, *place.path))


def field_at(fields: Sequence[Field], path: Path) -> Field | None:
    """The field whose value stands at this path of a content."""
    told: Field | None = None
    for key in path:
        told = next((each for each in fields if each.name == key), None)
        if told is None:
            return None
        if told.type == "group" and len(told.fields) == 1 and not told.sub_content:
            # Written without the group: nothing is further in under its own name.
            told = told.fields[0]
        fields = told.fields
    return told

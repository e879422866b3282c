"""Which installed library a kind is made with: its fields decide, not its number."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from courses.h5p import Field, LibraryName, Report
from courses.h5p.dependencies import report_missing
from courses.interactive.authoring.defaults import defaults, entry_defaults
from courses.interactive.authoring.places import Path, field_at
from courses.interactive.authoring.words import LEARNERS
from courses.interactive.models import H5PLibrary
from courses.interactive.shelf import SiteShelf


@dataclass(frozen=True, slots=True)
class Base:
    """An installed library, with all that it loads, that content is made for."""

    name: LibraryName
    row: H5PLibrary
    shelf: SiteShelf

    @property
    def fields(self) -> tuple[Field, ...]:
        """Of its content."""
        return self.shelf.semantics(self.name) or ()

    def begin(self) -> dict[str, Any]:
        """A content with nothing in it but defaults."""
        return defaults(self.row.semantics, self.row.languages.get(LEARNERS))

    def begin_entry(self, path: Path) -> Any:
        """An entry of a list at a path, with nothing in it but defaults; None where an entry is no object."""
        fields: Any = self.row.semantics
        for key in path:
            told: Any = next((each for each in fields if each.get("name") == key), {})
            fields = told.get("fields", [])
        return entry_defaults(told.get("field"))

    def parts(self, path: Path) -> dict[str, Base]:
        """What may stand at a path that holds a library, or a list of them."""
        told = field_at(self.fields, path)
        return self.parts_of(told.entry if told and told.type == "list" else told)

    def parts_of(self, told: Field | None) -> dict[str, Base]:
        """What may stand in a field, and is installed: the latest of each by its machine name."""
        if told is None or told.type != "library":
            return {}
        names = sorted(name for option in told.options if (name := LibraryName.parse(option)))
        self.shelf.fetch(names)
        found = ((name.machine, base_of(name, self.shelf)) for name in names)
        return {machine: base for machine, base in found if base}

    def new(self, params: dict[str, Any], title: str = "") -> dict[str, Any]:
        """What stands in another content for content of this library."""
        metadata = {"contentType": self.row.title, "license": "U", "title": title[:255] or self.row.title}
        return {
            "library": str(self.name), "params": params, "subContentId": str(uuid.uuid4()), "metadata": metadata,
        }  # fmt: skip


def base_of(name: LibraryName, shelf: SiteShelf) -> Base | None:
    """A library, if it and everything that it loads is installed."""
    row = shelf.row(name)
    if row is None:
        return None
    report = Report()
    report_missing([name], shelf, report, "preloaded")
    return Base(name, row, shelf) if report.ok else None


def bases(machines: Iterable[str], shelf: SiteShelf) -> dict[str, list[Base]]:
    """Of each machine name the libraries that are in use, the latest first."""
    rows = H5PLibrary.objects.filter(machine__in=set(machines), current=True, runnable=True)
    names = [LibraryName(*row) for row in rows.order_by("-major", "-minor").values_list("machine", "major", "minor")]
    shelf.fetch(names)
    found: dict[str, list[Base]] = {machine: [] for machine in machines}
    for name in names:
        if base := base_of(name, shelf):
            found[name.machine].append(base)
    return found

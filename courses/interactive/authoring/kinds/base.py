"""What a kind of activity is to the forms."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from courses.interactive.authoring.forms import BaseRows, ContentForm, RowForm
from courses.interactive.authoring.libraries import Base
from courses.interactive.authoring.pictures import PicturePlace, Pictures
from courses.interactive.authoring.places import Place, Rows, field_at

Row = Mapping[str, Any]


class Kind:
    """One kind: its form, the places that its fields fill, its rows. What is said here most kinds need not change."""

    slug: ClassVar[str]
    machine: ClassVar[str]
    title: ClassVar[Any]
    told: ClassVar[Any]
    form: ClassVar[type[ContentForm]]
    places: ClassVar[Mapping[str, Place]] = {}
    # Fields that some versions of the library have no place for: they are not asked then.
    may_lack: ClassVar[frozenset[str]] = frozenset()
    picture: ClassVar[PicturePlace | None] = None
    rows: ClassVar[Rows | None] = None
    row_form: ClassVar[type[RowForm]] = RowForm
    row_set: ClassVar[type[BaseRows]] = BaseRows
    row_title: ClassVar[Any] = ""
    # Places of rows that the kind checks itself.
    rows_but: ClassVar[frozenset[str]] = frozenset()
    row_picture: ClassVar[PicturePlace | None] = None
    # Other values than the library's own that a new one begins with, by field.
    prefers: ClassVar[Mapping[str, Any]] = {}

    def fits(self, base: Base) -> bool:
        """Whether a library has all the places that the form fills."""
        fields = base.fields
        wanted = {name: place for name, place in self.places.items() if name not in self.may_lack}
        return all(place.fits(field_at(fields, place.path)) for place in wanted.values()) and (
            self.rows is None or self.rows.fits(fields, but=self.rows_but)
        )

    def lacks(self, base: Base) -> set[str]:
        """Fields that this version of the library has no place for."""
        return {
            name for name in self.may_lack if not self.places[name].fits(field_at(base.fields, self.places[name].path))
        }

    def begin(self, base: Base) -> dict[str, Any]:
        """The content of a new one."""
        params = base.begin()
        if self.rows:
            self.rows.write(params, [])
        for name in self.prefers.keys() - self.lacks(base):
            self.places[name].write(params, self.prefers[name])
        return params

    def read(self, params: Any) -> dict[str, Any]:
        """The fields of the form, but for its rows."""
        shown = {name: place.read(params) for name, place in self.places.items()}
        return shown | (self.picture.read(params) if self.picture else {})

    def read_rows(self, params: Any) -> list[dict[str, Any]]:
        """The rows of the form."""
        if self.rows is None:
            return []
        entries = self.rows.entries(params)
        shown = zip(self.rows.read(params), entries, strict=True)
        return [row | (self.row_picture.read(entry) if self.row_picture else {}) for row, entry in shown]

    def formatted(self, params: Any) -> set[str]:
        """Fields whose marks would be lost if their words were changed."""
        return {name for name, place in self.places.items() if place.is_formatted(params)}

    def formatted_rows(self, params: Any) -> list[set[str]]:
        """The same of each row."""
        return self.rows.formatted(params) if self.rows else []

    def fit_row(self, form: Any, base: Base, entry: Any) -> None:
        """Ask in a row only for what can be done; ``entry`` is what it was opened from, or None."""

    def most_rows(self, base: Base) -> int:
        """How many rows the form and the library allow."""
        told = field_at(base.fields, self.rows.path) if self.rows else None
        if self.rows is None or told is None:
            return 0
        return min(self.rows.most, int(told.maximum)) if told.maximum else self.rows.most

    def content(
        self, params: Mapping[str, Any], cleaned: Row, rows: Sequence[Row], base: Base, pictures: Pictures
    ) -> dict[str, Any]:
        """``params`` with what the form says; everything else stays."""
        made = copy.deepcopy(dict(params))
        for name in self.places.keys() & cleaned.keys():
            self.places[name].write(made, cleaned[name])
        if self.picture and not self.picture.is_other(made):
            self.picture.write(made, cleaned, base, pictures)
        self.write_rows(made, rows, base, pictures)
        return made

    def write_rows(self, made: dict[str, Any], rows: Sequence[Row], base: Base, pictures: Pictures) -> None:
        """Put the rows in."""
        if self.rows is None:
            return
        path = self.rows.path
        entries = self.rows.write(made, rows, lambda: base.begin_entry(path))
        for entry, row in zip(entries, rows, strict=True):
            if self.row_picture:
                self.row_picture.write(entry, row, base, pictures)

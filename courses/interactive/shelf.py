"""The shelf of this site: the libraries that are installed, as `courses.h5p` asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q

from courses.h5p import Field, Library, LibraryName, Limits, PackageError, Report, read_semantics
from courses.h5p.schemas import read_library
from courses.interactive.files import pieces_of
from courses.interactive.models import H5PLibrary


class SiteShelf:
    """The current libraries, each read once; make a new one for each piece of work."""

    def __init__(self) -> None:
        self._rows: dict[LibraryName, H5PLibrary | None] = {}
        self._libraries: dict[LibraryName, Library] = {}
        self._fields: dict[LibraryName, tuple[Field, ...]] = {}

    def fetch(self, names: Iterable[LibraryName]) -> None:
        """Read these, and all that they come to need, with one query a level."""
        waiting = {name for name in names if name not in self._rows}
        while waiting:
            wanted = Q()
            for name in waiting:
                wanted |= Q(machine=name.machine, major=name.major, minor=name.minor)
            found = {row.name: row for row in H5PLibrary.objects.filter(wanted, current=True)}
            self._rows |= {name: found.get(name) for name in waiting}
            waiting = {
                need
                for name in waiting
                if (library := self.library(name))
                for need in library.needs("preloaded", "dynamic", "editor")
                if need not in self._rows
            }

    def row(self, name: LibraryName) -> H5PLibrary | None:
        """As it is installed."""
        if name not in self._rows:
            self.fetch([name])
        return self._rows[name]

    def library(self, name: LibraryName) -> Library | None:
        """What its ``library.json`` says."""
        row = self.row(name)
        if row is None:
            return None
        if name not in self._libraries:
            report = Report()
            found = read_library(row.document, Limits(), report, "library.json")
            if found is None:
                raise PackageError(*report.errors)
            self._libraries[name] = found
        return self._libraries[name]

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """The fields of its content."""
        row = self.row(name)
        if row is None:
            return None
        if name not in self._fields:
            self._fields[name] = read_semantics(row.semantics)
        return self._fields[name]

    def library_files(self, name: LibraryName) -> Iterator[str]:
        """Its files, in order."""
        row = self.row(name)
        yield from sorted(row.files) if row else ()

    def library_pieces(self, name: LibraryName, path: str) -> Iterator[bytes]:
        """One of them."""
        row = self.row(name)
        if row is None:
            raise KeyError(name)
        yield from pieces_of(row.files[path][0])

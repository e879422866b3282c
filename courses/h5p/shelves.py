"""Where libraries stand: in a package, in a folder, or wherever a site keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from .documents import read_json
from .limits import Limits
from .names import LibraryName
from .problems import Fault, PackageError, Problem, Report
from .schemas import Library, read_library
from .semantics import Field, read_semantics


class Shelf(Protocol):
    """Asked for one library at a time; a site answers from its database."""

    def library(self, name: LibraryName) -> Library | None:
        """What ``library.json`` says, or ``None`` where there is no such library."""

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """The fields of its content; empty where it has none, ``None`` where there is no such library."""


class FullShelf(Shelf, Protocol):
    """A shelf that libraries can be taken from, to write them into a package."""

    def library_files(self, name: LibraryName) -> Iterable[str]:
        """Its files, relative to its folder."""

    def library_pieces(self, name: LibraryName, path: str) -> Iterable[bytes]:
        """One of them, piece by piece."""


class EmptyShelf:
    """Nothing is installed."""

    def library(self, name: LibraryName) -> Library | None:
        """There is none."""

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """There is none."""


class Shelves:
    """Several shelves, of which the first that has a library gives it."""

    def __init__(self, *shelves: Shelf) -> None:
        self._shelves = shelves

    def library(self, name: LibraryName) -> Library | None:
        """From the first that has it."""
        return next((found for shelf in self._shelves if (found := shelf.library(name))), None)

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """From the first that has the library."""
        return next((shelf.semantics(name) for shelf in self._shelves if shelf.library(name)), None)


class FolderShelf:
    """Libraries in a folder, one folder each, named like ``H5P.Blanks-1.14``.

    Raises `PackageError` when a library that is asked for is not what it should be.
    """

    def __init__(self, folder: str | Path, limits: Limits | None = None) -> None:
        self._folder = Path(folder)
        self._limits = limits or Limits()
        self._libraries: dict[LibraryName, Library | None] = {}
        self._semantics: dict[LibraryName, tuple[Field, ...]] = {}

    def names(self) -> list[LibraryName]:
        """What stands here."""
        found = (LibraryName.parse(path.parent.name) for path in self._folder.glob("*/library.json"))
        return sorted(name for name in found if name)

    def library(self, name: LibraryName) -> Library | None:
        """Read once."""
        if name not in self._libraries:
            path = self._folder / name.folder / "library.json"
            self._libraries[name] = self._read(path) if path.is_file() else None
        return self._libraries[name]

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """Read once."""
        if self.library(name) is None:
            return None
        if name not in self._semantics:
            path = self._folder / name.folder / "semantics.json"
            self._semantics[name] = _fields(_document(path, self._limits) if path.is_file() else [], str(path))
        return self._semantics[name]

    def library_files(self, name: LibraryName) -> Iterator[str]:
        """All of its files, in order."""
        folder = self._folder / name.folder
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()

    def library_pieces(self, name: LibraryName, path: str) -> Iterator[bytes]:
        """One of its files."""
        with (self._folder / name.folder / path).open("rb") as file:
            while piece := file.read(64 * 1024):
                yield piece

    def _read(self, path: Path) -> Library:
        report = Report()
        library = read_library(_document(path, self._limits), self._limits, report, str(path))
        if library is None:
            raise PackageError(*report.errors)
        return library


class MemoryShelf:
    """Libraries from what ``library.json`` and ``semantics.json`` hold, for sites that keep them in a database."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._held: dict[LibraryName, tuple[Library, tuple[Field, ...]]] = {}

    def put(self, library: dict[str, Any], semantics: list[Any]) -> LibraryName:
        """Take a library in, in place of any of the same name; raises `PackageError` when it is wrong."""
        report = Report()
        found = read_library(library, self._limits, report, "library.json")
        if found is None:
            raise PackageError(*report.errors)
        self._held[found.name] = (found, _fields(semantics, "semantics.json"))
        return found.name

    def library(self, name: LibraryName) -> Library | None:
        """What was put in."""
        return self._held[name][0] if name in self._held else None

    def semantics(self, name: LibraryName) -> tuple[Field, ...] | None:
        """What was put in."""
        return self._held[name][1] if name in self._held else None


def _document(path: Path, limits: Limits) -> Any:
    try:
        return read_json(path.read_bytes(), limits)
    except Fault as fault:
        raise PackageError(Problem(fault.code, str(path), fault.values)) from fault


def _fields(value: Any, path: str) -> tuple[Field, ...]:
    try:
        return read_semantics(value)
    except Fault as fault:
        raise PackageError(Problem(fault.code, path, fault.values)) from fault


def written(value: Any) -> bytes:
    """JSON as packages have it: the same value is the same bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

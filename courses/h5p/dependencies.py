"""Which libraries need which: what is missing, what goes in circles, what a page loads and in which order.

Nothing here calls itself, so that a chain of dependencies may be as long as it likes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .names import LibraryName
from .problems import Report
from .schemas import Library
from .shelves import Shelf

EVERY_TYPE = ("preloaded", "dynamic", "editor")


@dataclass(frozen=True, slots=True)
class Assets:
    """What a page loads: the libraries with those first that others need, and their files, each once."""

    libraries: tuple[LibraryName, ...]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    """Addresses below the folder of all libraries: ``H5P.Blanks-1.14/scripts/blanks.js``."""


@dataclass(frozen=True, slots=True)
class Step:
    """What installing would do about one library."""

    name: LibraryName
    does: str
    """``new``, ``replaces`` (an older patch), ``same`` or ``older`` (what is installed is newer and stays)."""
    patch: int
    installed: int | None


def closure(start: Iterable[LibraryName], shelf: Shelf, *types: str) -> dict[LibraryName, str]:
    """Everything that ``start`` comes to need, with who was the first to need it; missing ones are among them."""
    found: dict[LibraryName, str] = {}
    waiting = [(name, "h5p.json") for name in start]
    while waiting:
        name, by = waiting.pop()
        if name in found:
            continue
        found[name] = by
        library = shelf.library(name)
        if library:
            waiting += [(each, str(name)) for each in library.needs(*(types or EVERY_TYPE))]
    return found


def report_missing(
    start: Iterable[LibraryName], shelf: Shelf, report: Report, *types: str, but: Collection[str] = ()
) -> None:
    """Write down every library of the closure that is on no shelf, ``but`` for machine names that were told of."""
    for name, by in sorted(closure(start, shelf, *types).items()):
        if shelf.library(name) is None and name.machine not in but:
            report.add("library-missing", "", name=str(name), by=by)


def report_cycles(start: Iterable[LibraryName], shelf: Shelf, report: Report) -> None:
    """Write down libraries that would have to be loaded before themselves.

    Only preloaded dependencies have an order; editors and their content types name each other all the time.
    """
    for _name, circle in _walk(start, shelf):
        if circle:
            report.add("dependency-cycle", "", names=" → ".join(map(str, circle[:10])))


def load_order(start: Iterable[LibraryName], shelf: Shelf) -> list[LibraryName]:
    """The preloaded closure with every library after those it needs; missing ones are left out."""
    return [name for name, circle in _walk(start, shelf) if not circle]


def assets(start: Iterable[LibraryName], shelf: Shelf) -> Assets:
    """What a page loads to show content whose libraries are ``start``."""
    order = load_order(start, shelf)
    libraries = [library for name in order if (library := shelf.library(name))]
    dropped = {machine for library in libraries for machine in library.drops_styles_of}
    return Assets(
        libraries=tuple(order),
        scripts=_once(f"{each.name.folder}/{path}" for each in libraries for path in each.scripts),
        styles=_once(
            f"{each.name.folder}/{path}"
            for each in libraries
            if each.name.machine not in dropped
            for path in each.styles
        ),
    )


def installation(libraries: Iterable[Library], installed: Shelf) -> list[Step]:
    """What installing these would do: a higher patch replaces the same version, a new minor stands beside."""
    steps = []
    for library in sorted(libraries, key=lambda each: each.name):
        here = installed.library(library.name)
        does = "new" if here is None else "replaces" if library.patch > here.patch else "same"
        if here and library.patch < here.patch:
            does = "older"
        steps.append(Step(library.name, does, library.patch, here.patch if here else None))
    return steps


def _once(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))


def _walk(start: Iterable[LibraryName], shelf: Shelf) -> Iterator[tuple[LibraryName, list[LibraryName]]]:
    """Depth first: a library when all it needs has been given, or the circle that a need would close."""
    done: set[LibraryName] = set()
    for first in start:
        if first in done or shelf.library(first) is None:
            continue
        path = {first: iter(_preloaded(first, shelf))}
        while path:
            name = next(reversed(path))
            need = next(path[name], None)
            if need is None:
                path.popitem()
                done.add(name)
                yield name, []
            elif need in path:
                members = list(path)
                yield need, [*members[members.index(need) :], need]
            elif need not in done and shelf.library(need):
                path[need] = iter(_preloaded(need, shelf))


def _preloaded(name: LibraryName, shelf: Shelf) -> tuple[LibraryName, ...]:
    library = shelf.library(name)
    return library.preloaded if library else ()

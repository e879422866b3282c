"""Writing packages: the same content is the same bytes, on every machine and every day."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from .dependencies import closure, load_order, report_cycles, report_missing
from .documents import read_json
from .limits import Limits
from .names import LibraryName, bad_name, folded, skipped, suffix
from .package import CONTENT, HEAD
from .problems import Fault, PackageError, Report
from .schemas import read_head
from .shelves import FullShelf, Shelf, written

_SAME_DAY = (2020, 1, 1, 0, 0, 0)
_PIECE = 64 * 1024


def describe(
    *, title: str, language: str, main: LibraryName, shelf: Shelf, uses: Iterable[LibraryName] = (), **more: Any
) -> dict[str, Any]:
    """``h5p.json`` for content of ``main``, which ``uses`` other libraries within.

    Only preloaded dependencies are named, in the order of loading: a player stumbles over an editor's. ``more`` is
    what else it can say, such as ``license`` or ``authors``.
    """
    library = shelf.library(main)
    order = load_order([main, *uses], shelf)
    return {
        "title": title,
        "language": language,
        "mainLibrary": main.machine,
        "embedTypes": list(library.embed_types) if library and library.embed_types else ["iframe"],
        **dict(sorted(more.items())),
        "preloadedDependencies": [name.to_json() for name in order],
    }


def write_package(
    target: str | Path | IO[bytes],
    *,
    head: Mapping[str, Any],
    content: Mapping[str, Any],
    shelf: FullShelf,
    files: Mapping[str, bytes | Path] | None = None,
    with_editor: bool = True,
    limits: Limits | None = None,
) -> None:
    """Write a package with every library that it needs, out of ``shelf``.

    ``files`` are those of the content folder by their path in it. ``with_editor`` packs what is needed to go on
    editing, too, which other systems ask for. Raises `PackageError` with everything that is wrong, and then writes
    nothing.
    """
    limits = limits or Limits()
    report = Report()
    told = read_head(dict(head), limits, report)
    for path in sorted(files or ()):
        _check_file(f"content/{path}", limits, report)
    libraries: list[LibraryName] = []
    if told:
        types = ("preloaded", "dynamic", "editor") if with_editor else ("preloaded", "dynamic")
        start = [*told.preloaded, *told.dynamic]
        report_missing(start, shelf, report, *types)
        report_cycles(start, shelf, report)
        libraries = sorted(closure(start, shelf, *types))
    for name, value in ((HEAD, head), (CONTENT, content)):
        _check_document(name, value, limits, report)
    known: dict[str, str] = {}
    for path in sorted(files or ()):
        if known.setdefault(folded(path), path) != path:
            report.add("name-case", path)
    if not report.ok:
        raise PackageError(*report.errors)
    entries = _entries(head, content, files or {}, libraries, shelf, limits)
    if isinstance(target, (str, Path)):
        _write_whole(Path(target), entries)
    else:
        write_zip(target, entries)


def _write_whole(path: Path, entries: Iterator[tuple[str, Iterable[bytes]]]) -> None:
    """The file is there when it is complete, and not before."""
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("wb") as file:
            write_zip(file, entries)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_zip(file: IO[bytes], entries: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write files of any kind, given by name and in pieces: the same ones in the same order are the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, pieces in entries:
            entry = zipfile.ZipInfo(name, date_time=_SAME_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            with archive.open(entry, "w") as packed:
                for piece in pieces:
                    packed.write(piece)


def _entries(
    head: Mapping[str, Any], content: Mapping[str, Any], files: Mapping[str, bytes | Path],
    libraries: list[LibraryName], shelf: FullShelf, limits: Limits,
) -> Iterator[tuple[str, Iterable[bytes]]]:  # fmt: skip
    yield HEAD, [written(dict(head))]
    yield CONTENT, [written(dict(content))]
    for path in sorted(files):
        yield f"content/{path}", _pieces(files[path])
    for name in libraries:
        for path in sorted(shelf.library_files(name)):
            whole = f"{name.folder}/{path}"
            # What readers pass over, or would refuse, is no part of a library: a licence without an ending, say.
            if not skipped(whole) and not bad_name(whole, limits) and suffix(whole) in limits.library_types:
                yield whole, shelf.library_pieces(name, path)


def _check_document(name: str, value: Mapping[str, Any], limits: Limits, report: Report) -> None:
    """What nobody could read again is not written."""
    try:
        read_json(written(dict(value)), limits)
    except UnicodeEncodeError:
        report.add("json-invalid", name)
    except Fault as fault:
        report.take(fault, name)


def _check_file(name: str, limits: Limits, report: Report) -> None:
    code = bad_name(name, limits)
    if not code and (suffix(name) not in limits.content_types or skipped(name) or name == CONTENT):
        code = "type-not-allowed"
    if code:
        report.add(code, name, most=limits.depth)


def _pieces(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece

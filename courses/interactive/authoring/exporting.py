"""An activity as a file that other systems open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from courses.h5p import LibraryName, Report, write_package
from courses.h5p.dependencies import report_missing
from courses.interactive.files import FileLost, name_of, pieces_of, storage
from courses.interactive.models import H5PVersion
from courses.interactive.shelf import SiteShelf

SUFFIX = ".h5p"


def export_package(*, version: H5PVersion, file: IO[bytes] | str | Path) -> None:
    """Write a version with all of its libraries, those of the editor too where all of them are installed.

    Raises `PackageError` when a library that it needs to play is not here any more, `FileLost` when a file is not.
    """
    shelf = SiteShelf()
    shelf.fetch(version.needs)
    with _as_paths(version) as files:
        write_package(
            file, head=version.head, content=version.content, shelf=shelf, files=files,
            with_editor=_has_editor(version.needs, shelf),
        )  # fmt: skip


def _has_editor(needs: list[LibraryName], shelf: SiteShelf) -> bool:
    report = Report()
    report_missing(needs, shelf, report, "preloaded", "dynamic", "editor")
    return report.ok


@contextmanager
def _as_paths(version: H5PVersion) -> Iterator[dict[str, bytes | Path]]:
    """Its files as paths on this machine; copied to it from a storage that is elsewhere, one at a time."""
    kept = storage()
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, bytes | Path] = {}
        for path, (sha256, _size) in version.kept_files.items():
            try:
                here = Path(kept.path(name_of(sha256)))
            except NotImplementedError:
                here = Path(folder, sha256)
                with here.open("wb") as copied:
                    copied.writelines(pieces_of(sha256))
            if not here.exists():
                raise FileLost(sha256)
            found[path] = here
        yield found

"""A folder in which a file is there whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = "unfinished"
# What a process that was killed left behind is nobody's after so long.
_FORGOTTEN_SECONDS = 24 * 3600


class WholeFiles(FileSystemStorage):
    """For files whose name says what is in them: whoever writes one a second time writes the same.

    `settle` comes before the rows that say that files are there: a row is still there after a power cut.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(self.path(UNFINISHED))
        aside.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=aside)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in content.chunks():
                    file.write(piece)
            Path(path).chmod(self.file_permissions_mode or 0o644)
            Path(path).replace(target)
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise
        return name

    def settle(self, names: Iterable[str]) -> None:
        """Return when these files are on the disk. Many at once take hardly longer than one."""
        paths = [Path(self.path(name)) for name in names]
        for path in [*paths, *{path.parent for path in paths}]:
            _settle(path)
        _forget_unfinished(Path(self.path(UNFINISHED)))


def _forget_unfinished(folder: Path) -> None:
    for path in folder.glob("*"):
        # Others finish theirs, or take away the same, in this moment.
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _FORGOTTEN_SECONDS:
                path.unlink()


def _settle(path: Path) -> None:
    """A file's bytes, or a folder's list of names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

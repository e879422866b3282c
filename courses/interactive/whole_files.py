"""A folder in which a file is there whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import tempfile
import time
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

    What `save` has answered is on the disk, for a row that says so will be there after a power cut as well.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(self.path(UNFINISHED))
        aside.mkdir(parents=True, exist_ok=True)
        _forget_unfinished(aside)
        handle, path = tempfile.mkstemp(dir=aside)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in content.chunks():
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            Path(path).chmod(self.file_permissions_mode or 0o644)
            Path(path).replace(target)
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise
        _settle(target.parent)
        return name


def _forget_unfinished(folder: Path) -> None:
    for path in folder.iterdir():
        # Others finish theirs, or take away the same, in this moment.
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _FORGOTTEN_SECONDS:
                path.unlink()


def _settle(folder: Path) -> None:
    """Let the folder's list of names reach the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

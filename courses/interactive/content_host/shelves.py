"""Where the files of libraries and versions lie, remembered by each process: neither ever changes."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from courses.interactive.models import H5PFile, H5PLibrary, H5PVersion

# Paths remembered in one process; a large library has a thousand.
MOST_PATHS = 60_000


class Lying(NamedTuple):
    """A file that can be sent: its SHA-256, its bytes in number, and those of its packed copy if there is one."""

    sha256: str
    size: int
    packed_size: int | None


Files = dict[str, Lying]


class Remembered:
    """File lists by what they are of; those that nobody asked for longest are forgotten first."""

    def __init__(self, read: Callable[..., Files | None], *, most: int = MOST_PATHS) -> None:
        self._read = read
        self._most = most
        self._lists: OrderedDict[Hashable, Files] = OrderedDict()
        self._paths = 0
        self._lock = threading.Lock()

    def known(self, *key: Hashable) -> Files | None:
        """The list if it is remembered."""
        with self._lock:
            files = self._lists.get(key)
            if files is not None:
                self._lists.move_to_end(key)
            return files

    def read(self, *key: Hashable) -> Files | None:
        """The list out of the database; None if there is no such thing."""
        files = self._read(*key)
        if files is not None:
            self._remember(key, files)
        return files

    def forget(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._lists.clear()
            self._paths = 0

    def _remember(self, key: Hashable, files: Files) -> None:
        with self._lock:
            if key not in self._lists:
                # An empty list takes its place too.
                self._paths += len(files) + 1
            self._lists[key] = files
            while self._paths > self._most and len(self._lists) > 1:
                _, oldest = self._lists.popitem(last=False)
                self._paths -= len(oldest) + 1


def _library_files(digest: str) -> Files | None:
    return _lying(H5PLibrary.objects.filter(digest=digest).values_list("files", flat=True).first())


def _version_files(package: uuid.UUID, number: int) -> Files | None:
    found = H5PVersion.objects.filter(package=package, number=number).values_list("files", flat=True).first()
    return _lying(found)


def _lying(files: dict[str, Any] | None) -> Files | None:
    if files is None:
        return None
    hashes = {sha256 for sha256, _ in files.values()}
    rows = H5PFile.objects.filter(sha256__in=hashes, packed_size__isnull=False)
    packed = dict(rows.values_list("sha256", "packed_size"))
    return {path: Lying(sha256, size, packed.get(sha256)) for path, (sha256, size) in files.items()}


libraries = Remembered(_library_files)
versions = Remembered(_version_files)

"""The H5P core out of the npm package, and our player, under one digest made of their bytes."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from courses.h5p.names import suffix
from courses.interactive.files import PACKED_TYPES

# Where they are among the static files (STATICFILES_DIRS), and what of them the player needs.
_PACKAGE = "npm/h5p-standalone"
_FOLDERS = ("fonts", "images", "styles")
_OURS = ("courses/h5p/player.js", "courses/h5p/player.css")
# Where static files are collected, copies under hashed names and packed ones lie beside.
_COPY = re.compile(r"\.[0-9a-f]{12}\.\w+$|\.gz$")
SCRIPT, CORE_SCRIPT = "player.js", "frame.bundle.js"
STYLES = ("styles/h5p.css", "player.css")


class CoreMissing(Exception):
    """The npm package or our files are not where static files are."""


@dataclass(frozen=True, slots=True)
class CoreFile:
    """One file, small enough to be kept in memory."""

    body: bytes
    packed: bytes | None
    etag: str


@dataclass(frozen=True, slots=True)
class Core:
    """All of them by their path, and the digest under which they are served."""

    digest: str
    files: dict[str, CoreFile]

    def address(self, path: str) -> str:
        """Where one of them is on this host."""
        return f"/core/{self.digest}/{path}"


@cache
def core() -> Core:
    """Read at first use: about one and a half megabytes, half of it fonts."""
    files = {}
    for path, place in sorted(_places()):
        body = place.read_bytes()
        packed = gzip.compress(body, 9, mtime=0) if suffix(path) in PACKED_TYPES else None
        files[path] = CoreFile(body, packed, hashlib.sha256(body).hexdigest()[:32])
    whole = "\n".join(f"{path} {file.etag}" for path, file in files.items())
    return Core(hashlib.sha256(whole.encode()).hexdigest()[:32], files)


def _places() -> Iterator[tuple[str, Path]]:
    bundle = _place(f"{_PACKAGE}/{CORE_SCRIPT}")
    yield CORE_SCRIPT, bundle
    for folder in _FOLDERS:
        for place in (bundle.parent / folder).rglob("*"):
            if place.is_file() and not _COPY.search(place.name):
                yield place.relative_to(bundle.parent).as_posix(), place
    for name in _OURS:
        yield name.rpartition("/")[2], _place(name)


def _place(name: str) -> Path:
    found = finders.find(name)
    place = Path(str(found)) if found else Path(settings.STATIC_ROOT) / name
    if not place.is_file():
        raise CoreMissing(name)
    return place

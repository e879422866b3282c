"""Keeping files of libraries and content once, under their own hash, in whatever storage `STORAGES["h5p"]` names."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from courses.h5p.names import suffix
from courses.interactive.models import H5PFile, Kept

# Read and written in pieces of so many bytes.
PIECE = 64 * 1024
# A packed copy is kept of what browsers take packed and what gets smaller by it.
PACKED_TYPES = frozenset(["js", "css", "json", "svg", "txt", "md", "vtt", "csv", "gltf", "xml"])
_WORTH = 0.9
_IN_MEMORY = 1024 * 1024


class FileLost(Exception):
    """A file that there should be, and that the storage does not give: it was restored without its files, say."""


class Wanted(NamedTuple):
    """A file to be kept: its SHA-256, its bytes in number, and how to get at them."""

    sha256: str
    size: int
    pieces: Callable[[], Iterable[bytes]]


def storage() -> Storage:
    """Where the bytes lie."""
    return storages["h5p"]


def name_of(sha256: str, *, packed: bool = False) -> str:
    """Its name in the storage."""
    return f"{sha256[:2]}/{sha256}{'.gz' if packed else ''}"


def keep(content: bytes, *, kind: str) -> Kept:
    """Keep what is in memory; returns its hash and size. ``kind`` is the ending of its name."""
    kept = hashlib.sha256(content).hexdigest(), len(content)
    keep_all({f"x.{kind}": Wanted(*kept, lambda: [content])})
    return kept


def keep_all(files: Mapping[str, Wanted]) -> dict[str, Kept]:
    """Keep files by their path; returns where each lies. What is kept already is neither read nor written, unless it
    was lost.

    Where the work is cut off, the next try goes on with what is there. Raises `ValueError` when the bytes are not those
    that the hash was made of.
    """
    known = {row.sha256: row for row in H5PFile.objects.filter(sha256__in={file.sha256 for file in files.values()})}
    gone = {sha256 for sha256, row in known.items() if is_lost(row)}
    rows = {}
    for path, file in sorted(files.items()):
        if (file.sha256 not in known or file.sha256 in gone) and file.sha256 not in rows:
            rows[file.sha256] = _keep(file, path)
    _settle(rows.values())
    # The rows last: a file of which there is one is there for certain.
    H5PFile.objects.bulk_create([rows[sha256] for sha256 in sorted(rows)], batch_size=500, ignore_conflicts=True)
    # On another machine than the one that packed it before, a packed copy may have become another.
    H5PFile.objects.bulk_update([rows[sha256] for sha256 in sorted(gone)], ["packed_size"], batch_size=500)
    return {path: (file.sha256, file.size) for path, file in files.items()}


def is_lost(row: H5PFile) -> bool:
    """Whether a file is not there any more. A storage on another machine is not asked: each answer takes its time."""
    copies = (False, True) if row.packed_size is not None else (False,)
    try:
        return not all(Path(storage().path(name_of(row.sha256, packed=packed))).exists() for packed in copies)
    except NotImplementedError:
        return False


def _keep(wanted: Wanted, path: str) -> H5PFile:
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        for piece in wanted.pieces():
            digest.update(piece)
            file.write(piece)
        if digest.hexdigest() != wanted.sha256:
            raise ValueError(path)
        _save(name_of(wanted.sha256), file, wanted.size)
        if suffix(path) not in PACKED_TYPES:
            return H5PFile(sha256=wanted.sha256, size=wanted.size)
        with _packed(file) as packed:
            size = packed.tell()
            if size >= wanted.size * _WORTH:
                return H5PFile(sha256=wanted.sha256, size=wanted.size)
            _save(name_of(wanted.sha256, packed=True), packed, size)
            return H5PFile(sha256=wanted.sha256, size=wanted.size, packed_size=size)


def pieces_of(sha256: str) -> Iterator[bytes]:
    """A file, piece by piece; raises `FileLost`."""
    try:
        opened = storage().open(name_of(sha256), "rb")
    except FileNotFoundError:
        raise FileLost(sha256) from None
    with opened as file:
        while piece := file.read(PIECE):
            yield piece


def _save(name: str, file: IO[bytes], size: int) -> None:
    """Write it, unless it is there whole: some storages leave half of a file where writing was cut off."""
    file.seek(0)
    if storage().exists(name):
        if storage().size(name) == size:
            return
        storage().delete(name)
    saved = storage().save(name, File(file))
    if saved != name:
        # Somebody else kept the same in the same moment.
        storage().delete(saved)


def _settle(rows: Iterable[H5PFile]) -> None:
    """Some storages have said that a file is there before it is on the disk."""
    settle = getattr(storage(), "settle", None)
    if settle:
        settle(
            name_of(row.sha256, packed=packed)
            for row in rows
            for packed in ((False, True) if row.packed_size is not None else (False,))
        )


def _packed(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    packed = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by who asked
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as writer:
        while piece := file.read(PIECE):
            writer.write(piece)
    return packed

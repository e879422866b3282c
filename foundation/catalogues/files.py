"""Reading and writing a catalogue, always in the same form: sorted, wrapped alike, no dates, no line numbers."""

from __future__ import annotations

import os
from pathlib import Path

import polib

from foundation.catalogues.extracting import Key

LANGUAGE = "vi"
_HEADER = "Vietnamese texts of Bình dân học vụ số."
_METADATA = {
    "Project-Id-Version": "bdhvs",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
_WIDTH = 120


class DamagedCatalogue(Exception):
    """A catalogue cannot be read; the message names it."""


def path_of(package: Path) -> Path:
    """Where a package's catalogue is."""
    return package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def key_of(entry: polib.POEntry) -> Key:
    """What an entry translates."""
    return entry.msgctxt, entry.msgid


def read(package: Path) -> polib.POFile:
    """A package's catalogue, or an empty one."""
    return read_from(path_of(package))


def read_from(path: Path) -> polib.POFile:
    """The catalogue in this file, or an empty one."""
    if not path.exists():
        return polib.POFile()
    try:
        return polib.pofile(path.read_text(encoding="utf-8"), check_for_duplicates=True)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise DamagedCatalogue(f"{path}: {error}") from error


def write(package: Path, entries: list[polib.POEntry]) -> bool:
    """Write these entries as a package's catalogue if that changes the file; says whether it did."""
    return write_to(path_of(package), entries)


def write_to(path: Path, entries: list[polib.POEntry]) -> bool:
    """Write these entries into this file if that changes it; says whether it did."""
    catalogue = polib.POFile(wrapwidth=_WIDTH)
    catalogue.header, catalogue.metadata = _HEADER, dict(_METADATA)
    catalogue.extend(sorted(entries, key=lambda entry: (bool(entry.obsolete), entry.msgid, entry.msgctxt or "")))
    return _replace(path, str(catalogue).encode())


def compile_catalogue(package: Path) -> bool:
    """Make a package's binary catalogue, which the running site reads; says whether it changed."""
    return compile_file(path_of(package))


def compile_file(path: Path) -> bool:
    """Make the binary catalogue beside this one; says whether it changed."""
    catalogue = read_from(path)
    return bool(catalogue) and _replace(path.with_suffix(".mo"), catalogue.to_binary())


def _replace(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    # Others may be reading it at this moment, or writing it too.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
    return True

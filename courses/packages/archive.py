"""The file: a zip of curriculum files with a manifest. Everything is checked before anything is unpacked.

Only names that curriculum files have are let in, so there is nothing to escape by; sizes are counted while reading,
because headers lie.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _

from courses.curriculum_files.activities import NAME as ACTIVITY
from courses.curriculum_files.problems import Problem, RefusedError
from courses.h5p import write_zip
from courses.media.files import VIDEO
from courses.pages.lessons import MOST_LESSONS

MANIFEST = "manifest.json"
FORMAT = "bdhvs-course"
VERSION = 1
MOST_FILES = 1_000
MOST_BYTES = 100 * 1024 * 1024
MOST_MANIFEST = 512 * 1024
# The directory of so many files with names of the greatest length; without it a small file could name millions.
MOST_DIRECTORY = MOST_FILES * 400
MOST_IN_ONE = max(kind.most_bytes for kind in VIDEO.values())
# Text packs ten times at most; what packs better is made to fill a disk.
MOST_RATIO = 200
CHUNK = 64 * 1024

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_NAME = re.compile(
    rf"framework\.yaml|{_SLUG}/track\.md|{_SLUG}/{_SLUG}/(?:course\.md|\d{{2}}-{_SLUG}\.md|"
    rf"(?:drawings|media)/[A-Za-z0-9][A-Za-z0-9._-]{{0,99}}|{ACTIVITY}\.h5p)"
)
_END = b"PK\x05\x06"
_END_BYTES = 22


def write_archive(file: IO[bytes], folder: Path, manifest: dict[str, Any]) -> None:
    """Pack all of ``folder``; the same content at the same time is the same bytes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): _told(path) for path in paths}
    head = {"format": FORMAT, "version": VERSION, **manifest, "files": files}
    packed = [(name, _read(path)) for name, path in zip(files, paths, strict=True)]
    write_zip(file, [(MANIFEST, [orjson.dumps(head, option=orjson.OPT_INDENT_2)]), *packed])


def unpack(file: IO[bytes], folder: Path) -> dict[str, Any]:
    """Check a package and put its files into the empty ``folder``; returns the manifest. Raises ``RefusedError``."""
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            entries = _entries(archive, manifest["files"])
            for name, entry in entries.items():
                _unpack_one(archive, entry, folder / name, manifest["files"][name])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError, ValueError) as error:
        raise refusal(_("The file is damaged, or no course package.")) from error
    return manifest


def refusal(reason: str, file: str = "", *, line: int = 0) -> RefusedError:
    """One reason to refuse the whole package."""
    return RefusedError(Problem(file or _("the package"), line, reason))


def _told(path: Path) -> dict[str, Any]:
    return {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _pieces(file)


def _check_directory(file: IO[bytes]) -> None:
    """Before Python reads the zip's directory: it must stand at the end, without a comment, and be small."""
    size = file.seek(0, 2)
    if size > MOST_BYTES:
        raise refusal(_("The package has more than %d MB.") % (MOST_BYTES // 1024**2))
    file.seek(max(0, size - _END_BYTES))
    end = file.read(_END_BYTES)
    if len(end) < _END_BYTES or not end.startswith(_END) or end[-2:] != b"\0\0":
        raise refusal(_("The file is damaged, or no course package."))
    count, length = struct.unpack("<HI", end[10:16])
    if count > MOST_FILES + 1 or length > MOST_DIRECTORY:
        raise refusal(_("There are more than %d files in the package.") % MOST_FILES)
    file.seek(0)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        entry = archive.getinfo(MANIFEST)
    except KeyError:
        raise refusal(_("There is no manifest in the package.")) from None
    if entry.file_size > MOST_MANIFEST or entry.flag_bits & 1:
        raise refusal(_("The manifest cannot be read."), MANIFEST)
    with archive.open(entry) as packed:
        try:
            found = orjson.loads(packed.read(MOST_MANIFEST + 1))
        except orjson.JSONDecodeError:
            raise refusal(_("The manifest cannot be read."), MANIFEST) from None
    if not _is_manifest(found):
        raise refusal(_("The manifest cannot be read."), MANIFEST)
    if found["version"] != VERSION:
        raise refusal(_("The package was made by a newer release. Please bring this site up to date first."), MANIFEST)
    return dict(found)


def _is_manifest(found: Any) -> bool:
    if not isinstance(found, dict) or found.get("format") != FORMAT or type(found.get("version")) is not int:
        return False
    course, files = found.get("course"), found.get("files")
    if not isinstance(course, dict) or not isinstance(course.get("uuid"), str) or not isinstance(files, dict):
        return False
    return all(
        isinstance(told, dict) and type(told.get("size")) is int and isinstance(told.get("sha256"), str)
        for told in files.values()
    )


def _entries(archive: zipfile.ZipFile, told: dict[str, Any]) -> dict[str, zipfile.ZipInfo]:
    """The files by name; everything that is wrong with any of them is told at once."""
    problems: list[Problem] = []
    entries: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for entry in archive.infolist():
        name = entry.orig_filename
        if name == MANIFEST and MANIFEST not in folded:
            folded.add(MANIFEST)
            continue
        reason = _reason(entry, told)
        if name.casefold() in folded:
            reason = _("Two files of the package have the same name.")
        folded.add(name.casefold())
        if reason:
            # As it is shown, a name can do no harm, however long or strange it is.
            problems.append(Problem(ascii(name[:100])[1:-1], 0, reason))
        entries[name] = entry
    problems += [Problem(name[:100], 0, _("The file is not there.")) for name in told if name not in entries]
    if sum(entry.file_size for entry in entries.values()) > MOST_BYTES:
        problems.append(Problem(_("the package"), 0, _("The package has more than %d MB.") % (MOST_BYTES // 1024**2)))
    if problems:
        raise RefusedError(*problems[:MOST_LESSONS])
    return entries


def _reason(entry: zipfile.ZipInfo, told: dict[str, Any]) -> str:
    """Why a file cannot be in a package; empty when it can."""
    kind = entry.external_attr >> 16
    if entry.filename != entry.orig_filename or not _NAME.fullmatch(entry.orig_filename) or ".." in entry.filename:
        return _("Such a file has no place in a course package.")
    if kind and not stat.S_ISREG(kind):
        return _("Such a file has no place in a course package.")
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return _("The file is locked or packed in an unknown way.")
    if entry.file_size > MOST_IN_ONE:
        return _("The file has more than %d KB.") % (MOST_IN_ONE // 1024)
    if entry.file_size > MOST_RATIO * max(entry.compress_size, 100):
        return _("The file is packed so tightly that it can only be meant to do harm.")
    if entry.orig_filename not in told or told[entry.orig_filename]["size"] != entry.file_size:
        return _("The manifest says otherwise.")
    return ""


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, told: dict[str, Any]) -> None:
    digest, size = hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as packed, path.open("xb") as target:
        for piece in _pieces(packed):
            size += len(piece)
            if size > entry.file_size:
                raise refusal(_("The manifest says otherwise."), entry.filename)
            digest.update(piece)
            target.write(piece)
    if size != told["size"] or digest.hexdigest() != told["sha256"]:
        raise refusal(_("The file was changed on the way: it is not what the manifest says."), entry.filename)


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    while piece := packed.read(CHUNK):
        yield piece

"""The zip: looked over before anything of it is believed, then read piece by piece.

Python's own reader gives the directory only. Files are inflated here, because the sizes, the checksum, the end of the
stream and what the two headers say of each other have all to be compared while reading.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from .limits import Limits, in_words
from .names import bad_name, folded
from .problems import Fault, Report

PIECE = 64 * 1024

_END, _END_BYTES = b"PK\x05\x06", 22
_LOCATOR, _LOCATOR_BYTES = b"PK\x06\x07", 20
_LOCAL, _LOCAL_BYTES = b"PK\x03\x04", 30
_MOST_COMMENT = 0xFFFF
# Encrypted, strongly encrypted, headers masked.
_LOCKED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW = 0x8
_DAMAGED = (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, EOFError, OverflowError, IndexError)


class Archive:
    """The files of a package by name: only those whose name, kind and place in the zip are sound."""

    def __init__(self, file: IO[bytes], limits: Limits, report: Report) -> None:
        self._file = file
        self._limits = limits
        self.entries: dict[str, zipfile.ZipInfo] = {}
        """Empty when the zip cannot be read at all; the report says why."""
        try:
            self._check_end()
            # It closes nothing that it did not open, and all of the directory is in memory already.
            listed = zipfile.ZipFile(file).infolist()
            if len(listed) > limits.files:
                raise Fault("too-many-files", most=limits.files)
        except Fault as fault:
            report.take(fault)
        except _DAMAGED:
            report.add("not-a-zip")
        else:
            self._look_over(listed, report)

    def size(self, name: str) -> int:
        """What the zip says, and reading will hold it to."""
        return self.entries[name].file_size

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file, piece by piece; raises `Fault` as soon as it is not what the zip says, or too much."""
        entry = self.entries[name]
        size, checksum = 0, 0
        if entry.file_size > self._limits.file_bytes:
            raise Fault("file-too-large", most=in_words(self._limits.file_bytes))
        for piece, taken in self._unpacked(entry):
            size += len(piece)
            if size > entry.file_size:
                raise Fault("size-lies")
            if size > self._limits.ratio_from and size > self._limits.ratio * taken:
                raise Fault("ratio")
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != entry.file_size:
            raise Fault("size-lies")
        if checksum != entry.CRC:
            raise Fault("damaged-file")

    def read(self, name: str, *, most: int) -> bytes:
        """A small file whole; raises `Fault`."""
        if self.entries[name].file_size > most:
            raise Fault("json-too-large")
        return b"".join(self.pieces(name))

    def _check_end(self) -> None:
        """Before Python reads the directory: it must end where the zip ends, and be small."""
        size = self._file.seek(0, 2)
        if size > self._limits.package_bytes:
            raise Fault("package-too-large", most=in_words(self._limits.package_bytes))
        if self._at(0, len(_LOCAL)) != _LOCAL:
            raise Fault("not-a-zip")
        start = max(0, size - _MOST_COMMENT - _END_BYTES)
        tail = self._at(start, size - start)
        place = tail.rfind(_END)
        if place < 0 or len(tail) - place < _END_BYTES:
            raise Fault("not-a-zip")
        disk, first, here, count, length, offset, comment = struct.unpack("<4H2LH", tail[place + 4 : place + 22])
        if 0xFFFF in (here, count) or 0xFFFFFFFF in (length, offset):
            raise Fault("zip64")
        if tail[max(0, place - _LOCATOR_BYTES) : place].startswith(_LOCATOR):
            raise Fault("zip64")
        if count > self._limits.files or length > self._limits.directory_bytes:
            raise Fault("too-many-files", most=self._limits.files)
        whole = len(tail) - place == _END_BYTES + comment and offset + length == start + place
        if disk or first or here != count or not whole:
            raise Fault("not-a-zip")

    def _look_over(self, listed: list[zipfile.ZipInfo], report: Report) -> None:
        """Keep the sound entries; of the others, write down everything."""
        known: dict[str, str] = {}
        folders: set[str] = set()
        for entry in listed:
            name = entry.orig_filename
            code = bad_name(name, self._limits) or self._bad_entry(entry)
            if not code and folded(name) in known:
                code = "name-twice" if known[folded(name)] == name else "name-case"
            if code:
                report.add(code, name, most=self._limits.depth)
            if not code or code.startswith("name-"):
                known.setdefault(folded(name), name)
                parts = folded(name).rstrip("/").split("/")
                folders.update("/".join(parts[:end]) for end in range(1, len(parts)))
            if not code and not name.endswith("/"):
                self.entries[name] = entry
        for name in list(self.entries):
            if folded(name) in folders or f"{folded(name)}/" in known:
                report.add("name-conflict", name)
        self._check_folder_spelling(report)
        self._check_overlaps(listed, report)

    def _check_folder_spelling(self, report: Report) -> None:
        """``Images/a.png`` beside ``images/b.png`` is one folder on some computers and two on others."""
        spelled: dict[str, str] = {}
        for name in self.entries:
            parts = name.split("/")
            for end in range(1, len(parts)):
                folder = "/".join(parts[:end])
                if spelled.setdefault(folded(folder), folder) != folder:
                    report.add("name-case", folder)

    def _bad_entry(self, entry: zipfile.ZipInfo) -> str:
        """The code of what is wrong with an entry, whatever its name; or empty."""
        mode = entry.external_attr >> 16
        if stat.S_ISLNK(mode):
            return "link"
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            return "special-file"
        if entry.flag_bits & _LOCKED:
            return "encrypted"
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return "compression"
        return ""

    def _check_overlaps(self, listed: list[zipfile.ZipInfo], report: Report) -> None:
        """Files that share their bytes are how a small zip comes to be a large one."""
        end = 0
        for entry in sorted(listed, key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                report.add("overlap", entry.orig_filename)
            end = entry.header_offset + _LOCAL_BYTES + entry.compress_size

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
        """Pieces of a file, each with how much of the zip was taken so far."""
        place = self._start(entry)
        left = entry.compress_size
        if entry.compress_type == zipfile.ZIP_STORED:
            while left:
                piece = self._at(place, min(left, PIECE))
                if not piece:
                    raise Fault("damaged-file")
                place, left = place + len(piece), left - len(piece)
                yield piece, entry.compress_size - left
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        packed = b""
        while not inflater.eof:
            if not packed and left:
                packed = self._at(place, min(left, PIECE))
                place, left = place + len(packed), left - len(packed)
            try:
                piece = inflater.decompress(packed, PIECE)
            except zlib.error:
                raise Fault("damaged-file") from None
            if not piece and not inflater.eof and not left and not inflater.unconsumed_tail:
                raise Fault("damaged-file")
            if not packed and left:
                raise Fault("damaged-file")
            packed = inflater.unconsumed_tail
            if piece:
                yield piece, entry.compress_size - left - len(packed)
        if inflater.unused_data or left:
            raise Fault("header-lies")

    def _start(self, entry: zipfile.ZipInfo) -> int:
        """Where the bytes of a file begin; raises `Fault` when its two headers disagree."""
        head = self._at(entry.header_offset, _LOCAL_BYTES)
        if len(head) < _LOCAL_BYTES or not head.startswith(_LOCAL):
            raise Fault("damaged-file")
        flags, method = struct.unpack("<2H", head[6:10])
        *told, name, extra = struct.unpack("<3L2H", head[14:30])
        truth = (entry.CRC, entry.compress_size, entry.file_size)
        # What was not known yet when the header was written is 0 there; some systems know one of the three.
        unknown = (0,) if flags & _SIZES_FOLLOW else ()
        if any(one not in (*unknown, other) for one, other in zip(told, truth, strict=True)):
            raise Fault("header-lies")
        if method != entry.compress_type or flags & _LOCKED:
            raise Fault("header-lies")
        written = self._at(entry.header_offset + _LOCAL_BYTES, name)
        if written not in (entry.orig_filename.encode(), _old_spelling(entry.orig_filename)):
            raise Fault("header-lies")
        return int(entry.header_offset) + _LOCAL_BYTES + name + extra

    def _at(self, place: int, length: int) -> bytes:
        self._file.seek(place)
        return self._file.read(length)


def _old_spelling(name: str) -> bytes:
    return name.encode("cp437", errors="replace")

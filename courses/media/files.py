"""Sound, film and captions: which kinds phones play, how large they may be, and whether they are what they say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its media type, the most bytes, and a test of how it begins."""

    media_type: str
    most_bytes: int
    begins: Callable[[bytes], bool]


_MB = 1024 * 1024

AUDIO = {
    "mp3": Kind("audio/mpeg", 5 * _MB, lambda head: head[:3] == b"ID3" or (head[0] == 0xFF and head[1] & 0xE0 == 0xE0)),
    "m4a": Kind("audio/mp4", 5 * _MB, lambda head: head[4:8] == b"ftyp"),
}
VIDEO = {
    "mp4": Kind("video/mp4", 30 * _MB, lambda head: head[4:8] == b"ftyp"),
    "webm": Kind("video/webm", 30 * _MB, lambda head: head[:4] == b"\x1aE\xdf\xa3"),
}
CAPTIONS = {"vtt": Kind("text/vtt", _MB // 5, lambda head: head.removeprefix(b"\xef\xbb\xbf")[:6] == b"WEBVTT")}

MEDIA_TYPES = {name: kind.media_type for name, kind in {**AUDIO, **VIDEO, **CAPTIONS}.items()} | {"webp": "image/webp"}


def extension(name: str) -> str:
    """The ending of a file's name, in lower case and without the dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def check_file(name: str, size: int, head: bytes, kinds: dict[str, Kind]) -> None:
    """Refuse a file of another kind, too large, or that is not what its name says; ``head`` is its first 16 bytes."""
    kind = kinds.get(extension(name))
    if kind is None:
        raise ValidationError(_("Use a file of one of these kinds: %s.") % ", ".join(kinds))
    if size > kind.most_bytes:
        raise ValidationError(_("The file has more than %d KB.") % (kind.most_bytes // 1024))
    if len(head) < 8 or not kind.begins(head):
        raise ValidationError(_("The file is not what its name says (%s).") % extension(name))

"""Files that a lesson names: found inside its course's folder, checked before anything is kept."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from courses.media.files import AUDIO, CAPTIONS, VIDEO, check_file, extension
from courses.media.limits import MOST_PHOTO_BYTES, MOST_PHOTO_PIXELS
from courses.media.svg import read_drawing

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("drawings", "media")
PHOTOS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP"}
# Nothing that a lesson may name is larger.
MOST_BYTES = max(kind.most_bytes for kind in VIDEO.values())

_NAME = re.compile(rf"(?:{'|'.join(FOLDERS)})/[A-Za-z0-9][A-Za-z0-9._-]{{0,99}}")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that passed: its name within the course, and what is kept of it (a drawing as it was written anew)."""

    name: str
    content: bytes
    is_picture: bool

    @property
    def digest(self) -> str:
        """SHA-1 of the content, which is what Wagtail's library knows files by."""
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest()


def read_media(course: Path, name: str) -> MediaFile:
    """Read and check one file; raises ``ValidationError`` with a sentence."""
    path = course / name
    if not _NAME.fullmatch(name) or ".." in name:
        raise ValidationError(_("A file is named as drawings/name.svg or media/name.mp3: %s is not.") % name)
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise ValidationError(_("The file %s is not there.") % name)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ValidationError(_("The file has more than %d KB.") % (MOST_BYTES // 1024))
    kind, content = extension(name), path.read_bytes()
    if kind == "svg":
        return MediaFile(name, read_drawing(content).text.encode(), is_picture=True)
    if kind in PHOTOS:
        _check_photo(content, kind)
        return MediaFile(name, content, is_picture=True)
    check_file(name, size, content[:16], {**AUDIO, **VIDEO, **CAPTIONS})
    return MediaFile(name, content, is_picture=False)


def _check_photo(content: bytes, kind: str) -> None:
    if len(content) > MOST_PHOTO_BYTES:
        raise ValidationError(_("The file has more than %d KB.") % (MOST_PHOTO_BYTES // 1024))
    try:
        with Image.open(BytesIO(content), formats=[PHOTOS[kind]]) as photo:
            pixels = photo.width * photo.height
            if pixels <= MOST_PHOTO_PIXELS:
                photo.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_("The file is not what its name says (%s).") % kind) from error
    if pixels > MOST_PHOTO_PIXELS:
        raise ValidationError(_("The picture has too many pixels."))

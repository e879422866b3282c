"""Where media of lessons live: a published version's files never change, are never replaced and never deleted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from courses.media.files import extension
from courses.media.svg import Drawing, read_drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.documents.models import Document
    from wagtail.images.models import Image, Rendition

FOLDER = "h"
# A phone is at most 412 CSS pixels wide; the larger one is for sharp screens and for zooming in.
WIDE = "max-800x1200|format-webp|webpquality-75"
NARROW = "max-480x720|format-webp|webpquality-75"


@dataclass(frozen=True, slots=True)
class Picture:
    """What an <img> needs; ``srcset`` is empty where there is only one size."""

    src: str
    width: int
    height: int
    srcset: str = ""


class Media(Protocol):
    """Gives addresses to media while a card is rendered."""

    def picture(self, image: Image) -> Picture:
        """An image of the library as it is shown in a lesson."""

    def file(self, document: Document) -> str:
        """The address of a sound, film or captions file."""

    def count(self, sizes: Mapping[str, int]) -> None:
        """Take note of what a phone fetches besides: bytes by name."""


def drawing_of(image: Image) -> Drawing:
    """The drawing of an SVG image."""
    with image.open_file() as file:
        return read_drawing(file.read())


def is_drawing(image: Image) -> bool:
    """Whether the image is an SVG."""
    return extension(image.file.name) == "svg"


class DraftMedia:
    """For previews: the library's own addresses; nothing is kept for ever."""

    def picture(self, image: Image) -> Picture:
        """The image as the published lesson will show it."""
        if is_drawing(image):
            return _embedded(drawing_of(image))
        wide: Rendition = image.get_rendition(WIDE)
        return Picture(wide.url, wide.width, wide.height)

    def file(self, document: Document) -> str:
        """The document's own address."""
        return str(document.file.url)

    def count(self, sizes: Mapping[str, int]) -> None:
        """Nothing is fetched of a draft."""


class PinnedMedia:
    """For published versions: content-hash addresses. ``sizes`` holds bytes by name of all that a phone fetches."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}

    def picture(self, image: Image) -> Picture:
        """A drawing inside the page itself, another picture as WebP in two sizes."""
        if is_drawing(image):
            return _embedded(drawing_of(image))
        wide: Rendition = image.get_rendition(WIDE)
        address = self._pin(_content(wide), "webp")
        if wide.width <= 480:
            return Picture(address, wide.width, wide.height)
        narrow: Rendition = image.get_rendition(NARROW)
        smaller = pin(_content(narrow), "webp")
        srcset = f"{default_storage.url(smaller)} {narrow.width}w, {address} {wide.width}w"
        return Picture(address, wide.width, wide.height, srcset)

    def file(self, document: Document) -> str:
        """A sound, film or captions file, as it is."""
        with document.open_file() as file:
            return self._pin(file.read(), extension(document.file.name))

    def count(self, sizes: Mapping[str, int]) -> None:
        """What two cards fetch is fetched once."""
        self.sizes.update(sizes)

    def _pin(self, content: bytes, kind: str) -> str:
        name = pin(content, kind)
        self.sizes[name] = len(content)
        return default_storage.url(name)


def pin(content: bytes, kind: str) -> str:
    """Keep ``content`` under its own hash; returns the name in the storage. Keeping it again does nothing."""
    name = f"{FOLDER}/{hashlib.sha256(content).hexdigest()}.{kind}"
    if not default_storage.exists(name):
        saved = default_storage.save(name, ContentFile(content))
        if saved != name:
            # Another publication kept the same content in the same moment.
            default_storage.delete(saved)
    return name


def _embedded(drawing: Drawing) -> Picture:
    return Picture(drawing.data_uri, drawing.width, drawing.height)


def _content(rendition: Rendition) -> bytes:
    with rendition.file.open("rb") as file:
        content: bytes = file.read()
    if not content:
        raise ValidationError(_("The picture %s is empty.") % rendition.image.title)
    return content

"""Pictures of the library that activities show: copied into the content, as photo or drawing that any phone reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wagtail.images.models import Image

from courses.interactive.authoring.libraries import Base
from courses.interactive.authoring.places import Path, Place
from courses.interactive.files import keep
from courses.interactive.models import Kept

IMAGE = "H5P.Image"
# Of a phone held upright, twice as fine; larger ones only weigh more.
_SIZE = "max-1200x1200"
_PHOTO, _DRAWING = f"{_SIZE}|format-jpeg|jpegquality-80", f"{_SIZE}|format-png"


@dataclass(slots=True)
class Pictures:
    """The files of pictures that a form put into a content."""

    kept: dict[str, Kept] = field(default_factory=dict)

    def put(self, image: Image) -> dict[str, Any]:
        """Keep a picture; returns what stands for it in the content."""
        is_photo = not image.filename.lower().endswith(".png")
        shown = image.get_rendition(_PHOTO if is_photo else _DRAWING)
        with shown.file.open("rb") as file:
            content = file.read()
        kind, mime = ("jpg", "image/jpeg") if is_photo else ("png", "image/png")
        where = keep(content, kind=kind)
        path = f"images/{where[0][:16]}.{kind}"
        self.kept[path] = where
        return {"path": path, "mime": mime, "width": shown.width, "height": shown.height}


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """A picture that stands in a content itself, with its words beside it."""

    path: Path
    words: Path

    def has(self, params: Any) -> bool:
        """Whether there is one."""
        return isinstance(Place(self.path).found(params), dict)

    def is_other(self, params: Any) -> bool:
        """Whether something else stands in its place, such as a film."""
        return False

    def fits(self, base: Base) -> bool:
        """Whether one can be put there."""
        return True

    def read(self, params: Any) -> dict[str, Any]:
        """As the form shows it."""
        return {"picture_alt": Place(self.words).read(params) if self.has(params) else ""}

    def write(self, params: dict[str, Any], cleaned: Any, base: Base, pictures: Pictures) -> None:
        """Put the chosen one there, or take it away, or leave it with other words."""
        if image := cleaned.get("picture"):
            self.put(params, pictures.put(image), base)
        elif cleaned.get("picture_gone"):
            self.take(params)
        if self.has(params):
            Place(self.words).write(params, cleaned.get("picture_alt"))

    def put(self, params: dict[str, Any], file: dict[str, Any], base: Base) -> None:
        """Put a file there."""
        params[self.path[-1]] = file

    def take(self, params: dict[str, Any]) -> None:
        """Leave none."""
        params.pop(self.path[-1], None)
        params.pop(self.words[-1], None)


@dataclass(frozen=True, slots=True)
class MediaPlace(PicturePlace):
    """The place of questions for a picture, a sound or a film above them."""

    path: Path = ("media", "type")
    words: Path = ("media", "type", "params", "alt")

    def has(self, params: Any) -> bool:
        """Whether a picture is there."""
        return self._library(params).startswith(f"{IMAGE} ")

    def is_other(self, params: Any) -> bool:
        """Whether a sound or a film is there."""
        return bool(self._library(params)) and not self.has(params)

    def fits(self, base: Base) -> bool:
        """Whether the library for pictures is installed."""
        return IMAGE in base.parts(self.path)

    def put(self, params: dict[str, Any], file: dict[str, Any], base: Base) -> None:
        """Put a file there."""
        part = base.parts(self.path).get(IMAGE)
        if part is None:
            return
        media = params.setdefault("media", {})
        media["type"] = part.new({**part.begin(), "file": file})

    def take(self, params: dict[str, Any]) -> None:
        """Leave none."""
        params.get("media", {}).pop("type", None)

    def _library(self, params: Any) -> str:
        found = Place((*self.path, "library")).found(params)
        return found if isinstance(found, str) else ""

"""The library's pictures and recordings as files of one folder: each content once, under its own name."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.curriculum_files.activities import SUFFIX, name_of, packed
from courses.curriculum_files.writing.spans import CannotWriteError
from courses.interactive.files import FileLost
from courses.interactive.models import H5PPackage
from foundation.text import fold

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

# What a storage puts behind a name that is taken.
_TAKEN = re.compile(r"_[A-Za-z0-9]{7}$")


class CourseMedia:
    """Names of a folder's files; ``put`` keeps each as soon as it is named, so that memory holds one at a time."""

    def __init__(self, put: Callable[[str, bytes], None], course: uuid.UUID | None = None) -> None:
        self._put = put
        # Whose folder it is; only courses have activities.
        self._course = course
        self._activities: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()

    def cards(self, cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Cards as Wagtail stores them, with names of files instead of numbers and nothing of the editor's own."""
        return [
            {
                "id": card["id"],
                "value": {
                    "title": card["value"]["title"],
                    "body": [
                        {"type": piece["type"], "value": self._value(piece)} for piece in card["value"]["body"]
                    ],
                },
            }
            for card in cards
        ]  # fmt: skip

    def _value(self, piece: dict[str, Any]) -> Any:
        kind, value = piece["type"], piece["value"]
        if not isinstance(value, dict):
            return value
        value = {name: _entries(one) for name, one in value.items()}
        if kind == "picture":
            value["file"] = self.name(Image, value.pop("image"), "drawings")
        elif kind in {"audio", "video"}:
            for name in ("file", "captions"):
                if name in value:
                    value[name] = self.name(Document, value[name], "media")
        elif kind == "h5p":
            value["file"] = self._activity(value.pop("activity"))
        return value

    def _activity(self, key: str | None) -> str:
        """The name of an activity, which is written in its newest version; raises ``CannotWriteError``."""
        if key not in self._activities:
            package = H5PPackage.objects.filter(pk=key).first() if key else None
            if key is None or package is None:
                raise CannotWriteError(_("an interactive activity that was deleted"))
            self._activities[key] = name = name_of(package, self._course)
            try:
                self._put(f"{name}{SUFFIX}", packed(package.newest))
            except FileLost:
                raise CannotWriteError(_("an interactive activity of which a file is lost")) from None
        return self._activities[key]

    def name(self, model: Any, number: int | None, folder: str) -> str:
        """The name of the file with this number in the library; raises ``CannotWriteError``."""
        item = model.objects.filter(pk=number).first() if number else None
        if item is None:
            raise CannotWriteError(_("a file that was deleted from the library"))
        with item.open_file() as file:
            content: bytes = file.read()
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._names:
            self._names[digest] = name = self._free(folder, PurePosixPath(item.file.name).name)
            self._put(name, content)
        return self._names[digest]

    def _free(self, folder: str, stored: str) -> str:
        ending = PurePosixPath(stored).suffix.lower()
        stem = re.sub(
            r"[^A-Za-z0-9_-]+",
            "-",
            fold(PurePosixPath(stored).stem) if not stored.isascii() else stored[: -len(ending) or None],
        )
        shorter = _TAKEN.sub("", stem).strip("-_") or "tep"
        wanted = [shorter, *(f"{shorter}-{number}" for number in range(2, 10_000))]
        name = next(
            f"{folder}/{one[:80]}{ending}" for one in wanted if f"{one[:80]}{ending}".lower() not in self._taken
        )
        self._taken.add(name.split("/", 1)[1].lower())
        return name


def _entries(value: Any) -> Any:
    """Wagtail keeps each entry of a list with a type and a number of its own; files hold only the entries."""
    if isinstance(value, list):
        return [one["value"] if isinstance(one, dict) and one.get("type") == "item" else one for one in value]
    return value

"""Putting the files of lessons into Wagtail's library: each content once, in a collection of its own."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

if TYPE_CHECKING:
    import uuid

    from courses.curriculum_files.media import MediaFile

# Kept in the database: a name that followed the language of whoever loads would make a second collection.
COLLECTION = "Học liệu"


def collection() -> Collection:
    """The collection of what came with curriculum files."""
    found: Collection | None = Collection.objects.filter(name=COLLECTION).first()
    return found or Collection.get_first_root_node().add_child(instance=Collection(name=COLLECTION))


class Shelf:
    """Files of one publication; ``take_back`` removes from the storage what a failed one put there."""

    def __init__(self) -> None:
        self._put: list[Any] = []
        self._collection: Collection | None = None

    def number(self, media: MediaFile, title: str) -> int:
        """The library's number of this content, which is put there if it is not yet."""
        model = Image if media.is_picture else Document
        found: int | None = model.objects.filter(file_hash=media.digest).values_list("pk", flat=True).first()
        if found is not None:
            return found
        self._collection = self._collection or collection()
        file = ContentFile(media.content, name=PurePosixPath(media.name).name)
        item = model(title=title[:255], file=file, collection=self._collection)
        item.file_size = len(media.content)
        item.file_hash = media.digest
        item.save()
        self._put.append(item.file)
        return int(item.pk)

    def take_back(self) -> None:
        """Remove the files that were put there since the shelf was made."""
        for file in self._put:
            file.storage.delete(file.name)


def with_numbers(
    cards: list[dict[str, Any]], media: dict[str, MediaFile], activities: dict[str, uuid.UUID], shelf: Shelf
) -> list[dict[str, Any]]:
    """The cards with numbers of the library instead of names of files."""
    return [
        {
            **card,
            "value": {
                **card["value"],
                "body": [_numbered(piece, media, activities, shelf) for piece in card["value"]["body"]],
            },
        }
        for card in cards
    ]


def _numbered(
    piece: dict[str, Any], media: dict[str, MediaFile], activities: dict[str, uuid.UUID], shelf: Shelf
) -> dict[str, Any]:
    value = piece["value"]
    if piece["type"] == "h5p":
        return {**piece, "value": {"activity": str(activities[value["file"]]), "completes": value["completes"]}}
    if piece["type"] == "picture":
        words = {"alt_text": value["alt_text"], "caption": value["caption"]}
        return {**piece, "value": {"image": shelf.number(media[value["file"]], value["alt_text"]), **words}}
    if piece["type"] in {"audio", "video"}:
        numbers = {
            name: shelf.number(media[value[name]], value["title"]) for name in ("file", "captions") if name in value
        }
        return {**piece, "value": {**value, **numbers}}
    return piece

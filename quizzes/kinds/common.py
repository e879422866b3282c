"""What is the same in every kind: prompt, picture, sound and explanation."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.kinds.base import Content, Frozen, Kind, Problem
from quizzes.kinds.blocks import (
    MOST_EXPLANATION,
    MOST_PROMPT,
    MOST_TEXT,
    MOST_TRANSCRIPT,
    QuestionBlock,
)
from quizzes.kinds.looking import MOST_ID, Part
from quizzes.kinds.media import frozen_audio, frozen_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wagtail.blocks import Block, StructBlock

    from courses.media.pinning import Media


class CommonKind(Kind):
    """A kind that says only what it has besides what all have."""

    needs_picture = False

    @abstractmethod
    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """Its own fields on the editor's screen."""

    @abstractmethod
    def look(self, content: Part) -> None:
        """Note what is wrong with its own fields."""

    @abstractmethod
    def freeze(self, content: Content) -> dict[str, Any]:
        """Its own fields with ids; whatever may be left out is there."""

    def block(self) -> StructBlock:
        """The common fields with its own between them."""
        return QuestionBlock(self, self.own_blocks())

    def problems(self, content: Content) -> list[Problem]:
        """What is wrong with the common fields, then with its own."""
        part = Part(content)
        part.text("prompt", MOST_PROMPT, required=True)
        if part.has("picture"):
            picture = part.part("picture")
            picture.whole("image", 1, MOST_ID, _("Choose a picture from the library."))
            picture.text("alt_text", MOST_TEXT, required=True)
        elif self.needs_picture:
            part.wrong("picture", _("This kind of question needs a picture."))
        if part.has("audio"):
            audio = part.part("audio")
            audio.whole("file", 1, MOST_ID, _("Choose a sound from the library."))
            audio.text("transcript", MOST_TRANSCRIPT, required=True)
        self.look(part)
        part.text("explanation", MOST_EXPLANATION)
        return part.problems()

    def frozen(self, content: Content, media: Media) -> Frozen:
        """The common fields, media by their addresses, and its own."""
        frozen: Frozen = {"prompt": content["prompt"], "explanation": content.get("explanation", "")}
        if content.get("picture") is not None:
            frozen["picture"] = frozen_picture(content["picture"], media)
        if content.get("audio") is not None:
            frozen["audio"] = frozen_audio(content["audio"], media)
        return {**frozen, **self.freeze(content)}


def numbered(letter: str, things: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The things with ids by their places: c1, c2 …"""
    return [{"id": f"{letter}{place}", **thing} for place, thing in enumerate(things, 1)]


def unordered(letter: str, things: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The things where they stand, with ids by their alphabet: where the order is the answer, ids must not tell it."""
    listed = list(things)
    numbers = {text: place for place, text in enumerate(sorted(thing["text"] for thing in listed), 1)}
    return [{"id": f"{letter}{numbers[thing['text']]}", **thing} for thing in listed]


def ids(things: Iterable[dict[str, Any]]) -> list[str]:
    """The ids of frozen things."""
    return [thing["id"] for thing in things]


def best(credits: Iterable[int]) -> float:
    """The highest of credits in percent as a share; 0 of none."""
    return max(credits, default=0) / 100

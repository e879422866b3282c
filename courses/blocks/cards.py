"""A card: one idea of a lesson, on one screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StreamBlock, StreamBlockValidationError, StructBlock

from courses.blocks.checks import CheckBlock
from courses.blocks.h5p import H5PBlock
from courses.blocks.links import OfficialLinkBlock
from courses.blocks.lists import DoDontBlock, StepsBlock
from courses.blocks.pictures import PictureBlock
from courses.blocks.quizzes import QuizBlock
from courses.blocks.rich import addresses, text_block, warning_block
from courses.blocks.sound import AudioBlock, VideoBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wagtail.blocks import StreamValue, StructValue

MOST_CARDS = 30
MOST_PIECES = 20
CARD_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


class CardBodyBlock(StreamBlock):
    """The pieces of a card, in order. Beside an interactive activity stands nothing else that completes the card."""

    text = text_block()
    picture = PictureBlock()
    audio = AudioBlock()
    video = VideoBlock()
    steps = StepsBlock()
    do_dont = DoDontBlock()
    warning = warning_block()
    check = CheckBlock()
    quiz = QuizBlock()
    h5p = H5PBlock()
    official_link = OfficialLinkBlock()

    def clean(self, value: StreamValue, **given: Any) -> StreamValue:
        """A card is done by one thing: an activity is not put beside a check or a quiz."""
        cleaned: StreamValue = super().clean(value, **given)
        kinds = {piece.block_type for piece in cleaned}
        if "h5p" in kinds and kinds & {"check", "quiz"}:
            raise StreamBlockValidationError(
                non_block_errors=[
                    gettext(
                        "A card with an interactive activity has neither a check nor a quiz. Put it on another card."
                    )
                ]
            )
        return cleaned


class CardBlock(StructBlock):
    """One card. Its id on the wire is the id of its place in the stream."""

    title = CharBlock(label=_("title of the card"), max_length=120)
    body = CardBodyBlock(
        label=_("what is on it"),
        min_num=1,
        max_num=MOST_PIECES,
        block_counts={"check": {"max_num": 1}, "quiz": {"max_num": 1}, "h5p": {"max_num": 1}},
    )

    class Meta:
        icon = "doc-full"
        label = _("card")
        label_format = "{title}"


class CardsBlock(StreamBlock):
    """All cards of a lesson."""

    card = CardBlock()

    class Meta:
        min_num = 1
        max_num = MOST_CARDS


def check_card_ids(ids: Iterable[str | None]) -> None:
    """Refuse ids that could not stand in an address or that two cards share. A new card has none yet."""
    given = [card_id for card_id in ids if card_id]
    if any(not CARD_ID.fullmatch(card_id) for card_id in given):
        raise ValidationError(gettext("A card's id has 1 to 64 letters, digits and hyphens."))
    if len(set(given)) < len(given):
        raise ValidationError(gettext("Two cards have the same id. Delete one of them and make it anew."))


def pieces(cards: StreamValue, kind: str) -> Iterator[StructValue]:
    """The values of every piece of one kind in a lesson's cards."""
    for card in cards:
        yield from (piece.value for piece in card.value["body"] if piece.block_type == kind)


def outside_addresses(cards: StreamValue) -> list[str]:
    """Every address outside this site that the cards send people to."""
    found = [link["url"] for link in pieces(cards, "official_link")]
    for kind in ("text", "warning"):
        for text in pieces(cards, kind):
            found += addresses(text.source)
    return list(dict.fromkeys(found))

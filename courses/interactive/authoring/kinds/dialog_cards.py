"""H5P.Dialogcards: cards with something on both sides."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from courses.interactive.authoring.forms import BaseRows, ContentForm, RowForm, WithPicture, box, text
from courses.interactive.authoring.kinds.base import Kind
from courses.interactive.authoring.pictures import PicturePlace
from courses.interactive.authoring.places import Flag, Rich, Rows


class DialogCardsForm(ContentForm):
    """What stands above the cards."""

    description = text(_("What learners are to do"), rows=2, required=False)
    shuffle = box(_("Show the cards in another order each time"))
    retry = box(_("Learners may begin again"))

    field_order = ["title", "description"]


class CardForm(WithPicture, RowForm):
    """A card."""

    front = text(_("Front of the card"), rows=2, required=False)
    back = text(_("Back of the card"), rows=2, required=False)

    field_order = ["front", "back"]
    counts = ("front", "back", "picture", "picture_alt")
    wanted: ClassVar = {
        "front": _("Please write what stands on the front."),
        "back": _("Please write what stands on the back."),
    }


class Cards(BaseRows):
    """The cards."""

    most, least = 60, 1
    few = _("Please write at least one card.")


class DialogCards(Kind):
    """Dialog cards."""

    slug = "the-lat"
    machine = "H5P.Dialogcards"
    title = _("Dialog cards")
    told = _("Cards to turn over: a word and its meaning, a question and its answer. They give no score.")
    form = DialogCardsForm
    places: ClassVar = {
        "description": Rich(("description",)),
        "shuffle": Flag(("behaviour", "randomCards")),
        "retry": Flag(("behaviour", "enableRetry")),
    }
    may_lack = frozenset(["shuffle"])
    rows = Rows(("dialogs",), {"front": Rich(("text",)), "back": Rich(("answer",))}, most=60)
    row_form = CardForm
    row_set = Cards
    row_title = _("Card")
    row_picture = PicturePlace(("image",), ("imageAltText",))

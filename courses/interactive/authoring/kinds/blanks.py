"""H5P.Blanks: sentences with words to be filled in, written between asterisks."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.interactive.authoring.forms import BaseRows, ContentForm, RowForm, WithPicture, box, text
from courses.interactive.authoring.kinds.base import Kind
from courses.interactive.authoring.pictures import MediaPlace
from courses.interactive.authoring.places import Flag, Rich, Rows

HOW = _(
    "Put the word that is to be filled in between two asterisks: Dial *114* for a fire. Several right words: "
    "*phone/telephone*. A tip: *114:three digits*."
)


class BlanksForm(WithPicture, ContentForm):
    """What is to be done."""

    task = text(_("What learners are to do"), rows=2)
    case = box(_("Capital and small letters count"))
    spelling = box(_("Small spelling mistakes are let pass"))
    retry = box(_("Learners may try again"))
    solutions = box(_("Learners may have the right answers shown"))

    field_order = ["title", "task"]


class SentenceForm(RowForm):
    """Sentences with blanks."""

    text = text(_("Sentences with blanks"), rows=2, required=False, help_text=HOW)

    counts = ("text",)

    def check(self) -> None:
        """At least one blank, each with two asterisks and a word."""
        try:
            check_blanks(self.cleaned_data["text"])
        except ValidationError as error:
            self.add_error("text", error)


class Sentences(BaseRows):
    """All of them."""

    most, least = 30, 1
    few = _("Please write at least one sentence with a blank.")


def check_blanks(typed: str) -> None:
    """Raise `ValidationError` with what is wrong with a text with blanks."""
    pieces = typed.split("*")
    if len(pieces) == 1:
        raise ValidationError(_("Nothing is to be filled in here: put a word between two asterisks, *like this*."))
    if len(pieces) % 2 == 0:
        raise ValidationError(_("One asterisk stands alone: each blank has one before it and one after it."))
    # Every other piece stands within asterisks; after a colon comes the tip.
    if not all(any(word.strip() for word in blank.split(":")[0].split("/")) for blank in pieces[1::2]):
        raise ValidationError(_("There is a blank with no word in it: **"))


class Blanks(Kind):
    """Fill in the blanks."""

    slug = "dien-tu"
    machine = "H5P.Blanks"
    title = _("Fill in the blanks")
    told = _("Sentences with missing words that learners type in.")
    form = BlanksForm
    places: ClassVar = {
        "task": Rich(("text",)),
        "case": Flag(("behaviour", "caseSensitive")),
        "spelling": Flag(("behaviour", "acceptSpellingErrors")),
        "retry": Flag(("behaviour", "enableRetry")),
        "solutions": Flag(("behaviour", "enableSolutionsButton")),
    }
    may_lack = frozenset(["spelling"])
    picture = MediaPlace()
    rows = Rows(("questions",), {"text": Rich(())}, most=30)
    row_form = SentenceForm
    row_set = Sentences
    row_title = _("Sentences")
    # Phones put a capital first by themselves.
    prefers: ClassVar = {"case": False}

"""A question that is answered and explained at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StructBlock, TextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

if TYPE_CHECKING:
    from wagtail.blocks import StructValue

FEWEST_CHOICES = 2
MOST_CHOICES = 5


class ChoiceBlock(StructBlock):
    """One answer to choose, and what is said when it was chosen."""

    text = CharBlock(label=_("answer"), max_length=200)
    correct = BooleanBlock(label=_("correct"), required=False)
    # Search would give the answers away.
    explanation = TextBlock(label=_("explanation"), max_length=600, search_index=False)

    class Meta:
        icon = "form"
        label = _("choice")


class CheckBlock(StructBlock):
    """A check. Templates get ``value.question`` and ``value.choices`` (``text``, ``correct``, ``explanation``)."""

    question = CharBlock(label=_("question"), max_length=300)
    choices = ListBlock(
        ChoiceBlock(search_index=False), label=_("choices"), min_num=FEWEST_CHOICES, max_num=MOST_CHOICES
    )

    class Meta:
        icon = "help"
        label = _("check")
        template = "courses/blocks/check.html"
        group = _("Practice")

    def clean(self, value: StructValue) -> StructValue:
        """A check that nobody can answer right is refused, and so are two equal answers."""
        cleaned: StructValue = super().clean(value)
        choices = cleaned["choices"]
        reason = ""
        if not any(choice["correct"] for choice in choices):
            reason = gettext("Mark at least one answer as correct.")
        elif len({choice["text"].strip().casefold() for choice in choices}) < len(choices):
            reason = gettext("Two answers have the same words.")
        if reason:
            raise StructBlockValidationError(block_errors={"choices": ValidationError(reason)})
        return cleaned

"""A quiz in a lesson: the card leads there, and is done when the quiz has been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructBlock

from courses.blocks.snippets import UUIDSnippetChooserBlock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.blocks import StructValue


class QuizBlock(StructBlock):
    """A quiz, shown by what it says of itself: ``value.title``, ``path``, ``facts``."""

    # The one name that points upward: quizzes know lessons, lessons know only where to ask.
    quiz = UUIDSnippetChooserBlock("quizzes.Quiz", label=_("quiz"))

    class Meta:
        icon = "form"
        label = _("quiz")
        template = "courses/blocks/quiz.html"
        group = _("Practice")

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The quiz as it introduces itself; one that was deleted leaves nothing."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        quiz = value["quiz"]
        return {**context, "value": quiz.introduction() if quiz else {}}

"""The parts of a quiz: single questions, and draws from the bank."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, IntegerBlock, StreamBlock, StructBlock

from courses.blocks.snippets import UUIDSnippetChooserBlock
from quizzes.bank.models import Difficulty
from quizzes.quiz.competences import competence_choices

MOST_PARTS = 60
MOST_QUESTIONS = 60


class FixedBlock(StructBlock):
    """A question that every paper has."""

    question = UUIDSnippetChooserBlock("quizzes.Question", label=_("question"))

    class Meta:
        icon = "help"
        label = _("a certain question")


class DrawBlock(StructBlock):
    """So many questions of a competence and difficulty, drawn for each attempt."""

    competence = ChoiceBlock(label=_("competence"), choices=competence_choices)
    difficulty = ChoiceBlock(label=_("difficulty"), choices=Difficulty.choices)
    count = IntegerBlock(label=_("how many"), min_value=1, max_value=20, default=1)

    class Meta:
        icon = "resubmit"
        label = _("a draw from the bank")


class PartsBlock(StreamBlock):
    """All parts, in order."""

    question = FixedBlock()
    draw = DrawBlock()

    class Meta:
        max_num = MOST_PARTS


class CompetenceMarkBlock(StructBlock):
    """What must be reached in one competence, besides the whole."""

    competence = ChoiceBlock(label=_("competence"), choices=competence_choices)
    percent = IntegerBlock(
        label=_("at least, in percent"), default=50, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        icon = "tick"
        label = _("mark of a competence")

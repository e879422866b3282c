"""Beside the parts of a quiz: how many questions the bank has for each draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from wagtail.admin.panels import Panel

from quizzes.bank.models import Difficulty, Question
from quizzes.quiz.competences import competences

if TYPE_CHECKING:
    from quizzes.quiz.models import Quiz


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw of the quiz as it was opened; ``number`` is its place among the parts."""

    number: int
    competence: str
    difficulty: str
    wanted: int
    there: int

    @property
    def is_short(self) -> bool:
        """Whether the bank has too few."""
        return self.there < self.wanted


@dataclass(frozen=True, slots=True)
class Stock:
    """What the bank has for one competence: how many of each difficulty, the easy ones first."""

    code: str
    title: str
    counts: list[int]


def bank_counts() -> dict[tuple[str, str], int]:
    """How many questions can be drawn, by competence and difficulty. One query, answered from an index."""
    rows = Question.objects.in_use().order_by().values("competence__code", "difficulty").annotate(there=Count("pk"))
    return {(row["competence__code"], row["difficulty"]): row["there"] for row in rows}


def draws_of(quiz: Quiz, counts: dict[tuple[str, str], int]) -> list[Draw]:
    """The draws of a quiz, each with what the bank has."""
    return [
        Draw(
            number=place,
            competence=part.value["competence"] or "–",
            difficulty=str(dict(Difficulty.choices).get(part.value["difficulty"], "–")),
            wanted=part.value["count"] or 0,
            there=counts.get((part.value["competence"], part.value["difficulty"]), 0),
        )
        for place, part in enumerate(quiz.parts, 1)
        if part.block_type == "draw"
    ]


def stocks(counts: dict[tuple[str, str], int]) -> list[Stock]:
    """What the bank has for each competence."""
    return [
        Stock(code, competence.title, [counts.get((code, difficulty), 0) for difficulty in Difficulty.values])
        for code, competence in competences().items()
    ]


class BankPanel(Panel):
    """How many fitting questions each draw has, and what the bank has in all."""

    class BoundPanel(Panel.BoundPanel):
        """In the form of one quiz."""

        template_name = "quizzes/office/bank_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """With ``draws`` and ``stocks``."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            counts = bank_counts()
            labels = [str(label) for label in Difficulty.labels]
            return {**context, "draws": draws_of(self.instance, counts), "stocks": stocks(counts), "labels": labels}

"""Where a quiz stands: lessons that embed it, and what in it is retired."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from quizzes.bank.models import Question
from quizzes.quiz.models import Quiz

MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Embedding:
    """A lesson that shows the quiz, with its course."""

    page: Page
    course: str


def lessons_with(quiz: Quiz) -> list[Embedding]:
    """The lessons whose cards embed a quiz. Three queries."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Quiz), to_object_id=str(quiz.pk)
    )
    page_type = ContentType.objects.get_for_model(Page)
    ids = references.filter(base_content_type=page_type).values_list("object_id", flat=True).distinct()
    numbers = [int(one) for one in ids[:MOST_PAGES] if one.isdigit()]
    pages = list(Page.objects.filter(pk__in=numbers).order_by("title"))
    above = {page.path[: -Page.steplen] for page in pages}
    titles = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    return [Embedding(page, titles.get(page.path[: -Page.steplen], "")) for page in pages]


def retired_in(quiz: Quiz) -> list[Question]:
    """The retired questions that every paper of the quiz asks."""
    fixed = [part.value["question"] for part in quiz.parts if part.block_type == "question"]
    return [question for question in fixed if question is not None and question.retired_at is not None]

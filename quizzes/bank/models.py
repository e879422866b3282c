"""Tables of the question bank."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from foundation.text import fold
from foundation.text.searching import FoldedQuerySet
from quizzes.bank.blocks import QuestionBodyBlock
from quizzes.editing.two_people import TwoPeople
from quizzes.kinds.base import Content

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# What a search looks through of a question: its first so many letters.
MOST_FOLDED = 4000


class Difficulty(models.TextChoices):
    """How hard a question is for those whom it is meant for."""

    EASY = "easy", _("easy")
    MEDIUM = "medium", _("medium")
    HARD = "hard", _("hard")


class QuestionQuerySet(FoldedQuerySet["Question"]):
    """What is asked of the bank."""

    def in_use(self) -> Self:
        """Questions that papers may draw: published and not retired."""
        return self.filter(live=True, retired_at=None)


class Question(TwoPeople, PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A question as officials edit it. Learners see its versions only; it is retired, never deleted.

    ``body`` holds one block: its type is the kind, its value the content of `docs/question-kinds.md`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name in lists"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, editable=False)
    body = StreamField(
        QuestionBodyBlock(), verbose_name=_("question"),
        help_text=_("Choose how it is answered, then write it. A question has one kind and keeps it."),
    )  # fmt: skip
    competence = models.ForeignKey(
        "courses.Competence", models.PROTECT, related_name="questions", verbose_name=_("competence")
    )
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty, default=Difficulty.MEDIUM)
    language = models.CharField(_("language"), max_length=10, default="vi")
    source = models.CharField(_("source"), max_length=200, help_text=_("Where what the question says can be checked."))
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    review_by = models.DateField(
        _("review by"), help_text=_("On this day at the latest someone checks whether the question is still right.")
    )
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)
    # Of the file it came from, and of the row as that load left it: tells an official's change.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Made from name and content: to search by.
    folded = models.TextField(default="", editable=False)

    kept_in_drafts = (*TwoPeople.kept_in_drafts, "retired_at")

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("competence"), FieldRowPanel([FieldPanel("difficulty"), FieldPanel("language")])],
            heading=capfirst(_("what it asks for")),
        ),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("source_url"), FieldPanel("review_by")],
            heading=capfirst(_("source and review")),
        ),
    ]

    objects: ClassVar = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering: ClassVar = ["name", "id"]
        # Nobody deletes a question: results refer to it. It is retired.
        default_permissions: ClassVar = ("add", "change", "publish", "view")
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="quizzes_question_name"),
            models.Index(
                fields=["competence", "difficulty"],
                name="quizzes_question_drawn",
                condition=Q(retired_at=None, live=True),
            ),
            models.Index(fields=["review_by"], name="quizzes_question_review"),
            models.Index(fields=["language"], name="quizzes_question_language"),
            # What waits to be published, of a bank that is published but for a few.
            models.Index(
                fields=["name", "id"], name="quizzes_question_waits", condition=Q(has_unpublished_changes=True)
            ),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="quizzes_question_folded"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the kind that the body has, and what a search looks through."""
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set what follows from the other fields; for whoever saves many at once."""
        if self.body:
            self.kind = self.body[0].block_type
        self.folded = fold(" ".join([self.name, *_texts(self.content)]))[:MOST_FOLDED]

    @property
    def content(self) -> Content:
        """The content in its neutral form: plain values, pictures by their number in the library."""
        return dict(self.body.get_prep_value()[0]["value"]) if self.body else {}

    def clean(self) -> None:
        """The kind follows the body; a question that was used keeps its kind, or old answers would lose their sense."""
        super().clean()
        kind = self.body[0].block_type if self.body else ""
        if self.kind and kind and kind != self.kind and QuestionVersion.objects.filter(question=self.id).exists():
            raise ValidationError({"body": _("A question that was published keeps its kind. Please make a new one.")})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """`kind` is no field of the form."""
        if self.body:
            self.kind = self.kind or self.body[0].block_type
        super().full_clean(*args, **kwargs)

    def is_due(self, today: dt.date) -> bool:
        """Whether the day has come by which somebody should have looked again."""
        return self.review_by <= today

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """As a learner sees it, the key beside it."""
        from quizzes.bank.office.previewing import preview

        return preview(request, self)


def _texts(content: Any) -> Iterator[str]:
    """Every text of a content."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for inner in content.values() if isinstance(content, dict) else content:
            yield from _texts(inner)


class QuestionVersion(models.Model):
    """A question as learners see it. Rows are never changed or deleted; the database refuses it.

    ``content`` is frozen (`docs/question-kinds.md`). No key to the question: results outlive the bank.
    """

    question = models.UUIDField(_("question"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name in lists"), max_length=120)
    content = models.JSONField(_("content"))
    competence = models.CharField(_("competence"), max_length=30)
    difficulty = models.CharField(_("difficulty"), max_length=6)
    # SHA-256 of all above but the number: publishing the same again makes no new version.
    digest = models.CharField(_("digest"), max_length=64)
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "number"], name="quizzes_questionversion_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

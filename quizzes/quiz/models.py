"""Tables of quizzes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from foundation.text import fold
from foundation.text.searching import FoldedQuerySet
from quizzes.editing.two_people import TwoPeople
from quizzes.quiz.blocks import CompetenceMarkBlock, PartsBlock
from quizzes.quiz.office.forms import QuizForm
from quizzes.quiz.office.hints import BankPanel

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Purpose(models.TextChoices):
    """What a quiz is for."""

    COURSE = "course", _("test of a course or a lesson")
    PLACEMENT = "placement", _("placement: what can I do already?")
    EXIT = "exit", _("exit: what can I do now?")


class Mode(models.TextChoices):
    """Whether its result counts."""

    GRADED = "graded", _("graded: the result counts")
    PRACTICE = "practice", _("practice")


class Feedback(models.TextChoices):
    """What the result shows, and when."""

    AFTER_SUBMIT = "after_submit", _("right answers after handing in")
    AFTER_PASS = "after_pass", _("right answers after passing")
    AFTER_CLOSE = "after_close", _("right answers after the quiz has closed")
    SCORE_ONLY = "score_only", _("the score only")


class QuizQuerySet(FoldedQuerySet["Quiz"]):
    """What is asked of quizzes."""

    def in_use(self) -> Self:
        """Quizzes that can be taken."""
        return self.filter(live=True)


class Quiz(TwoPeople, PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A quiz as officials edit it; attempts hold to its versions. Lessons embed it by `quizzes.Quiz`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("what one reads before beginning"), max_length=600)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.COURSE)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.GRADED)
    course = models.ForeignKey(
        "courses.CoursePage", models.SET_NULL, null=True, blank=True, related_name="quizzes",
        verbose_name=_("course"),
        help_text=_("The course at whose end it is offered; passing it lets the certificate say “đạt”."),
    )  # fmt: skip
    parts = StreamField(PartsBlock(), verbose_name=_("questions"))
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=70, validators=[MaxValueValidator(100)]
    )
    competence_marks = StreamField(
        [("mark", CompetenceMarkBlock())], verbose_name=_("marks of single competences"), blank=True, max_num=20
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Empty: without a limit."),
    )  # fmt: skip
    late_minutes = models.PositiveSmallIntegerField(
        _("how long to wait for phones without a network, in minutes"),
        default=1440, validators=[MaxValueValidator(10080)],
        help_text=_("Answers given in time without a network count if they arrive so many minutes after the end."),
    )  # fmt: skip
    max_attempts = models.PositiveSmallIntegerField(
        _("number of attempts"), default=0, help_text=_("0: as many as one likes.")
    )
    wait_minutes = models.PositiveIntegerField(
        _("waiting time between attempts in minutes"), default=0, validators=[MaxValueValidator(525_600)]
    )
    shuffle_questions = models.BooleanField(_("questions in an order of their own for each attempt"), default=True)
    shuffle_answers = models.BooleanField(_("answers in an order of their own for each attempt"), default=True)
    feedback = models.CharField(
        _("what the result shows"), max_length=12, choices=Feedback, default=Feedback.AFTER_SUBMIT
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    spread_minutes = models.PositiveSmallIntegerField(
        _("spread the beginning over so many minutes"), default=0, validators=[MaxValueValidator(240)],
        help_text=_("Where very many begin at once: each may begin at a moment of their own within these minutes."),
    )  # fmt: skip
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Made from the title: to search by.
    folded = models.CharField(max_length=200, default="", editable=False)

    # Set by the form while a draft is kept: it may lack what a publication needs.
    is_unfinished = False

    objects: ClassVar = QuizQuerySet.as_manager()

    base_form_class = QuizForm
    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldRowPanel([FieldPanel("purpose"), FieldPanel("mode")]),
        PageChooserPanel("course", "courses.CoursePage"),
        FieldPanel("parts"),
        BankPanel(heading=capfirst(_("what the bank has"))),
        MultiFieldPanel(
            [FieldPanel("pass_mark"), FieldPanel("competence_marks"), FieldPanel("feedback")],
            heading=capfirst(_("marks")),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("time_limit_minutes"), FieldPanel("late_minutes")]),
                FieldRowPanel([FieldPanel("max_attempts"), FieldPanel("wait_minutes")]),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("spread_minutes"),
            ],
            heading=capfirst(_("time and attempts")),
        ),
        MultiFieldPanel([FieldPanel("shuffle_questions"), FieldPanel("shuffle_answers")], heading=capfirst(_("order"))),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering: ClassVar = ["title", "id"]
        # Nobody deletes a quiz: results refer to it. It is taken out of publication.
        default_permissions: ClassVar = ("add", "change", "publish", "view")
        indexes: ClassVar = [
            models.Index(fields=["title", "id"], name="quizzes_quiz_title"),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="quizzes_quiz_folded"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the text that a search looks through."""
        self.folded = fold(self.title)[:200]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Where learners take it."""
        return reverse("quizzes:quiz", args=[self.pk])

    def clean(self) -> None:
        """A window that ends before it begins lets nobody in; of parts that the bank cannot fill no paper is made."""
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("It closes before it opens.")})
        if self.is_unfinished:
            return
        from quizzes.quiz.freezing import check_parts

        try:
            check_parts(self)
        except ValidationError as error:
            raise ValidationError({"parts": error}) from error

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """A paper as somebody may get it."""
        from quizzes.quiz.office.previewing import preview

        return preview(request, self)

    def introduction(self) -> dict[str, Any]:
        """What a lesson's card says of it."""
        return {"title": self.title, "path": self.get_absolute_url(), "facts": [self.intro, *self.facts()]}

    def facts(self) -> list[str]:
        """In a few words: how long it takes."""
        if not self.time_limit_minutes:
            return [str(_("There is no hurry: take the time that you need."))]
        count = self.time_limit_minutes
        return [ngettext("You have %d minute.", "You have %d minutes.", count) % count]


class QuizVersion(models.Model):
    """A quiz as attempts hold to it. Rows are never changed or deleted; the database refuses it.

    ``settings``: all that decides about an attempt, see `quizzes.quiz.kept.Rules`. ``parts``: `[{"pool": [<id of a
    question version>], "take": <how many>}]`; a certain question is a pool of one. ``course``: UUID of the course that
    it belongs to.
    """

    quiz = models.UUIDField(_("quiz"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    settings = models.JSONField(_("settings"))
    parts = models.JSONField(_("questions"))
    digest = models.CharField(_("digest"), max_length=64)
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("quiz version")
        verbose_name_plural = _("quiz versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quiz", "number"], name="quizzes_quizversion_number"),
        ]
        # Which quizzes a question is in.
        indexes: ClassVar = [GinIndex(OpClass("parts", "jsonb_path_ops"), name="quizzes_quizversion_parts")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

"""Tables of attempts. Every key begins with the learner, by whom they may be distributed one day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """One person's attempt at a quiz, with the exact paper: versions of questions in the order in which they stand.

    The id is made on the phone, so that starting twice starts once. No key to a learner or a quiz: it would cost each
    start, and results outlive both.
    """

    pk = models.CompositePrimaryKey("learner_id", "id")
    learner_id = models.UUIDField(_("learner"))
    id = models.UUIDField(_("identifier"))
    quiz = models.UUIDField(_("quiz"))
    version = models.BigIntegerField(_("version of the quiz"))
    number = models.PositiveIntegerField(_("which attempt of this learner"))
    seed = models.BigIntegerField(_("seed"))
    paper = ArrayField(models.BigIntegerField(), verbose_name=_("paper"))
    started_at = models.DateTimeField(_("begun"))
    deadline_at = models.DateTimeField(_("ends"), null=True)
    # When it was handed in by the server's measure; for one that ran out of time its end.
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    # Its place among the answers: what was answered before it counts, if it arrives before the grading.
    submitted_seq = models.PositiveIntegerField(null=True)
    graded_at = models.DateTimeField(_("graded"), null=True)
    score = models.FloatField(_("score"), null=True)
    passed = models.BooleanField(_("passed"), null=True)
    # {code of a competence: [credit, of how many]}
    competences = models.JSONField(_("by competence"), null=True)
    # Answers that came too late to count.
    late = models.PositiveIntegerField(_("too late"), default=0)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner_id", "quiz", "number"], name="quizzes_attempt_number"),
            # Two starts at once are one attempt.
            models.UniqueConstraint(
                fields=["learner_id", "quiz"], condition=Q(submitted_at=None), name="quizzes_attempt_one_open"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["submitted_at"], condition=Q(graded_at=None), name="quizzes_attempt_to_grade"),
            models.Index(
                fields=["deadline_at"],
                condition=Q(submitted_at=None, deadline_at__isnull=False),
                name="quizzes_attempt_to_close",
            ),
            models.Index(fields=["version", "learner_id", "id"], name="quizzes_attempt_of_version"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} {self.number}"


class Answer(models.Model):
    """One thing that a person answered, or handed in (without a question). Append-only; the last by ``seq`` counts."""

    pk = models.CompositePrimaryKey("learner_id", "attempt", "id")
    learner_id = models.UUIDField(_("learner"))
    attempt = models.UUIDField(_("attempt"))
    id = models.UUIDField(_("identifier"))
    seq = models.PositiveIntegerField(_("place in order"))
    question = models.UUIDField(_("question"), null=True)
    response = models.JSONField(_("answer"), null=True)
    occurred_text = models.CharField(_("occurred at, as sent"), max_length=40)
    # By the server's clock: the time of arrival less what the phone says that it kept it.
    answered_at = models.DateTimeField(_("answered"))
    received_at = models.DateTimeField(_("received"))
    counted = models.BooleanField(_("counts"))
    sha256 = models.BinaryField(_("SHA-256 of the RFC 8785 form"), max_length=32)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"{self.attempt} {self.seq}"


class ExtraTime(models.Model):
    """More time for one person in every quiz: who reads with difficulty is not hurried."""

    learner_id = models.UUIDField(_("learner"), primary_key=True, default=uuid.uuid4, editable=False)
    percent = models.PositiveSmallIntegerField(
        _("more time in percent"), validators=[MinValueValidator(10), MaxValueValidator(300)]
    )
    reason = models.CharField(_("reason"), max_length=200)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra time")

    def __str__(self) -> str:
        return f"+{self.percent} %"

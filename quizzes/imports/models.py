"""A file of questions on its way into the bank, and what was found in it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.bank.models import Difficulty

MOST_MESSAGE = 2000


class Format(models.TextChoices):
    """What a file can be."""

    XLSX = "xlsx", _("Spreadsheet (XLSX)")
    CSV = "csv", _("Spreadsheet as text (CSV)")
    GIFT = "gift", _("GIFT")
    MOODLE_XML = "moodle_xml", _("Moodle XML")


class State(models.TextChoices):
    """How far a file is."""

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, waits for a colleague")
    LOADING = "loading", _("going into the bank")
    DONE = "done", _("in the bank")
    FAILED = "failed", _("cannot be used")
    DISCARDED = "discarded", _("discarded")


class Severity(models.TextChoices):
    """What a trouble means for its question."""

    REFUSED = "refused", _("does not come in")
    CHANGED = "changed", _("comes in, but not all of it")


class ImportRun(models.Model):
    """One file: who brought it, what was found, how much of it is in the bank."""

    # Ids of new questions are made from it and their place in the file, so that nothing ever comes in twice.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("put in by")
    )
    applied_at = models.DateTimeField(_("put in at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    # Why nothing can be done with the file, or where it breaks off.
    message = models.CharField(_("message"), max_length=MOST_MESSAGE, blank=True)
    # What the reader gave out and is written down; the job goes on behind it.
    cursor = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(_("questions read"), default=0)
    good = models.PositiveIntegerField(_("good"), default=0)
    bad = models.PositiveIntegerField(_("not good"), default=0)
    unchanged = models.PositiveIntegerField(_("in the bank already, word for word"), default=0)
    loaded = models.PositiveIntegerField(_("put into the bank"), default=0)
    updated = models.PositiveIntegerField(_("of these changed a question of the bank"), default=0)
    troubles_found = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    # For questions whose row does not say it.
    competence = models.ForeignKey(
        "courses.Competence", models.PROTECT, null=True, related_name="+", verbose_name=_("competence")
    )
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty, default=Difficulty.MEDIUM)
    source = models.CharField(_("source"), max_length=200, blank=True)
    review_by = models.DateField(_("review by"), null=True)

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["failures", "id"],
                name="quizzes_importrun_at_work",
                condition=models.Q(state__in=["checking", "loading"]),
            ),
            models.Index(fields=["sha256"], name="quizzes_importrun_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def at_work(self) -> bool:
        """Whether the job has something to do with it."""
        return self.state in {State.CHECKING, State.LOADING}

    @property
    def percent(self) -> int:
        """How much of what is to be loaded is through."""
        return 100 * (self.loaded + self.unchanged) // max(self.good, 1)


class ImportFile(models.Model):
    """The file itself. In the database, so that it has no address, and any machine that runs the job has it."""

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("file of questions")
        verbose_name_plural = _("files of questions")

    def __str__(self) -> str:
        return str(self.run_id)


class ImportRow(models.Model):
    """A question that was found good and waits. It goes away in the transaction that puts it into the bank."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField(_("place"))
    line = models.PositiveIntegerField(_("line"))
    question = models.UUIDField(_("question"))
    # Whether the bank had no such question when the file was checked.
    is_new = models.BooleanField(_("new"))
    values = models.JSONField(_("values"))

    class Meta:
        verbose_name = _("question of a file")
        verbose_name_plural = _("questions of files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "place"], name="quizzes_importrow_place"),
            models.UniqueConstraint(fields=["run", "question"], name="quizzes_importrow_question"),
        ]

    def __str__(self) -> str:
        return f"{self.line}"


class ImportTrouble(models.Model):
    """What is wrong with a row, or what of it does not come along."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="troubles")
    # The row of a spreadsheet, the line of a text; 0 is the file as a whole.
    line = models.PositiveIntegerField(_("line"))
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    code = models.CharField(_("code"), max_length=40)
    message = models.CharField(_("message"), max_length=MOST_MESSAGE)

    class Meta:
        verbose_name = _("trouble with a file of questions")
        verbose_name_plural = _("troubles with files of questions")
        ordering: ClassVar = ["line", "pk"]
        indexes: ClassVar = [models.Index(fields=["run", "line", "id"], name="quizzes_importtrouble_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.message}"

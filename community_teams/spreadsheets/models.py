"""A spreadsheet on its way in. What it says of people is sealed with a key of its own, which goes with it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.teams.models import Hamlet, Team

MOST_MESSAGE = 500


class SheetRun(models.Model):
    """One file: who brought it, what was found in it, how much of it is in."""

    class Kind(models.TextChoices):
        """What its rows are."""

        HOUSEHOLDS = "households", _("Households")
        MEMBERS = "members", _("Teams and members")

    class State(models.TextChoices):
        """How far it is."""

        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, waits for you")
        LOADING = "loading", _("being put in")
        DONE = "done", _("put in")
        FAILED = "failed", _("cannot be used")
        DISCARDED = "discarded", _("thrown away")

    # Ids of what comes of a row are made from it and the row's number, so that nothing ever comes in twice.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # Whose households; of a file of teams there is none.
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", verbose_name=_("team"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    size = models.PositiveIntegerField(_("size"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought by")
    )
    uploaded_at = models.DateTimeField(_("brought at"), default=timezone.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("put in by")
    )
    applied_at = models.DateTimeField(_("put in at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    # Why nothing can be done with it.
    message = models.CharField(_("message"), max_length=MOST_MESSAGE, blank=True, default="")
    # The last row of the file that was looked at; the job goes on behind it.
    cursor = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(_("good"), default=0)
    bad = models.PositiveIntegerField(_("not good"), default=0)
    doubles = models.PositiveIntegerField(_("perhaps there already"), default=0)
    loaded = models.PositiveIntegerField(_("put in"), default=0)
    # Members who were in their team already, and who were invited.
    already = models.PositiveIntegerField(default=0)
    invited = models.PositiveIntegerField(default=0)
    troubles_found = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    # The key of the content, sealed with the master key; gone when the content is.
    wrapped = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("spreadsheet of the teams")
        verbose_name_plural = _("spreadsheets of the teams")
        default_permissions: ClassVar = []
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="households", team__isnull=False) | Q(kind="members", team=None),
                name="sheet_of_a_team_or_of_teams",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["failures", "id"], name="sheet_at_work", condition=Q(state__in=["checking", "loading"])
            ),
            models.Index(fields=["uploaded_at"], name="sheet_kept", condition=Q(wrapped__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def at_work(self) -> bool:
        """Whether the job has something to do with it."""
        return self.state in {self.State.CHECKING, self.State.LOADING}

    @property
    def through(self) -> int:
        """How many of the good rows are through."""
        return self.loaded + self.already + self.invited


class SheetFile(models.Model):
    """The file itself, sealed."""

    run = models.OneToOneField(SheetRun, models.CASCADE, primary_key=True, related_name="file")
    sealed = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("file of a spreadsheet")
        verbose_name_plural = _("files of spreadsheets")
        default_permissions: ClassVar = []

    def __str__(self) -> str:
        return str(self.run_id)


class SheetRow(models.Model):
    """A row that was found good and waits. It goes in the transaction that puts it in."""

    run = models.ForeignKey(SheetRun, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("row"))
    sealed = models.BinaryField(editable=False)
    hamlet = models.ForeignKey(Hamlet, models.CASCADE, null=True, related_name="+", db_index=False)
    # The blind keys that households have, to find what looks alike.
    name_folded = models.CharField(max_length=32, blank=True, default="", editable=False)
    phone_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    # What it looks like: a household of the hamlet, or a row further above.
    is_double = models.BooleanField(default=False)
    same_name = models.BooleanField(default=False)
    same_phone = models.BooleanField(default=False)
    twin = models.UUIDField(null=True, editable=False)
    twin_line = models.PositiveIntegerField(null=True, editable=False)
    # Somebody looked, and it comes in all the same.
    chosen = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("row of a spreadsheet")
        verbose_name_plural = _("rows of spreadsheets")
        default_permissions: ClassVar = []
        constraints: ClassVar = [models.UniqueConstraint("run", "line", name="sheet_row_once")]
        indexes: ClassVar = [
            models.Index("run", "name_folded", condition=~Q(name_folded=""), name="sheet_row_by_name"),
            models.Index("run", "phone_key", condition=~Q(phone_key=""), name="sheet_row_by_phone"),
        ]

    def __str__(self) -> str:
        return str(self.line)


class SheetTrouble(models.Model):
    """What is wrong with a row. Names the column and never what stands there."""

    run = models.ForeignKey(SheetRun, models.CASCADE, related_name="troubles", db_index=False)
    # 0 is the file as a whole.
    line = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=60, blank=True, default="")
    message = models.CharField(_("message"), max_length=MOST_MESSAGE)
    # False for what comes in all the same, only not as it stands there.
    is_refused = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("trouble with a spreadsheet")
        verbose_name_plural = _("troubles with spreadsheets")
        default_permissions: ClassVar = []
        indexes: ClassVar = [models.Index(fields=["run", "line", "id"], name="sheet_trouble_of_run")]

    def __str__(self) -> str:
        return f"{self.line}: {self.message}"

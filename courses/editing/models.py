"""Tables of the editors' work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState

from courses.editing.four_eyes import may_approve
from courses.editing.sending_back import SendBackForm
from courses.versions.publish import lock_page

if TYPE_CHECKING:
    from django import forms

    from people.models import User


class ReviewTask(AbstractGroupApprovalTask):
    """A reviewer's look at a page. Nobody approves what they wrote or submitted; `four_eyes.py` has the rule."""

    class Meta:
        verbose_name = _("review by another person")
        verbose_name_plural = _("reviews by another person")

    @classmethod
    def get_description(cls) -> str:
        """Said where an administrator chooses a kind of task."""
        return str(_("A member of the chosen groups approves, but nobody what they wrote or submitted themselves."))

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, Any, bool]]:
        """What may be done now: sending back always, approving only by another."""
        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        if actions and not may_approve(user=user, page=obj):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        """Whoever sends a page back says why; a word with an approval is free."""
        return SendBackForm if action == "reject" else super().get_form_for_action(action)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Do it once, whoever else does the same now. An approval that is not allowed does nothing.

        Asked again here: the approval may come with a change that the reviewer made in the same form.
        """
        page = task_state.workflow_state.content_object
        lock_page(page.pk)
        task_state.refresh_from_db()
        if task_state.status != TaskState.STATUS_IN_PROGRESS:
            return
        page.refresh_from_db(fields=["live_revision", "latest_revision"])
        if action_name == "approve" and not may_approve(user=user, page=page):
            return
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        """What waits for this person, without what they submitted."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states if user.is_superuser else states.exclude(workflow_state__requested_by=user)


class ReviewRecord(models.Model):
    """Somebody read a lesson again and says that it is still right. Never changed; lessons may go, this stays."""

    lesson = models.UUIDField(_("lesson"))
    title = models.CharField(_("title"), max_length=255)
    # 0 where the lesson was never published.
    version = models.PositiveIntegerField(_("version"))
    reviewed_at = models.DateTimeField(_("reviewed at"), default=timezone.now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewed by")
    )
    was_due = models.DateField(_("was to be reviewed by"))
    next_due = models.DateField(_("next review by"))

    class Meta:
        verbose_name = _("review record")
        verbose_name_plural = _("review records")
        ordering: ClassVar = ["-reviewed_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["lesson", "-reviewed_at"], name="courses_review_lesson")]

    def __str__(self) -> str:
        return f"{self.title}: {self.next_due}"


class ReviewNotice(models.Model):
    """That editors were told, once for each date, that a lesson must soon be read again."""

    lesson = models.UUIDField(_("lesson"))
    review_by = models.DateField(_("review by"))
    told_at = models.DateTimeField(_("told at"), default=timezone.now)

    class Meta:
        verbose_name = _("review notice")
        verbose_name_plural = _("review notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "review_by"], name="courses_reviewnotice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} {self.review_by}"

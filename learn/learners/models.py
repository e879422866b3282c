"""The learner: a UUID that a record belongs to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Learner(models.Model):
    """Who a record belongs to; a guest until an account takes the record over.

    A token carries ``generation``; raising it here revokes every token given out before. A row is never deleted, or
    a token would bring it back as it does after a restore.

    An account has one learner of its own; the guests that turned out to be the same person are its aliases. Their rows
    stay where they are, and so does what their tokens write: reading takes all of them together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    generation = models.PositiveIntegerField(_("generation"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="learner", verbose_name=_("account")
    )
    alias_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="aliases", verbose_name=_("belongs to the learner")
    )
    aliased_at = models.DateTimeField(_("belongs there since"), null=True)

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")
        constraints: ClassVar = [
            # Aliases lie flat under an account's learner: nothing has to be followed further than one step.
            models.CheckConstraint(
                condition=Q(alias_of__isnull=True) | Q(account__isnull=True), name="learn_learner_alias_has_no_account"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

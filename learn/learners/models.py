"""The learner: a UUID that a record belongs to."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Learner(models.Model):
    """Who a record belongs to; a guest until an account takes the record over.

    A token carries ``generation``; raising it here revokes every token given out before. A row is never deleted, or
    a token would bring it back as it does after a restore.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    generation = models.PositiveIntegerField(_("generation"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")

    def __str__(self) -> str:
        return str(self.id)

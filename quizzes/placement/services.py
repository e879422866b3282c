"""Telling where one lives, and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from learn.conversations import hold
from learn.learners.storing import hold_learners
from people.models import Area
from quizzes.placement.due import note_due
from quizzes.placement.models import HomeArea
from quizzes.placement.words import VERSION


@transaction.atomic
def tell_home(*, learner: uuid.UUID, area: Area) -> None:
    """Keep the area that a person chose, in the place of an earlier one."""
    hold(hold_learners([learner]))
    told = {"area": area, "words": VERSION, "told_at": timezone.now()}
    HomeArea.objects.update_or_create(learner_id=learner, defaults=told)
    note_due(learner)


@transaction.atomic
def take_home_back(*, learners: Sequence[uuid.UUID]) -> None:
    """Forget the area; the job takes the person out of the figures."""
    hold(hold_learners(learners))
    for learner in HomeArea.objects.filter(learner_id__in=learners).values_list("learner_id", flat=True):
        note_due(learner)
    HomeArea.objects.filter(learner_id__in=learners).delete()

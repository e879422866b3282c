"""Placement and exit tests that can be taken, and what is told of areas."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from learn.additions import Way
from quizzes.placement.models import HomeArea
from quizzes.quiz.models import Purpose, Quiz

# One of each is usual; a bound all the same.
MOST_OFFERED = 5


def tests_on_offer(purpose: Purpose) -> list[Quiz]:
    """Published tests of a purpose."""
    return list(Quiz.objects.filter(purpose=purpose, live=True).order_by("title", "id")[:MOST_OFFERED])


def home_of(group: Sequence[uuid.UUID]) -> HomeArea | None:
    """Where the person said to live, as told last."""
    told = HomeArea.objects.filter(learner_id__in=group).select_related("area__parent")
    return told.order_by("-told_at").first() if group else None


def ways(_learners: Sequence[uuid.UUID]) -> list[Way]:
    """From "my learning" to "my abilities". No query: the page is there for everyone."""
    note = _("See what you can do already, what has become better, and which courses fit.")
    return [Way(_("My digital skills"), note, reverse("quizzes:abilities"))]

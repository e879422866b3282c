"""What the list of questions is narrowed by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

import django_filters
from django.conf.locale import LANG_INFO
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from courses.framework.models import Competence
from quizzes.bank.models import Difficulty, Question
from quizzes.kinds.registry import kinds
from quizzes.quiz.competences import newest_framework

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

OVERDUE = "qua-han"
WITHIN = {"30": 30, "60": 60, "90": 90}
DUE = [
    (OVERDUE, _("Overdue")),
    ("30", _("Within 30 days")),
    ("60", _("Within 60 days")),
    ("90", _("Within 90 days")),
]  # fmt: skip


class State(TextChoices):
    """How a question stands."""

    IN_USE = "in_use", _("in use")
    WAITS = "waits", _("has changes that are not published")
    DRAFT = "draft", _("never published, or taken out of publication")
    RETIRED = "retired", _("retired")


def competences_now(request: HttpRequest) -> QuerySet[Competence]:
    """Those of the newest framework."""
    return Competence.objects.filter(group__framework=newest_framework()).order_by("group__sort_order", "sort_order")


def languages() -> list[tuple[str, str]]:
    """The languages of the bank's questions, by their own names."""
    codes = Question.objects.order_by("language").values_list("language", flat=True).distinct()
    return [(code, LANG_INFO.get(code, {}).get("name_local", code)) for code in codes]


def by_state(queryset: QuerySet[Question], state: str) -> QuerySet[Question]:
    """Questions that stand so."""
    if state == State.IN_USE:
        return queryset.filter(live=True, retired_at=None)
    if state == State.WAITS:
        return queryset.filter(has_unpublished_changes=True)
    if state == State.DRAFT:
        return queryset.filter(live=False)
    return queryset.filter(retired_at__isnull=False)


def by_day(queryset: QuerySet[Question], value: str) -> QuerySet[Question]:
    """Questions whose day of review is past, or comes so soon."""
    today = timezone.localdate()
    if value == OVERDUE:
        return queryset.filter(review_by__lt=today)
    return queryset.filter(review_by__lte=today + dt.timedelta(days=WITHIN[value]))


class QuestionFilterSet(WagtailFilterSet):
    """By kind, competence, difficulty, language, state and day of review."""

    kind = django_filters.ChoiceFilter(
        label=_("kind"), choices=lambda: [(kind.name, kind.label) for kind in kinds().values()]
    )
    competence = django_filters.ModelChoiceFilter(label=_("competence"), queryset=competences_now)
    difficulty = django_filters.ChoiceFilter(label=_("difficulty"), choices=Difficulty.choices)
    language = django_filters.ChoiceFilter(label=_("language"), choices=languages)
    state = django_filters.ChoiceFilter(label=_("state"), choices=State.choices, method="in_state")
    due = django_filters.ChoiceFilter(label=_("To be reviewed"), choices=DUE, method="due_by")

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = []

    def in_state(self, queryset: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """As it stands."""
        return by_state(queryset, value)

    def due_by(self, queryset: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """By its day."""
        return by_day(queryset, value)

"""Quizzes at `/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Q
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from courses.pages.courses import CoursePage
from quizzes.editing.views import BankViewSet, ListView
from quizzes.quiz.models import Mode, Purpose, Quiz
from quizzes.quiz.office import views

if TYPE_CHECKING:
    from django.db.models import QuerySet

PUBLISHED, WAITS, DRAFT = "published", "waits", "draft"
STATES = {
    PUBLISHED: _("open to learners"),
    WAITS: _("has changes that are not published"),
    DRAFT: _("never published, or taken out of publication"),
}


class QuizFilterSet(WagtailFilterSet):
    """By purpose, mode, course and state."""

    purpose = django_filters.ChoiceFilter(label=_("purpose"), choices=Purpose.choices)
    mode = django_filters.ChoiceFilter(label=_("mode"), choices=Mode.choices)
    course = django_filters.ModelChoiceFilter(
        label=_("course"), queryset=lambda request: CoursePage.objects.defer_streamfields().order_by("title")
    )
    state = django_filters.ChoiceFilter(label=_("state"), choices=list(STATES.items()), method="in_state")

    class Meta:
        model = Quiz
        fields: ClassVar[list[str]] = []

    def in_state(self, queryset: QuerySet[Quiz], name: str, value: str) -> QuerySet[Quiz]:
        """As it stands."""
        wanted = {PUBLISHED: Q(live=True), WAITS: Q(has_unpublished_changes=True), DRAFT: Q(live=False)}
        return queryset.filter(wanted[value])


def state_of(quiz: Quiz) -> Any:
    """How it stands, in words."""
    if not quiz.live:
        return _("draft")
    return STATES[WAITS if quiz.has_unpublished_changes else PUBLISHED]


class QuizListView(ListView):
    """All quizzes by title."""

    filterset_class = QuizFilterSet
    default_ordering = "title"
    shown: ClassVar = [
        "title",
        Column("purpose", label=capfirst(_("purpose")), accessor="get_purpose_display"),
        Column("mode", label=capfirst(_("mode")), accessor="get_mode_display"),
        Column("course", label=capfirst(_("course")), accessor=lambda quiz: quiz.course.title if quiz.course else "–"),
        Column("state", label=capfirst(_("state")), accessor=state_of),
    ]

    def get_base_queryset(self) -> QuerySet[Quiz]:
        """With their courses, without their parts."""
        return Quiz.objects.select_related("course").defer("parts", "competence_marks", "intro")


class QuizViewSet(BankViewSet):
    """Quizzes."""

    model = Quiz
    icon = "tasks"
    menu_label = _("Quizzes")
    menu_name = "quizzes"
    base_url_path = "ngan-hang-cau-hoi/bai-kiem-tra"
    chooser_base_url_path = "ngan-hang-cau-hoi/chon-bai-kiem-tra"
    index_view_class = QuizListView

    def get_urlpatterns(self) -> list[URLPattern]:
        """Besides Wagtail's: looking."""
        return [
            *super().get_urlpatterns(),
            path("<uuid:pk>/", views.look, name="look"),
            path("<uuid:pk>/xem/", views.as_learner, name="as_learner"),
        ]

"""The question bank at `/quan-tri/ngan-hang-cau-hoi/cau-hoi/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from courses.editing.reports import day_in_words
from quizzes.bank.models import Question
from quizzes.bank.office import views
from quizzes.bank.office.filters import QuestionFilterSet, State
from quizzes.editing.views import BankViewSet, ListView
from quizzes.kinds.registry import kinds

if TYPE_CHECKING:
    from django.db.models import QuerySet


def state_of(question: Question) -> Any:
    """How it stands, in words."""
    if question.retired_at is not None:
        return State.RETIRED.label
    if not question.live:
        return _("draft")
    return State.WAITS.label if question.has_unpublished_changes else State.IN_USE.label


def _kind(question: Question) -> Any:
    kind = kinds().get(question.kind)
    return kind.label if kind else "–"


class QuestionListView(ListView):
    """All questions by name."""

    filterset_class = QuestionFilterSet
    default_ordering = "name"
    shown: ClassVar = [
        "name",
        Column("kind", label=capfirst(_("kind")), accessor=_kind),
        Column("competence", label=capfirst(_("competence")), accessor="competence.code"),
        Column("difficulty", label=capfirst(_("difficulty")), accessor="get_difficulty_display"),
        Column(
            "review_by",
            label=capfirst(_("review by")),
            accessor=lambda found: day_in_words(found.review_by),
            sort_key="review_by",
        ),
        Column("state", label=capfirst(_("state")), accessor=state_of),
    ]

    def get_base_queryset(self) -> QuerySet[Question]:
        """Without their contents."""
        return Question.objects.select_related("competence").defer("body", "folded")


class QuestionViewSet(BankViewSet):
    """Questions."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_name = "questions"
    base_url_path = "ngan-hang-cau-hoi/cau-hoi"
    chooser_base_url_path = "ngan-hang-cau-hoi/chon-cau-hoi"
    index_view_class = QuestionListView

    def get_urlpatterns(self) -> list[URLPattern]:
        """Besides Wagtail's: looking, retiring, bringing back."""
        return [
            *super().get_urlpatterns(),
            path("<uuid:pk>/", views.look, name="look"),
            path("<uuid:pk>/xem/", views.as_learner, name="as_learner"),
            path("<uuid:pk>/van-dung/", views.confirm_view, name="confirm"),
            path("<uuid:pk>/ngung-dung/", views.retire_view, name="retire"),
            path("<uuid:pk>/dung-lai/", views.bring_back_view, name="bring_back"),
        ]

"""The report of the days by which questions must be reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports.base import ReportView

from courses.editing.reports import day_in_words, time_left
from quizzes.bank.models import Question
from quizzes.bank.office.filters import QuestionFilterSet
from quizzes.editing.rights import NobodyDeletes
from quizzes.editing.views import A_PAGE, look_at

if TYPE_CHECKING:
    from django.db.models import QuerySet


class DueFilterSet(QuestionFilterSet):
    """By day and competence."""

    kind = None
    language = None
    state = None


class QuestionsDueView(ReportView):
    """Questions in use by the day of their next review."""

    page_title = _("Questions to be reviewed again")
    header_icon = "date"
    filterset_class = DueFilterSet
    index_url_name = "quizzes_question_review_report"
    index_results_url_name = "quizzes_question_review_report_results"
    permission_policy = NobodyDeletes(Question)
    any_permission_required: ClassVar = ["add", "change", "publish"]
    paginate_by = A_PAGE
    default_ordering = ("review_by", "id")
    # The bank leaves by its own screens, not as a list of this one.
    FORMATS = ()
    columns: ClassVar = [
        TitleColumn("name", label=capfirst(_("question")), get_url=look_at),
        Column("competence", label=capfirst(_("competence")), accessor="competence.code"),
        Column("review_day", label=capfirst(_("review by"))),
        Column("days_left", label=capfirst(_("time left"))),
    ]

    def get_base_queryset(self) -> QuerySet[Question]:
        """What papers may draw."""
        return Question.objects.in_use().select_related("competence").defer("body", "folded")

    def decorate_paginated_queryset(self, object_list: Iterable[Question]) -> list[Question]:
        """With the days in words."""
        today = timezone.localdate()
        questions: list[Any] = list(object_list)
        for question in questions:
            question.review_day = day_in_words(question.review_by)
            question.days_left = time_left((question.review_by - today).days)
        return questions

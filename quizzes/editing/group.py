"""The question bank's place in the officials' menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from quizzes.bank.models import Question
from quizzes.bank.office.viewsets import QuestionViewSet
from quizzes.editing.rights import EXTRA_TIME, may
from quizzes.quiz.office.viewsets import QuizViewSet

if TYPE_CHECKING:
    from django.http import HttpRequest


class WritersMenuItem(MenuItem):
    """Shown to whoever writes questions."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return may(request.user, "change", Question)  # type: ignore[arg-type]


class ExportMenuItem(MenuItem):
    """Shown to whoever publishes questions: the file holds every key."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return may(request.user, "publish", Question)  # type: ignore[arg-type]


class ExtraTimeMenuItem(MenuItem):
    """Shown to whoever gives more time."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(request.user.has_perm(EXTRA_TIME))


class BankViewSetGroup(SnippetViewSetGroup):
    """Questions, quizzes, the days of review, extra time."""

    menu_label = _("Question bank")
    menu_name = "question-bank"
    menu_icon = "help"
    menu_order = 255
    items = (QuestionViewSet, QuizViewSet)

    def get_submenu_items(self) -> list[Any]:
        """The lists, then what belongs beside them."""
        due = WritersMenuItem(
            _("Questions to be reviewed again"), reverse("quizzes_question_review_report"), icon_name="date",
            order=10, name="questions-due",
        )  # fmt: skip
        time = ExtraTimeMenuItem(
            _("More time in quizzes"), reverse("quizzes_extra_time"), icon_name="time", order=20, name="extra-time"
        )
        bring = WritersMenuItem(
            _("Questions from a file"),
            reverse("quizzes_imports"),
            icon_name="upload",
            order=12,
            name="question-imports",
        )
        take = ExportMenuItem(
            _("The bank as a file"), reverse("quizzes_export"), icon_name="download", order=14, name="question-export"
        )
        return [*super().get_submenu_items(), due, bring, take, time]

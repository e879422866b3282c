"""What the package adds to the officials' screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem

from quizzes.attempts.extra_time import views as extra_time
from quizzes.bank.models import Question
from quizzes.bank.office.reports import QuestionsDueView
from quizzes.editing.group import BankViewSetGroup
from quizzes.editing.panels import QuestionsDuePanel, WaitingPanel
from quizzes.editing.two_people import TwoPeople, may_publish
from quizzes.imports import hooks as import_hooks
from quizzes.placement import hooks as placement_hooks
from quizzes.regrading import hooks as regrading_hooks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.admin.ui.components import Component


# Importing it registers them.
__all__ = ["import_hooks", "placement_hooks", "regrading_hooks"]


@hooks.register("register_admin_viewset")
def bank() -> BankViewSetGroup:
    """Questions and quizzes."""
    return BankViewSetGroup()


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The report of days, and extra time."""
    due = "ngan-hang-cau-hoi/soat-lai/"
    return [
        path(due, QuestionsDueView.as_view(), name="quizzes_question_review_report"),
        path(
            f"{due}results/", QuestionsDueView.as_view(results_only=True), name="quizzes_question_review_report_results"
        ),
        path("them-gio/", extra_time.find, name="quizzes_extra_time"),
        path("them-gio/<uuid:learner>/", extra_time.person, name="quizzes_extra_time_of"),
        path("them-gio/<uuid:learner>/thoi/", extra_time.end, name="quizzes_extra_time_end"),
    ]


@hooks.register("construct_homepage_panels", order=10)
def work_of_each(request: HttpRequest, panels: list[Component]) -> None:
    """What waits to be published, and to be reviewed."""
    panels += [WaitingPanel(), QuestionsDuePanel()]


@hooks.register("construct_snippet_action_menu")
def acts(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """No button that would be refused; a question is retired, not taken out of publication."""
    if not issubclass(context["model"], TwoPeople):
        return
    user: Any = request.user
    thing = context.get("instance")
    allowed = user.is_superuser if thing is None else may_publish(user=user, thing=thing)
    menu_items[:] = [
        item
        for item in menu_items
        if not (isinstance(item, PublishMenuItem) and not allowed)
        and not (isinstance(item, UnpublishMenuItem) and context["model"] is Question)
    ]


@hooks.register("before_delete_snippet")
def never_deleted(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Asked by the screen of one and by the act on many."""
    if not any(isinstance(thing, TwoPeople) for thing in instances):
        return None
    messages.error(request, _("Questions and quizzes are never deleted: results refer to them. Retire the question."))
    return redirect("wagtailsnippets_quizzes_question:list")

"""Where the editor's screens lead to wrong keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from people.models import User
from quizzes.bank.models import Question
from quizzes.editing.rights import may
from quizzes.regrading.services import MAY_CORRECT
from quizzes.regrading.views import correct, correction, corrections


@hooks.register("register_admin_urls")
def correction_urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    return [
        path("dap-an-sai/", corrections, name="quizzes_corrections"),
        path("dap-an-sai/<int:pk>/", correction, name="quizzes_correction"),
        path("dap-an-sai/cau-hoi/<uuid:question>/", correct, name="quizzes_correct"),
    ]


class CorrectionsMenuItem(MenuItem):
    """Shown to whoever may correct a key."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may; the door has asked for the roles already."""
        return bool(getattr(request, "staff_roles", set()) & MAY_CORRECT)


@hooks.register("register_reports_menu_item")
def corrections_menu_item() -> MenuItem:
    """All corrections."""
    return CorrectionsMenuItem(
        _("Wrong keys"), reverse("quizzes_corrections"), icon_name="warning", order=120, name="quizzes-corrections"
    )


@hooks.register("register_snippet_listing_buttons")
def listing_buttons(snippet: Any, user: User, next_url: str | None = None) -> Iterator[Button]:
    """Beside a question in lists."""
    # By the right, which is asked for once for all lines; the screen itself asks for the role.
    if isinstance(snippet, Question) and may(user, "publish", Question):
        yield correct_button(snippet)


def correct_button(question: Question) -> Button:
    """For wherever a question is shown."""
    return Button(
        gettext("Is the key wrong?"), reverse("quizzes_correct", args=[question.pk]), icon_name="warning", priority=80
    )

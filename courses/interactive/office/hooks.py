"""Where the editor's screens lead to activities."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from courses.interactive.models import H5PPackage
from courses.interactive.office.lists import address
from courses.interactive.office.showing import SHOWN_AGAIN
from courses.interactive.office.viewsets import InteractiveViewSetGroup


@hooks.register("register_admin_viewset")
def activities() -> InteractiveViewSetGroup:
    """Activities, files, libraries."""
    return InteractiveViewSetGroup()


@hooks.register("before_delete_snippet")
def one_at_a_time(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Wagtail's act on many does not ask where an activity is used."""
    if not any(isinstance(thing, H5PPackage) for thing in instances):
        return None
    messages.error(request, _("Interactive activities are deleted one at a time, each on its own page."))
    return redirect(address("list"))


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """In a lesson's history."""

    @actions.register_action(SHOWN_AGAIN)
    class ShownAgain(LogFormatter):
        label = gettext_lazy("Interactive activity renewed")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            """Which, and in which version."""
            return _("Shows version %(number)s of the interactive activity “%(title)s”") % log_entry.data

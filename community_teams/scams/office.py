"""`/quan-tri/canh-bao-lua-dao/`, and the panel on the first of the officials' screens that leads there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from community_teams.scams.selectors import SEE_WARNINGS, shown_to, warnings_for
from foundation.http import private_answer


@require_safe
def warnings(request: HttpRequest) -> HttpResponse:
    """The open warnings of the areas that the person looks after, each with what to tell people."""
    if not getattr(request, "staff_roles", set()) & SEE_WARNINGS:
        raise PermissionDenied
    context = {"shown": shown_to(request.user)}  # type: ignore[arg-type]
    return private_answer(render(request, "community_teams/scams/warnings.html", context))


class WarningsPanel(Component):
    """How many warnings stand open, for who looks after an area; nothing where there are none."""

    name = "scam_warnings"
    template_name = "community_teams/scams/panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """``count``."""
        request = parent_context["request"]
        sees = bool(getattr(request, "staff_roles", set()) & SEE_WARNINGS)
        return {"count": warnings_for(request.user).count() if sees else 0}

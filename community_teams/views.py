"""A page that says honestly what the scoreboard will be, until it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from foundation.http import public_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def scoreboard(request: HttpRequest) -> HttpResponse:
    """What the scoreboard by area and month will show."""
    return public_page(render(request, "community_teams/scoreboard.html"))

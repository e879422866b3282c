"""Pages that say honestly what the teams' app and the scoreboard will be, until they exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from foundation.http import public_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def team(request: HttpRequest) -> HttpResponse:
    """What the app for members of the community teams will do."""
    return public_page(render(request, "community_teams/team.html"))


def scoreboard(request: HttpRequest) -> HttpResponse:
    """What the scoreboard by area and month will show."""
    return public_page(render(request, "community_teams/scoreboard.html"))

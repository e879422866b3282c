"""Pages of the package that do not live in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.http import public_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """`/tro-giup/`: how to go on, and whom to ask."""
    return public_page(render(request, "courses/help.html"))

"""Too many wrong passwords: how tries are counted, and what the person is told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.http import private_answer
from people.accounts.forms import MOST_LETTERS
from people.accounts.phone import parse_phone

MINUTES = 15


def tried_number(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The number that was tried, in one spelling, so that another spelling gives no further tries."""
    given = credentials or {}
    typed = str(given.get("username") or given.get("phone") or request.POST.get("username") or "")[:MOST_LETTERS]
    try:
        return parse_phone(typed)
    except ValueError:
        return typed


def too_many_tries(request: HttpRequest, original: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The answer to a number that is locked at this address: 429, and when to try again."""
    response = render(request, "people/too_many_tries.html", {"minutes": MINUTES}, status=429)
    response["Retry-After"] = str(MINUTES * 60)
    return private_answer(response)

"""How a response says who may keep it."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)

PUBLIC = "public, max-age=0, must-revalidate"


def public_page(response: R) -> R:
    """Mark a page as the same for everyone, so that the front door and any cache before it may keep it.

    Phones ask each time whether it changed, because a purge cannot reach them.
    """
    response["Cache-Control"] = PUBLIC
    return response


def private_answer(response: R) -> R:
    """Mark a response as one person's: no cache keeps it."""
    response["Cache-Control"] = "private, no-store"
    return response

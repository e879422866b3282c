"""Titles of activities as people type them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.text import fold, normalise

MOST_LETTERS = 255


def spelt(title: str) -> str:
    """The title in one spelling; raises ``ValidationError`` where that leaves nothing to be seen, or more than fits."""
    title = normalise(title)
    if not title:
        raise ValidationError(_("Please give it a title."))
    if len(title) > MOST_LETTERS:
        raise ValidationError(_("The title has more than %d letters.") % MOST_LETTERS)
    return title


def brought(title: str) -> str:
    """The title that a stranger's package brings, in one spelling: nothing in it turns the words beside it around."""
    return (normalise(title) or title)[:MOST_LETTERS]


def folded(title: str) -> str:
    """To search by; folding makes some letters two."""
    return fold(title)[:MOST_LETTERS]

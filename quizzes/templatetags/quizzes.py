"""Scores as people read them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(score: float | None) -> int:
    """A score 0..1 as points of a hundred, rounded down: nobody is told more than there is."""
    return int((score or 0) * 100 + 1e-6)

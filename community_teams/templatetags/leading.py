"""Codes of the field in words, on the leader's pages."""

from __future__ import annotations

from typing import Any

from django import template

from community_teams.households.consents import Purpose
from community_teams.leading.reading import skill_in_words as _skill_in_words
from community_teams.leading.reading import value_in_words
from people.accounts.phone import spoken_phone

register = template.Library()


@register.filter
def spoken(phone: str) -> str:
    """A number as people write it."""
    return spoken_phone(phone)


@register.filter
def in_words(codes: list[str], name: str) -> str:
    """The codes of a field of a household."""
    return value_in_words(name, list(codes))


@register.filter
def purpose_in_words(purpose: str) -> str:
    """What a household agreed to."""
    return str(dict(Purpose.choices).get(purpose, purpose))


@register.filter
def skill_in_words(skill: dict[str, Any]) -> str:
    """A topic, and what somebody can do of it now."""
    return _skill_in_words(skill)

"""What the pattern page shows in its components: one worked example of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foundation.icons import ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

# Where each figure's two tokens must be readable on each other.
COLOURS = [
    ("paper", "ink"), ("surface", "ink"), ("sunk", "soft"), ("leaf", "on-leaf"), ("leaf-tint", "leaf"),
    ("son-tint", "son"), ("hoe-tint", "hoe-ink"), ("cham-tint", "cham"),
]  # fmt: skip

# A data: address, as small drawings have in published lessons.
_PHONE = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="320" height="180">'
    '<rect width="320" height="180" fill="#fcf0cd"/>'
    '<rect x="115" y="15" width="90" height="150" rx="14" fill="#241f18"/>'
    '<rect x="123" y="27" width="74" height="122" rx="4" fill="#fffdf7"/>'
    '<circle cx="160" cy="88" r="22" fill="#1b5e42"/>'
    "</svg>"
)


def _paragraph(words: str) -> SafeString:
    return mark_safe(f"<p>{escape(words)}</p>")  # noqa: S308 - escaped


def examples() -> dict[str, Any]:
    """The context of the pattern page."""
    return {
        "colours": COLOURS,
        "icons": sorted(ICONS),
        "picture": {
            "src": _PHONE,
            "alt": _("A phone with one large green button on its screen."),
            "caption": _("A picture has a caption when the words around it do not say what it shows."),
        },
        "steps": [
            _("Open the settings of the phone."),
            _("Tap “Display”, then “Font size”."),
            _("Pull the dot to the right until you can read with ease."),
        ],
        "do": [_("Ask again when something is not clear."), _("Take your time.")],
        "dont": [_("Don't read codes aloud to callers."), _("Don't install apps from links in messages.")],
        "warning": _paragraph(_("The police do not activate VNeID by telephone.")),
        "question": _("Someone calls and asks for the code in your message. What do you do?"),
        "choices": [
            {
                "text": _("Read it to them, they sound polite."),
                "correct": False,
                "explanation": _("A polite voice proves nothing. Who has the code has your account."),
            },
            {
                "text": _("Hang up and ask someone you trust."),
                "correct": True,
                "explanation": _("Nobody honest needs your code."),
            },
        ],
        "transcript": _paragraph(_("Good day. Today we make the letters on the phone larger.")),
        "cards": [
            {"title": _("A card that is done"), "done": True, "current": False},
            {"title": _("The card on the screen"), "done": False, "current": True},
            {"title": _("A card still to come"), "done": False, "current": False},
        ],
        "exercise": _("Is this message a fraud?"),
        "exercise_states": [
            {"state": "before", "words": _("Not begun")},
            {"state": "waiting", "words": _("Being opened")},
            {
                "state": "playing",
                "words": _("Begun, and done before"),
                "done": True,
                "stage": _("The activity plays here."),
            },
            {"state": "failed", "words": _("It does not open")},
        ],
        "page_of_many": _page(range(30)),
    }


def _page(things: Sequence[int]) -> Page[int]:
    return Paginator(things, 10).page(2)

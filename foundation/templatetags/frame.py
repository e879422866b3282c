"""Tags of the frame around every page: places, icons and the pieces that stand inside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from foundation import navigation
from foundation.icons import ICONS
from foundation.inline import EARLY_SCRIPT, PLAIN_STYLE

if TYPE_CHECKING:
    from foundation.navigation import PlaceHere, Spot

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the site's icons; always beside words, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308 - our own drawing
    )


@register.simple_tag
def icon_store() -> SafeString:
    """All icons, not shown, for scripts that draw `<use href="#icon-…">`."""
    symbols = format_html_join(
        "",
        '<symbol id="icon-{}" viewBox="0 0 24 24">{}</symbol>',
        ((name, mark_safe(drawing)) for name, drawing in ICONS.items()),  # noqa: S308 - our own drawings
    )
    return format_html('<svg width="0" height="0" hidden aria-hidden="true">{}</svg>', symbols)


@register.simple_tag(takes_context=True)
def places(context: dict[str, Any], spot: Spot) -> list[PlaceHere]:
    """The registered places of a spot, the current one marked."""
    # Django renders 400 pages without a request.
    request = context.get("request")
    return navigation.places(spot, request.path if request else "")


@register.simple_tag
def early_script() -> SafeString:
    """The script that runs before the first paint; the CSP allows exactly this text."""
    return mark_safe(f"<script>{EARLY_SCRIPT}</script>")  # noqa: S308 - our own file


@register.simple_tag
def plain_style() -> SafeString:
    """The style of pages that must not depend on any other file; the CSP allows exactly this text."""
    return mark_safe(f"<style>{PLAIN_STYLE}</style>")  # noqa: S308 - our own file


@register.filter
def host(address: str) -> str:
    """The name of the site that an address leads to, as people see it written on posters."""
    return (urlsplit(address).hostname or "").removeprefix("www.")

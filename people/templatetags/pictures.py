"""`{% picture slug %}` shows a person's drawing; `{% picture_choices as choices %}` lists all of them."""

from __future__ import annotations

from typing import NamedTuple

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from people.accounts.pictures import PICTURES, is_picture, picture_path

register = template.Library()


class Choice(NamedTuple):
    """A drawing to choose."""

    slug: str
    label: str
    url: str


@register.simple_tag
def picture(slug: str, size: int = 48) -> SafeString:
    """The drawing, ``size`` CSS pixels wide, without words beside its name; nothing where none was chosen."""
    if not is_picture(slug or ""):
        return SafeString()
    html = '<img class="person-picture" src="{}" width="{}" height="{}" alt="">'
    return format_html(html, static(picture_path(slug)), size, size)


@register.filter
def picture_label(slug: str) -> str:
    """What the drawing shows, in words."""
    return str(PICTURES.get(slug, ""))


@register.simple_tag
def picture_choices() -> list[Choice]:
    """Every drawing there is, in the order in which people see them."""
    return [Choice(slug, str(label), static(picture_path(slug))) for slug, label in PICTURES.items()]

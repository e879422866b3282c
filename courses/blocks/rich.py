"""Text with a little formatting, as much as the curriculum files can write."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import expand_db_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.rich_text import RichText

INLINE = ["bold", "italic", "link"]
PARAGRAPHS = ["bold", "italic", "ol", "ul", "link"]
SCHEMES = {"https", "tel"}

_TAGS = {"p", "b", "i", "ol", "ul", "li", "a", "br"}
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>", re.DOTALL)


class _Addresses(HTMLParser):
    """Collects where the links of a piece of HTML go."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value or "" for name, value in attrs if name == "href"]


def addresses(html: str) -> list[str]:
    """Where the links of ``html`` go, but for those to pages of this site, which Wagtail keeps by number."""
    parser = _Addresses()
    parser.feed(html)
    parser.close()
    return parser.found


def paragraphs_html(value: RichText) -> SafeString:
    """HTML of a text with nothing in it but what our texts may hold; the editor's marks are taken off."""
    html = nh3.clean(
        expand_db_html(value.source), tags=_TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None
    )
    return mark_safe(html)  # noqa: S308 - nh3 cleaned it


def inline_html(value: RichText) -> SafeString:
    """HTML of a text; where it is a single paragraph, without the paragraph around it."""
    html = paragraphs_html(value).strip()
    single = _ONE_PARAGRAPH.fullmatch(html)
    return mark_safe(single[1] if single else html)  # noqa: S308 - nh3 cleaned it


class LinkedTextBlock(RichTextBlock):
    """Formatted text whose links lead to secure addresses only; templates get its HTML."""

    def clean(self, value: RichText) -> RichText:
        """Refuse links that are neither https nor a telephone number."""
        cleaned: RichText = super().clean(value)
        for address in addresses(cleaned.source):
            if address.split(":", 1)[0].lower() not in SCHEMES:
                raise ValidationError(gettext("A link must begin with https:// and this one does not: %s") % address)
        return cleaned

    def get_context(self, value: RichText, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The text as HTML."""
        return {**super().get_context(value, parent_context=parent_context), "value": paragraphs_html(value)}


def inline_text(label: Any, **options: Any) -> LinkedTextBlock:
    """A block for one short formatted text, a list entry for example."""
    return LinkedTextBlock(label=label, features=INLINE, **options)


def text_block() -> LinkedTextBlock:
    """Paragraphs and lists."""
    return LinkedTextBlock(
        label=_("text"), features=PARAGRAPHS, template="courses/blocks/text.html", icon="pilcrow", group=_("Words")
    )


def warning_block() -> LinkedTextBlock:
    """What the reader must not miss."""
    return LinkedTextBlock(
        label=_("warning"), features=INLINE, template="courses/blocks/warning.html", icon="warning", group=_("Words")
    )

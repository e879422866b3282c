"""Paragraphs, lists, bold, italic and links: the part of Markdown that a card's text may use, and nothing else."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from courses.blocks.rich import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from courses.curriculum_files.problems import Notebook

# Read so that they can be refused by name, instead of standing in a lesson as they were typed.
_REFUSED = ["heading", "lheading", "fence", "code", "blockquote", "hr", "html_block", "table", "image", "backticks"]
_REFUSED += ["html_inline", "strikethrough", "autolink"]
_TAGS = {
    "strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>", "link_close": "</a>",
    "softbreak": " ", "hardbreak": "<br/>", "bullet_list_open": "<ul>", "bullet_list_close": "</ul>",
    "ordered_list_open": "<ol>", "ordered_list_close": "</ol>", "list_item_open": "<li>", "list_item_close": "</li>",
}  # fmt: skip
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# What is left of marks that were not closed or spelt wrongly.
_LEFT_OVER = ("**", "](", ":::", "{#", "=>")


def _parser() -> MarkdownIt:
    known = ["list", "emphasis", "link", "escape", "entity", "newline"]
    # Without joining, a sign made a letter by a backslash is told from a mark that was left open.
    parser = MarkdownIt("zero", {"html": True}).enable([*known, *_REFUSED]).disable("text_join")
    # Every address is read as a link and judged here, with a reason; it is kept as it was written.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


_MARKDOWN = _parser()


def paragraphs(text: str, line: int, notes: Notebook, *, lists: bool = True) -> str:
    """HTML of a piece of text that begins at ``line``; what it may not hold is noted."""
    html: list[str] = []
    in_list = paragraphs_in_entry = 0
    for token in _MARKDOWN.parse(text):
        place = line + (token.map[0] if token.map else 0)
        if token.type == "inline":
            html.append(_inline(token.children or [], place, notes))
        elif token.type in {"paragraph_open", "paragraph_close"}:
            paragraphs_in_entry += token.type == "paragraph_open"
            if in_list and paragraphs_in_entry > 1 and token.nesting == 1:
                notes.note(place, _("A list entry has one paragraph."))
            if not in_list:
                html.append("<p>" if token.type == "paragraph_open" else "</p>")
        elif token.type in _TAGS:
            in_list += {"_list_open": 1, "list_close": -1}.get(token.type[-10:], 0)
            if token.type == "list_item_open":
                paragraphs_in_entry = 0
            if token.nesting == 1 and (in_list > 1 or (in_list and not lists)):
                notes.note(place, _("No list can stand here."))
            html.append(_TAGS[token.type])
        elif token.nesting >= 0:
            notes.note(place, _refusal(token))
    return "".join(html)


def inline(text: str, line: int, notes: Notebook) -> str:
    """HTML of one line of text, as the editor keeps it: a paragraph."""
    html = "".join(_inline(token.children or [], line, notes) for token in _MARKDOWN.parseInline(text))
    return f"<p>{html}</p>"


def plain(text: str, line: int, notes: Notebook) -> str:
    """Text without any marks; a backslash before a sign makes it a letter."""
    # What stands on both sides of such a sign does not come together without it.
    bare = _ESCAPED.sub(" ", text)
    if "**" in bare or "](" in bare:
        notes.note(line, _("Bold words and links cannot stand here."))
    return letters(text)


def letters(text: str) -> str:
    """Text with its escaped signs as letters."""
    return _ESCAPED.sub(r"\1", text)


def _inline(tokens: Sequence[Token], line: int, notes: Notebook) -> str:
    html = ""
    for token in tokens:
        if token.type in {"text", "text_special"}:
            html += escape(token.content, quote=False)
            if token.type == "text" and any(mark in token.content for mark in _LEFT_OVER):
                reason = _("Here something is not closed, or not written as these files want it: %s")
                notes.note(line, reason % token.content.strip())
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            insecure = address.split(":", 1)[0].lower() not in SCHEMES
            if insecure or "title" in token.attrs or token.markup == "autolink":
                notes.note(line, _("A link is written [words](https://…); this one is not: %s") % address)
            html += f'<a href="{escape(address)}">'
        elif token.type in _TAGS:
            html += _TAGS[token.type]
        elif token.nesting >= 0:
            notes.note(line, _refusal(token))
        line += token.type in {"softbreak", "hardbreak"}
    return html


def _refusal(token: Token) -> str:
    shown = (token.content or token.markup or token.type).strip().splitlines() or [token.type]
    return _("This cannot stand in a card's text: %s") % shown[0][:80]

"""Between what somebody types into a plain field and the marked-up text that H5P keeps."""

from __future__ import annotations

import html
import re

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_END = re.compile(r"</(?:p|div|li|h[1-6]|pre|tr|ul|ol|table|blockquote)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PLAIN_TAG = re.compile(r"</?(?:p|div|br)\s*/?>", re.IGNORECASE)


def words(markup: str) -> str:
    """What a reader sees of marked-up text: a line for each line, an empty one between paragraphs."""
    text = _END.sub("\n\n", _BREAK.sub("\n", " ".join(markup.split())))
    return tidied(html.unescape(_TAG.sub("", text)))


def tidied(text: str) -> str:
    """Typed text with one spelling of spaces and line ends."""
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def marked(text: str, tag: str = "p") -> str:
    """Typed text as markup: an element for each paragraph."""
    paragraphs = escaped(tidied(text)).split("\n\n") if text.strip() else []
    lined = (paragraph.replace("\n", "<br>") for paragraph in paragraphs)
    return "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in lined)


def escaped(text: str) -> str:
    """Typed text as H5P keeps plain text."""
    return html.escape(text, quote=False)


def is_formatted(markup: str) -> bool:
    """Whether there is more to it than words: bold letters, links, lists."""
    return bool(_TAG.search(_PLAIN_TAG.sub("", markup)))

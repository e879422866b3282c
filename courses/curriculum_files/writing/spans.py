"""Rich text of the library's form as blocks of spans: what it says and shows, whatever way its tags are nested."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.translation import gettext as _

_MARKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}
_HTML_SPACE = re.compile("[\t\n\r\f]")


class CannotWriteError(Exception):
    """The format has no way to say this; the message says what."""


class Span(NamedTuple):
    """A stretch of text; a line end in it is a line break. An empty address is no link."""

    text: str
    bold: bool = False
    italic: bool = False
    address: str = ""


@dataclass(slots=True)
class Block:
    """A paragraph (`p`, one entry) or a list (`ul`, `ol`)."""

    kind: str
    entries: list[list[Span]] = field(default_factory=list)


def blocks_of(html: str) -> list[Block]:
    """What a rich text holds; empty paragraphs are not counted. Raises ``CannotWriteError``."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return [block for block in parser.blocks if block.kind != "p" or block.entries[0]]


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            if self.open:
                raise CannotWriteError(_("a paragraph within a list"))
            self.blocks.append(Block("p", [[]]))
        elif tag in {"ul", "ol"}:
            if self.open:
                raise CannotWriteError(_("a list within a list"))
            self.blocks.append(Block(tag))
        elif tag == "li" and self.open[-1:] in (["ul"], ["ol"]):
            self.blocks[-1].entries.append([])
        elif tag == "a":
            address = dict(attrs).get("href")
            if not address:
                raise CannotWriteError(_("a link to a page of this site"))
            self.addresses.append(address)
        elif tag == "br":
            self._add("\n")
            return
        elif tag not in _MARKS:
            raise CannotWriteError(f"<{tag}>")
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag != "br":
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            return
        if not self.open or self.open.pop() != tag:
            raise CannotWriteError(f"</{tag}>")
        if tag == "a":
            self.addresses.pop()

    def handle_data(self, data: str) -> None:
        self._add(_HTML_SPACE.sub(" ", data))

    def _add(self, text: str) -> None:
        if self.open[-1:] in (["ul"], ["ol"]) or not self.open:
            if not text.strip():
                return
            if self.open:
                raise CannotWriteError(_("text between the entries of a list"))
            self.blocks.append(Block("p", [[]]))
        spans = self.blocks[-1].entries[-1]
        marks = {_MARKS[tag] for tag in self.open if tag in _MARKS}
        span = Span(text, "bold" in marks, "italic" in marks, self.addresses[-1] if self.addresses else "")
        if spans and spans[-1][1:] == span[1:]:
            spans[-1] = spans[-1]._replace(text=spans[-1].text + text)
        else:
            spans.append(span)

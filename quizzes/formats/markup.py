"""HTML and Markdown of other systems as the plain text that questions here have."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from quizzes.formats.records import Notes, Refused

# Far more than a question may have; parsing longer ones only costs time.
MOST_MARKUP = 20_000
# Brackets that are never closed cost Markdown the square of their number.
MOST_MARKDOWN = 4_000

# Pictures written into the text: their thousands of letters must not count as the question's.
_INLINE_DATA = re.compile(r"data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=%]*", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|em|strong|div|span|img|ul|ol|li|sub|sup|h[1-6]|pre|code|table|tr|td|th|video|audio"
    r"|iframe|font|hr|blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp);", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\u00a0]+")

_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "tr", "pre", "blockquote", "table", "hr"}
_MEDIA = {"video", "audio", "iframe", "object", "embed", "canvas"}
_UNSEEN = {"script", "style", "title", "noscript", "template"}
_KEPT = _BLOCKS | _MEDIA | {"br", "li", "sup", "sub", "td", "th", "a", "img"}
_ATTRIBUTES = {"a": {"href"}}
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def plain(text: str, form: str, line: int, notes: Notes) -> str:
    """The text of a form (``html``, ``moodle``, ``plain``, ``markdown``) without its markup. Raises ``Refused``."""
    text = _INLINE_DATA.sub("data:", text)
    most = MOST_MARKDOWN if form == "markdown" else MOST_MARKUP
    if len(text) > most:
        raise Refused(line, "too_long", _("A text of this question is longer than %d letters.") % most)
    if form == "html":
        return tidy(_converted(text, line, notes))
    if form == "markdown":
        return tidy(_converted(MarkdownIt("commonmark").render(text), line, notes))
    if form == "moodle" and (_TAG.search(text) or _ENTITY.search(text)):
        # Moodle shows line ends of this form as line ends, and its tags as tags.
        return tidy(_converted(text.replace("\n", "<br>"), line, notes))
    return tidy(text)


def tidy(text: str) -> str:
    """Without spaces at the ends of lines, and without empty lines around."""
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def as_html(text: str) -> str:
    """Plain text as HTML that reads back as the same."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def _converted(text: str, line: int, notes: Notes) -> str:
    reader = _Plain()
    # Whatever browsers make of broken HTML, what is left is well-formed, of these elements only.
    reader.feed(nh3.clean(text, tags=_KEPT, attributes=_ATTRIBUTES, clean_content_tags=_UNSEEN, link_rel=None))
    reader.close()
    _tell(reader, line, notes)
    lines = [" ".join(piece.split()) for piece in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _tell(reader: _Plain, line: int, notes: Notes) -> None:
    if "img" in reader.lost:
        notes.changed(line, "picture_lost", _("A picture in the text does not come along."))
    if reader.lost & _MEDIA:
        notes.changed(line, "media_lost", _("A sound, film or embedded page in the text does not come along."))
    if "table" in reader.lost:
        notes.changed(line, "table_flattened", _("A table in the text became plain lines."))
    for address in reader.links:
        notes.changed(line, "link_lost", _("The text loses its link to %s.") % address[:200])


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.lost: set[str] = set()
        self.links: list[str] = []
        self._lists: list[int | None] = []
        self._shift: dict[int, int] | None = None
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self._item()
        elif tag in _BLOCKS:
            self._open_block(tag)
        elif tag in {"sup", "sub"}:
            self._shift = _RAISED if tag == "sup" else _LOWERED
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
        self._lose(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()
            if tag == "pre":
                self._verbatim = max(0, self._verbatim - 1)
        elif tag in {"sup", "sub"}:
            self._shift = None

    def handle_data(self, data: str) -> None:
        if self._shift:
            data = data.translate(self._shift)
        self.pieces.append(data if self._verbatim else re.sub(r"\s+", " ", data))

    def _open_block(self, tag: str) -> None:
        self._break()
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
        if tag == "pre":
            self._verbatim += 1

    def _item(self) -> None:
        self._break()
        count = self._lists[-1] if self._lists else None
        if count is None:
            self.pieces.append("- ")
        else:
            self._lists[-1] = count + 1
            self.pieces.append(f"{count + 1}. ")

    def _break(self) -> None:
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")

    def _lose(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _MEDIA or tag in {"img", "table"}:
            self.lost.add(tag)
        address = attributes.get("href") if tag == "a" else None
        if address and address not in self.links:
            self.links.append(address)

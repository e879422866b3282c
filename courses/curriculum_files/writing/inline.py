"""One line of formatted text as Markdown. The shortest spelling that reads back as the same is taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.curriculum_files.problems import Notebook
from courses.curriculum_files.prose import paragraphs
from courses.curriculum_files.writing.spans import Block, CannotWriteError, Span, blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# What Markdown, our fences or our cards could read as more than a letter.
_SIGNS = re.compile(r"[\\*_`\[\]]|<(?=[A-Za-z/!?])|&(?=[#\w])|~(?=~)|(?<=~)~|\{(?=#)|(?<==)>|:(?=::)|(?<=:):")
_LINE_BEGINS = re.compile(r"[#>=|~+-]|:(?=::)|\d+(?=[.)])")
_ODD_SPACE = re.compile("[\t\v\f\r\x1c-\x1f\x85\u2028\u2029]")


def inline_markdown(spans: list[Span], *, indent: str = "") -> str:
    """The text in one line, or in several where it has line breaks; those after the first begin with ``indent``."""
    for italic in "*_":
        for careful in (False, True):
            text = "".join(_written(spans, italic, careful))
            lines = [_line(line) for line in text.split("\n")]
            found = f"\\\n{indent}".join(lines)
            if _reads_as(found, spans):
                return found
    raise CannotWriteError(
        _("text with signs that cannot be told from marks: %s") % "".join(s.text for s in spans)[:60]
    )


def _reads_as(markdown: str, spans: list[Span]) -> bool:
    notes = Notebook("")
    html = paragraphs(markdown, 1, notes, lists=False)
    return not notes.problems and blocks_of(html) == [Block("p", [spans])]


def _line(text: str) -> str:
    """A line that begins and ends with a letter, and with nothing that would begin a list or a heading."""
    bare = text.strip()
    front = "".join(map(_reference, text[: len(text) - len(text.lstrip())]))
    back = "".join(map(_reference, text[len(text.rstrip()) :])) if bare else ""
    found = None if front else _LINE_BEGINS.match(bare)
    if found and found[0].isdigit():
        bare = f"{found[0]}\\{bare[found.end() :]}"
    elif found:
        bare = f"\\{bare}"
    return front + bare + back


def _reference(char: str) -> str:
    return f"&#{ord(char)};"


def _written(spans: list[Span], italic: str, careful: bool) -> Iterator[str]:
    """The marks around stretches; of those that begin together, the longest stretch is the outer one."""
    place = 0
    while place < len(spans):
        span = spans[place]
        runs = {}
        for name in ("bold", "italic", "address"):
            value, end = getattr(span, name), place
            while value and end < len(spans) and getattr(spans[end], name) == value:
                end += 1
            runs[name] = end
        outer = max(runs, key=lambda name: runs[name])
        end = runs[outer]
        if end == place:
            yield _text(span.text, careful and len(spans) > 1)
            place += 1
            continue
        inner = [_without(outer, one) for one in spans[place:end]]
        words = "".join(_written(inner, italic, careful))
        if careful and len(inner) == 1 and not (inner[0].bold or inner[0].italic or inner[0].address):
            words = _text(inner[0].text, careful=True)
        if outer == "address":
            yield f"[{words}]({_address(span.address)})"
        else:
            mark = "**" if outer == "bold" else italic
            yield f"{mark}{words}{mark}"
        place = end


def _without(mark: str, span: Span) -> Span:
    if mark == "address":
        return span._replace(address="")
    return span._replace(bold=False) if mark == "bold" else span._replace(italic=False)


def _text(text: str, careful: bool = False) -> str:
    """Letters as letters; ``careful`` writes the first and the last so that any mark may stand beside them."""
    if careful and text.strip("\n") == text and text:
        first, last = _reference(text[0]), _reference(text[-1]) if len(text) > 1 else ""
        return first + _escaped(text[1:-1]) + last
    return _escaped(text)


def _escaped(text: str) -> str:
    return _ODD_SPACE.sub(lambda found: _reference(found[0]), _SIGNS.sub(r"\\\g<0>", text))


def _address(address: str) -> str:
    if re.search(r"\s", address):
        return "<" + re.sub(r"[\\<>&]", r"\\\g<0>", address) + ">"
    return re.sub(r"[\\()<>]|&(?=[#\w]+;)", r"\\\g<0>", address)

"""A GIFT file cut where its empty lines are; each piece knows its lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizzes.formats.gift.escapes import hide

CATEGORY = "$CATEGORY:"


@dataclass(slots=True)
class Block:
    """One question, or a category; ``text`` has its escaped signs hidden."""

    text: str = ""
    category: str | None = None
    comments: list[str] = field(default_factory=list)
    # The line of the file for each line of the text, and where these end.
    lines: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def line(self, offset: int = 0) -> int:
        """The line of the file in which this place of the text stands."""
        return self.lines[min(bisect_left(self.ends, offset), len(self.lines) - 1)]


def blocks(text: str) -> Iterator[Block]:
    """Every question and every category, in order."""
    kept: list[tuple[int, str]] = []
    comments: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped:
            if kept:
                yield _block(kept, comments)
            kept, comments = [], []
        elif stripped.startswith("//"):
            comments.append(stripped[2:])
        elif not kept and stripped.startswith(CATEGORY):
            yield Block(category=stripped[len(CATEGORY) :].strip(), lines=[number], ends=[0])
            comments = []
        else:
            kept.append((number, line))
    if kept:
        yield _block(kept, comments)


def _block(kept: list[tuple[int, str]], comments: list[str]) -> Block:
    pieces = [hide(line) for _, line in kept]
    ends, place = [], -1
    for piece in pieces:
        place += len(piece) + 1
        ends.append(place)
    return Block(text="\n".join(pieces), comments=comments, lines=[number for number, _ in kept], ends=ends)

"""A lesson's body: from lines to cards, in the form in which Wagtail stores them.

Pictures and recordings are still names of files: ``{"file": "drawings/x.svg"}``; the loader puts library numbers there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from courses.blocks.cards import CARD_ID, MOST_CARDS, MOST_PIECES, CardBlock
from courses.curriculum_files.fences import FENCES
from courses.curriculum_files.limits import limit
from courses.curriculum_files.prose import letters, paragraphs, plain

if TYPE_CHECKING:
    from courses.curriculum_files.problems import Notebook

_CARD = re.compile(r"##\s+(?P<title>.*?)\s*\{#(?P<id>[^{}]*)\}\s*")
_PICTURE = re.compile(r'!\[(?P<alt>(?:\\.|[^\\])*)\]\((?P<file>[^)\s]+)(?:\s+"(?P<caption>(?:\\.|[^"\\])*)")?\)\s*')
_FENCE = re.compile(r":::\s*(?P<kind>[\w-]*)\s*")


@dataclass(slots=True)
class Body:
    """The cards of a lesson; for each file that they show, the line where it is named first."""

    cards: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    # Those of the files that are interactive activities.
    activities: set[str] = field(default_factory=set)
    card_lines: list[int] = field(default_factory=list)


def read_body(lines: list[str], first_line: int, notes: Notebook) -> Body:
    """Read what follows the front matter; ``first_line`` is the number of the first of ``lines``."""
    body = Body()
    reader = _Reader(body, notes)
    for number, line in enumerate(lines, first_line):
        reader.take(line, number)
    reader.end_card(first_line + len(lines))
    if not 1 <= len(body.cards) <= MOST_CARDS:
        notes.note(0, _("A lesson has 1 to %d cards.") % MOST_CARDS)
    return body


class _Reader:
    """Takes line after line; what is between two marks is kept until it can be read as a whole."""

    def __init__(self, body: Body, notes: Notebook) -> None:
        self.body = body
        self.notes = notes
        self.kept: list[str] = []
        self.kept_from = 0
        self.fence = ""

    def take(self, line: str, number: int) -> None:
        """Take the next line."""
        fence = _FENCE.fullmatch(line)
        if self.fence:
            if fence and not fence["kind"]:
                self._end_fence()
            elif line.startswith("## "):
                self.end_card(number)
                self._begin_card(line, number)
            else:
                self.kept.append(line)
        elif line.startswith("## "):
            self.end_card(number)
            self._begin_card(line, number)
        elif fence:
            self._end_text()
            self._begin_fence(fence["kind"], number)
        elif line.startswith("!["):
            self._end_text()
            self._add_picture(line, number)
        else:
            if not self.kept:
                self.kept_from = number
            self.kept.append(line)

    def end_card(self, number: int) -> None:
        """What was begun ends here."""
        if self.fence:
            self.notes.note(self.kept_from - 1, _("This “:::” is not closed."))
            self.kept, self.fence = [], ""
        self._end_text()
        if not self.body.cards:
            return
        pieces = self.body.cards[-1]["value"]["body"]
        line = self.body.card_lines[-1]
        if not 1 <= len(pieces) <= MOST_PIECES:
            self.notes.note(line, _("A card has 1 to %d pieces.") % MOST_PIECES)
        if sum(piece["type"] == "check" for piece in pieces) > 1:
            self.notes.note(line, _("A card has at most one check."))
        if sum(piece["type"] == "quiz" for piece in pieces) > 1:
            self.notes.note(line, _("A card has at most one quiz."))
        if sum(piece["type"] == "h5p" for piece in pieces) > 1:
            self.notes.note(line, _("A card has at most one interactive activity."))

    def _begin_card(self, line: str, number: int) -> None:
        match = _CARD.fullmatch(line)
        if match is None:
            self.notes.note(number, _("A card begins with its title and its id: ## Title {#c1}"))
        title = match["title"] if match else line[3:]
        card_id = match["id"] if match else f"line-{number}"
        if not CARD_ID.fullmatch(card_id):
            self.notes.note(number, _("A card's id has 1 to 64 letters, digits and hyphens."))
        if any(card["id"] == card_id for card in self.body.cards):
            self.notes.note(number, _("Two cards have the id “%s”.") % card_id)
        title = limit(CardBlock, "title", plain(title, number, self.notes), number, self.notes)
        self.body.cards.append({"type": "card", "id": card_id, "value": {"title": title, "body": []}})
        self.body.card_lines.append(number)

    def _end_text(self) -> None:
        text, self.kept = "\n".join(self.kept), []
        if not text.strip():
            return
        html = paragraphs(text, self.kept_from, self.notes)
        self._add("text", html, self.kept_from)

    def _begin_fence(self, kind: str, number: int) -> None:
        if kind not in FENCES:
            known = ", ".join(FENCES)
            self.notes.note(number, _("After “:::” must stand one of these: %s.") % known)
        self.fence, self.kept, self.kept_from = kind or "?", [], number + 1

    def _end_fence(self) -> None:
        kind, lines, self.fence, self.kept = self.fence, self.kept, "", []
        if kind not in FENCES:
            return
        value = FENCES[kind](lines, self.kept_from, self.notes)
        if isinstance(value, dict):
            for name in ("file", "captions"):
                if value.get(name):
                    self.body.files.setdefault(value[name], self.kept_from)
                    self.body.activities |= {value[name]} if kind == "h5p" else set()
        self._add(kind.replace("-", "_"), value, self.kept_from - 1)

    def _add_picture(self, line: str, number: int) -> None:
        match = _PICTURE.fullmatch(line)
        if match is None:
            reason = _("A picture is written ![what it shows](drawings/name.svg) on a line of its own.")
            self.notes.note(number, reason)
            return
        if not match["alt"].strip():
            self.notes.note(number, _("The picture needs a description for those who do not see it."))
        self.body.files.setdefault(match["file"], number)
        value = {
            "file": match["file"],
            "alt_text": limit("picture", "alt_text", letters(match["alt"]), number, self.notes),
            "caption": limit("picture", "caption", letters(match["caption"] or ""), number, self.notes),
        }
        self._add("picture", value, number)

    def _add(self, kind: str, value: Any, number: int) -> None:
        if not self.body.cards:
            self.notes.note(number, _("Before this must stand a card's title: ## Title {#c1}"))
            return
        self.body.cards[-1]["value"]["body"].append({"type": kind, "value": value})

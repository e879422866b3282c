"""Texts of a question with the form that is named before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.formats.gift.escapes import escaped, show
from quizzes.formats.markup import as_html, plain

if TYPE_CHECKING:
    from quizzes.formats.records import Notes

_FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


@dataclass(slots=True)
class Texts:
    """Reads texts; the question's own form holds for all of its texts that name none."""

    notes: Notes
    form: str = "moodle"

    def prompt(self, text: str, line: int) -> str:
        """The question itself, its lines kept."""
        if found := _FORM.match(text):
            self.form, text = found[1].lower(), text[found.end() :]
        return plain(show(text), self.form, line, self.notes)

    def text(self, text: str, line: int, *, lines: bool = False) -> str:
        """Any other text; unless ``lines``, the file only breaks it to fit."""
        form = self.form
        if found := _FORM.match(text):
            form, text = found[1].lower(), text[found.end() :]
        if not lines:
            text = " ".join(text.split())
        return plain(show(text), form, line, self.notes)


def written(text: str, *, arrows: bool = True) -> str:
    """A text of a question whose form is plain; without ``arrows`` none may be seen in it, for Moodle takes any for
    the one between a pair."""
    if not arrows and "->" in text:
        return f"[html]{escaped(as_html(text))}"
    # What looks like a form or a weight at the beginning is text.
    return f"[plain]{escaped(text)}" if text.startswith(("[", "%")) else escaped(text)

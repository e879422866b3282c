"""Names for questions that come without one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from quizzes.formats.records import Notes

MOST_NAME = 120


def name_of(title: str, prompt: str, line: int, notes: Notes) -> str:
    """The title as a name, or the beginning of the question."""
    title = " ".join(title.split())
    if len(title) > MOST_NAME:
        notes.changed(line, "name_cut", _("The name is longer than %d letters and was cut.") % MOST_NAME)
    return _cut(title or " ".join(prompt.split()))


def _cut(text: str) -> str:
    if len(text) <= MOST_NAME:
        return text
    head = text[: MOST_NAME - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head[60:] else head}…"

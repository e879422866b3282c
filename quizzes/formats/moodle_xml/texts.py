"""Texts, weights and switches of a question in Moodle's XML."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.building import Answer
from quizzes.formats.markup import plain
from quizzes.formats.numbers import decimal
from quizzes.formats.records import Notes, Refused

_FORMS = {"html": "html", "plain_text": "plain", "markdown": "markdown", "moodle_auto_format": "moodle"}


@dataclass(slots=True)
class Question:
    """One question element, and what is noted of it."""

    element: Element
    line: int
    notes: Notes

    @property
    def form(self) -> str:
        """The form of its text; it holds for all that names none."""
        found = self.element.find("questiontext")
        return _FORMS.get(found.get("format", "html") if found is not None else "html", "html")

    def text(self, parent: Element | None, form: str = "") -> str:
        """The plain text of an element that has a ``text``."""
        if parent is None:
            return ""
        raw = unicodedata.normalize("NFC", parent.findtext("text") or "")
        self._lose_files(parent, raw)
        named = _FORMS.get(parent.get("format", ""), self.form)
        return plain(raw, form or named, self.line, self.notes)

    def _lose_files(self, parent: Element, raw: str) -> None:
        # What the text shows of its files is noted where the text is read.
        if "@@PLUGINFILE@@" in raw:
            return
        for file in parent.findall("file"):
            message = _("The file %s does not come along.") % (file.get("name") or "")[:100]
            self.notes.changed(self.line, "file_lost", message)

    def child(self, name: str, form: str = "") -> str:
        """The plain text of a child, empty without it."""
        return self.text(self.element.find(name), form)

    def value(self, name: str) -> str:
        """The bare text of a child."""
        return (self.element.findtext(name) or "").strip()

    def answers(self, form: str = "") -> list[Answer]:
        """All answers with their weights. Raises ``Refused``."""
        found = [self._answer(element, form) for element in self.element.findall("answer")]
        if not found:
            raise Refused(self.line, "no_answer", _("This question has no answers."))
        return found

    def _answer(self, element: Element, form: str) -> Answer:
        fraction = decimal(element.get("fraction") or "0")
        if fraction is None:
            raise Refused(self.line, "not_a_number", _("“%s” is not a number.") % element.get("fraction", "")[:60])
        feedback = self.text(element.find("feedback"))
        return Answer(self.text(element, form), Decimal(fraction), feedback, self.line)

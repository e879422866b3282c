"""H5P.Accordion: texts that open below their titles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from courses.interactive.authoring.forms import BaseRows, ContentForm, RowForm, line, text
from courses.interactive.authoring.kinds.base import Kind, Row
from courses.interactive.authoring.libraries import Base
from courses.interactive.authoring.pictures import Pictures
from courses.interactive.authoring.places import Place, Rich, Rows, field_at

_TEXT = "H5P.AdvancedText"


class PanelForm(RowForm):
    """A title with its text."""

    title = line(_("Title of the panel"), required=False)
    text = text(_("What it shows when it is open"), rows=4, required=False)

    counts = ("title", "text")
    wanted: ClassVar = {
        "title": _("Please write the title of the panel."),
        "text": _("Please write what the panel shows."),
    }


class Panels(BaseRows):
    """The panels."""

    most, least = 30, 1
    few = _("Please write at least one panel.")


class Accordion(Kind):
    """Accordion."""

    slug = "muc-mo-ra"
    machine = "H5P.Accordion"
    title = _("Accordion")
    told = _("Titles of which each opens a text. It asks nothing and gives no score.")
    form = ContentForm
    rows = Rows(("panels",), {"title": Place(("title",)), "text": Rich(("content", "params", "text"))}, most=30)
    rows_but = frozenset(["text"])
    row_form = PanelForm
    row_set = Panels
    row_title = _("Panel")

    def fits(self, base: Base) -> bool:
        """The texts have a library of their own."""
        return super().fits(base) and self._text(base) is not None

    def write_rows(self, made: dict[str, Any], rows: Sequence[Row], base: Base, pictures: Pictures) -> None:
        """A new panel holds a content of its own."""
        part = self._text(base)
        if part:
            self.rows.write(made, rows, lambda: {"content": part.new(part.begin(), str(self.row_title))})

    def _text(self, base: Base) -> Base | None:
        panels = field_at(base.fields, ("panels",))
        told = field_at(panels.entry.fields, ("content",)) if panels and panels.entry else None
        part = base.parts_of(told).get(_TEXT)
        return part if part and Rich(("text",)).fits(field_at(part.fields, ("text",))) else None

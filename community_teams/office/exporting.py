"""Figures as a file, row by row as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from community_teams.counting.figures import Span, file_rows
from community_teams.counting.indicators import Indicator
from foundation.spreadsheets import no_formula
from foundation.streaming import in_lumps
from foundation.workbooks import Sheet, csv_pieces, workbook_pieces
from people.areas.models import Area

WIDTHS = [10, 24, 22, 24, 28, 10, *(12 for _indicator in Indicator)]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def figures_file(kind: str, communes: QuerySet[Area], *, span: Span, way: str) -> Iterator[bytes]:
    """Pieces of the file, ``csv`` or ``xlsx``, in lumps worth sending."""
    found = figure_rows(communes, span=span, way=way)
    heads = _heads()
    if kind == "csv":
        return in_lumps(csv_pieces(chain([heads], found)))
    guarded = ([value if isinstance(value, int) else no_formula(value) for value in row] for row in found)
    return in_lumps(workbook_pieces(Sheet(_("Figures"), heads, WIDTHS, frozen=2), guarded))


def figure_rows(communes: QuerySet[Area], *, span: Span, way: str) -> Iterator[list[Any]]:
    """A row for each commune, team and month in which there is something."""
    for area, line, team, month in file_rows(communes, span=span, way=way):
        over = area.parent.full_name if area.parent else ""
        yield [
            area.code, area.full_name, over, _names(line.successors), team.name, f"{month:%Y-%m}", *line.figures,
        ]  # fmt: skip


def _names(areas: Iterable[Area]) -> str:
    return ", ".join(area.full_name for area in areas)


def _heads() -> list[str]:
    heads = [_("Code of the area"), _("Area"), _("Province or city"), _("Now"), _("Team"), _("Month")]
    return [*heads, *(str(label) for label in Indicator.labels)]

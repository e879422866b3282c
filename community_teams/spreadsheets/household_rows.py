"""A row of households: its cells as what is kept, or what is wrong with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.spreadsheets.columns import DEVICES, HOWS, LANGUAGES, folded
from community_teams.spreadsheets.faults import Faults
from community_teams.spreadsheets.reading import Cells
from community_teams.teams.models import Hamlet, Team

MOST_PEOPLE = 50
NAMES = ("head_name", "phone", "address")
# A day further off is a slip of the pen.
MOST_DAYS_AHEAD = 2 * 366
_BETWEEN = re.compile(r"[,;/+]")


def hamlets_of(team: Team) -> dict[str, int]:
    """The hamlets of a team by their names, with and without what kind they are."""
    return {
        name: pk
        for pk, folded_name in Hamlet.objects.filter(team=team, ended_on=None).values_list("pk", "folded")
        for name in [" ".join(folded_name.split())]
    }


def read_household(cells: Cells, hamlets: Mapping[str, int]) -> tuple[dict[str, Any], Faults]:
    """What a row says, and what is wrong with it."""
    faults = Faults()
    values: dict[str, Any] = {
        "hamlet": _hamlet(cells, hamlets, faults),
        "head_name": faults.text(cells, "head_name", 120),
        "phone": faults.phone(cells),
        "address": faults.text(cells, "address", 200),
        "size": _size(cells, faults),
        "languages": _codes(cells, "languages", LANGUAGES, faults),
        "devices": _codes(cells, "devices", DEVICES, faults),
        "planned_on": _planned(cells, faults),
    }
    return values | _consent(cells, faults), faults


def _hamlet(cells: Cells, hamlets: Mapping[str, int], faults: Faults) -> int | None:
    said = cells.get("hamlet", "")
    found = hamlets.get(folded(said))
    if not said:
        faults.add("hamlet", _("The hamlet is missing."))
    elif found is None:
        faults.add("hamlet", _("The team has no hamlet of this name."))
    return found


def _size(cells: Cells, faults: Faults) -> int | None:
    said = cells.get("size", "")
    if not said:
        return None
    if said.isascii() and said.isdecimal() and len(said) < 4 and 1 <= int(said) <= MOST_PEOPLE:
        return int(said)
    faults.add("size", _("A whole number from 1 to 50 belongs here."))
    return None


def _codes(cells: Cells, key: str, words: Mapping[str, str], faults: Faults) -> list[str]:
    known = {folded(word): str(code) for word, code in words.items()}
    found: list[str] = []
    for part in _BETWEEN.split(cells.get(key, "")):
        word = folded(part).removeprefix("tieng ")
        if not word:
            continue
        if word not in known:
            faults.add(key, _("This word is not known. Taken are: %s.") % ", ".join(words))
            return []
        if known[word] not in found:
            found.append(known[word])
    return found


def _planned(cells: Cells, faults: Faults) -> str | None:
    day, today = faults.day(cells, "planned_on"), timezone.localdate()
    if day is not None and not today <= day <= today + dt.timedelta(days=MOST_DAYS_AHEAD):
        faults.add("planned_on", _("This day lies in the past, or too far ahead."))
    return day.isoformat() if day else None


def _consent(cells: Cells, faults: Faults) -> dict[str, Any]:
    """When and how the household agreed; without it nothing that names it is taken."""
    day, how = faults.day(cells, "agreed_on"), faults.one_of(cells, "agreed_how", HOWS)
    if day is not None and day > timezone.localdate():
        faults.add("agreed_on", _("This day lies in the future."))
    named = any(cells.get(key) for key in NAMES)
    for key in ("agreed_on", "agreed_how"):
        if cells.get(key):
            continue
        if named:
            faults.add(key, _("A name, number or address is kept only with consent: say when and how it was given."))
        elif day or how:
            faults.add(key, _("Say both when and how consent was given."))
    return {"agreed_on": day.isoformat() if day else None, "agreed_how": how}

"""A row of teams and members: its cells as what is kept, or what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.spreadsheets.columns import PLACES, folded
from community_teams.spreadsheets.faults import Faults
from community_teams.spreadsheets.reading import Cells
from community_teams.teams.models import Membership
from community_teams.teams.rights import oversees
from people.accounts.models import User
from people.areas.models import Area
from people.areas.selectors import current_successors
from people.invitations.forms import AreaField

Place = Membership.Place


class Communes:
    """Communes by what is typed of them, each asked for once in a piece of a file."""

    def __init__(self, by: User) -> None:
        self.by = by
        self._found: dict[str, Area | str] = {}
        self._field = AreaField()

    def find(self, typed: str) -> Area:
        """The one commune that is meant and that the person oversees. Raises ``ValueError`` with a sentence."""
        if typed not in self._found:
            try:
                self._found[typed] = self._look(typed)
            except ValidationError as error:
                self._found[typed] = " ".join(error.messages)
        found = self._found[typed]
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def _look(self, typed: str) -> Area:
        # A spreadsheet that takes a code for a number drops the zeros before it.
        code = typed.zfill(5) if typed.isdecimal() else typed
        try:
            area = self._field.clean(code)
        except ValidationError as error:
            if error.code == "unknown_area" and code.isdecimal() and (names := _became(code)):
                raise ValidationError(
                    _("This code is an old one. Type the code of what it is now: %s") % names
                ) from None
            raise
        if area is None or area.level != Area.Level.COMMUNE:
            raise ValidationError(_("This is no commune or ward."))
        if not code.isdecimal() and folded(code) not in _spellings(area):
            # A part of a name finds a commune on a page, where the person sees which; in a file nobody would.
            raise ValidationError(_("No commune is called exactly so. Perhaps you mean %s.") % f"{area} – {area.code}")
        if not oversees(self.by, area):
            raise ValidationError(_("You do not look after the teams of this place."))
        return area


def _spellings(area: Area) -> set[str]:
    own = (area.name, area.full_name)
    over = (area.parent.name, area.parent.full_name) if area.parent else ()
    return {folded(text) for text in (*own, *(f"{one}, {other}" for one in own for other in over))}


def _became(code: str) -> str:
    ended = Area.objects.filter(code=code).order_by("-valid_from").first()
    return "; ".join(f"{area} – {area.code}" for area in current_successors(ended)) if ended else ""


def read_member(cells: Cells, communes: Communes) -> tuple[dict[str, Any], Faults]:
    """What a row says, and what is wrong with it. A row may name a team, or a hamlet of it, and nobody."""
    faults = Faults()
    today = timezone.localdate()
    values: dict[str, Any] = {
        "commune": _commune(cells, communes, faults),
        "team": faults.text(cells, "team", 120),
        "hamlet": faults.text(cells, "hamlet", 120),
        "name": faults.text(cells, "name", 120),
        "phone": faults.phone(cells),
        "place": faults.one_of(cells, "place", PLACES) or Place.MEMBER,
    }
    if not values["team"]:
        faults.add("team", _("The name of the team is missing."))
    if cells.get("name") and not cells.get("phone"):
        faults.add("phone", _("The phone number is missing: people are put in or invited by it."))
    if values["place"] == Place.LEADER and values["hamlet"] and cells.get("phone"):
        faults.add("hamlet", _("A leader works in all hamlets of the team: leave it empty."))
    since, until = faults.day(cells, "from"), faults.day(cells, "until")
    if since is not None and since < today:
        faults.remarks.append(("from", _("This day is over: the membership begins on the day it is put in.")))
        since = None
    if until is not None and until < max(since or today, today):
        faults.add("until", _("This day lies in the past, or before the first one."))
    values |= {"from": _text(since), "until": _text(until)}
    return values, faults


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _commune(cells: Mapping[str, str], communes: Communes, faults: Faults) -> int | None:
    said = cells.get("commune", "")
    if not said:
        faults.add("commune", _("The commune is missing."))
        return None
    try:
        return communes.find(said).pk
    except ValueError as error:
        faults.add("commune", str(error))
        return None

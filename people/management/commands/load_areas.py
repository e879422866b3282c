"""`load_areas`: make the areas in force equal to a list, the shipped one or another.

With the shipped list come the units of before July 2025, to be found by their names.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from foundation.reports import REFUSED, ReportingCommand
from people.areas.former import load_former
from people.areas.loading import Change, is_behind, load_list
from people.areas.reading import SHIPPED_LIST, ListRefused, Row, read_list


class Command(ReportingCommand):
    """Load areas."""

    help = _("Compare a list of areas with the database and write the difference, all of it or nothing.")

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --check, --ended-on."""
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", type=Path, help=_("CSV; the shipped list without"))
        parser.add_argument("--check", action="store_true", help=_("only say what would change"))
        parser.add_argument(
            "--ended-on", type=dt.date.fromisoformat, metavar="YYYY-MM-DD",
            help=_("the day on which units end that the list lacks"),
        )  # fmt: skip

    def handle(self, *args: Any, file: Path | None, check: bool, ended_on: dt.date | None, **options: Any) -> None:
        """Read, compare, write, report."""
        try:
            rows = read_list(file or SHIPPED_LIST)
            if file is None and is_behind(rows):
                self._keep()
            else:
                self._load(rows, ended_on, check=check)
            if file is None and not check:
                self._load_former()
        except OSError as error:
            raise self.wrong_usage(
                _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
            ) from None
        except ListRefused as refused:
            for problem in refused.problems:
                self.refuse(str(problem), line=problem.line, reason=problem.reason)
            raise CommandError(_("Nothing of the list was loaded."), returncode=REFUSED) from None

    def _keep(self) -> None:
        reason = _("the areas on record are newer than the shipped list.")
        self.say(_("Kept: %(reason)s") % {"reason": reason}, did="kept", file=SHIPPED_LIST.name, reason=reason)

    def _load(self, rows: list[Row], ended_on: dt.date | None, *, check: bool) -> None:
        comparison = load_list(rows, ended_on=ended_on, check=check)
        for change in comparison.changes:
            self._tell(change)
        counts = {what: comparison.count(what) for what in ("created", "changed", "ended")}
        counts["unchanged"] = comparison.unchanged
        text = _("Areas: %(created)s created, %(changed)s changed, %(ended)s ended, %(unchanged)s unchanged.") % counts
        self.say(text, **counts, written=not check)

    def _load_former(self) -> None:
        counts = load_former()
        text = _(
            "Former areas: %(created)s created, %(changed)s changed, %(removed)s removed, %(unchanged)s unchanged."
        )
        self.say(text % counts, former=True, **counts)

    def _tell(self, change: Change) -> None:
        fields = {name: list(values) for name, values in change.fields.items()}
        text = ""
        if change.what == "changed":
            shown = ", ".join(f"{name} {was} → {now}" for name, (was, now) in fields.items())
            text = _("changed: %(code)s %(area)s: %(fields)s")
            text %= {"code": change.area.code, "area": change.area.full_name, "fields": shown}
        elif change.what == "ended":
            text = _("ended on %(day)s: %(code)s %(area)s")
            text %= {"day": change.area.valid_to, "code": change.area.code, "area": change.area.full_name}
        self.say(text, area=change.area.code, did=change.what, **({"fields": fields} if fields else {}))

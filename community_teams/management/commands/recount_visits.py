"""Counts what the teams did again from the records, and mends the figures that differ."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.counting.recounting import LOOK_BACK, Recounted, recount_all
from foundation.reports import ReportingCommand


class Command(ReportingCommand):
    """`recount_visits [--all]`; may run beside the nightly job and while phones send."""

    help = "Counts visits, sessions and follow-ups again and mends the daily figures of the teams."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--all`."""
        super().add_arguments(parser)
        parser.add_argument("--all", action="store_true", help=_("every day, not only those of the last 45 days"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of each team what was mended, and how much it was in all."""
        total = Recounted()
        since = None if options["all"] else timezone.localdate() - dt.timedelta(days=LOOK_BACK)
        for team, one in recount_all(since):
            total.days += one.days
            total.mended += one.mended
            if one.mended:
                said = _("Team %(team)s: %(mended)s figures mended on %(days)s days.")
                names = {"team": team, "mended": one.mended, "days": one.days}
                self.say(said % names, **names)
        said = _("%(days)s days of teams counted again, %(mended)s figures mended.")
        self.say(said % {"days": total.days, "mended": total.mended}, days=total.days, mended=total.mended)

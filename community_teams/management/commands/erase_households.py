"""`erase_households`: after a restore from a backup, erase again what was erased since the backup was made."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from community_teams.households.forgetting_again import forget_again, read_lines
from foundation.reports import ReportingCommand


class Command(ReportingCommand):
    """Read the log of the server, and erase what it says was erased."""

    help = _("Erase households again that a restored backup has brought back, by the lines of the server's log.")

    def add_arguments(self, parser: CommandParser) -> None:
        """The log."""
        super().add_arguments(parser)
        parser.add_argument("log", help=_("a file with the server's log, or - for the standard input"))

    def handle(self, *args: Any, log: str, **options: Any) -> None:
        """One by one, as often as you like."""
        if log != "-" and not Path(log).is_file():
            raise self.wrong_usage(_("There is no file %(path)s.") % {"path": log})
        counts: Counter[str] = Counter(erased=0, already=0, unknown=0)
        with sys.stdin if log == "-" else Path(log).open(encoding="utf-8", errors="replace") as lines:
            for household in read_lines(lines):
                counts[forget_again(household)] += 1
        text = _("Erased again: %(erased)d. Were erased already: %(already)d. Are not here: %(unknown)d.")
        self.say(text % counts, **counts)

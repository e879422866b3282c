"""`erase_households`: after a restore from a backup, erase again what was erased since the backup was made."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from community_teams.households.forgetting_again import forget_again, read_lines
from foundation.reports import LogCommand


class Command(LogCommand):
    """Read the log of the server, and erase what it says was erased."""

    help = _("Erase households again that a restored backup has brought back, by the lines of the server's log.")

    def handle(self, *args: Any, log: str, **options: Any) -> None:
        """One by one, as often as you like."""
        counts: Counter[str] = Counter(erased=0, already=0, unknown=0)
        with self.lines_of(log) as lines:
            for household in read_lines(lines):
                counts[forget_again(household)] += 1
        text = _("Erased again: %(erased)d. Were erased already: %(already)d. Are not here: %(unknown)d.")
        self.say(text % counts, **counts)

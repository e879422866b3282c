"""`end_accounts`: after a restore from a backup, end again what was ended since the backup was made."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from foundation.reports import REFUSED, LogCommand
from learn.my_data.ending_again import end_again, read_lines


class Command(LogCommand):
    """Read the log of the server, and end what it says was ended."""

    help = _("End accounts again that a restored backup has brought back, by the lines of the server's log.")

    def handle(self, *args: Any, log: str, **options: Any) -> None:
        """End them one by one; what cannot be ended is named, and the rest goes on."""
        counts: Counter[str] = Counter()
        with self.lines_of(log) as lines:
            for told in read_lines(lines):
                for learner, outcome in end_again(told):
                    counts[outcome] += 1
                    if outcome == "role":
                        text = _("%(learner)s has a role: end it first, then run this again.")
                        self.refuse(text % {"learner": learner}, learner=str(learner), reason=outcome)
                    elif outcome == "joined":
                        text = _("%(learner)s belongs to an account that was not ended.")
                        self.refuse(text % {"learner": learner}, learner=str(learner), reason=outcome)
        text = _("Ended again: %(ended)d. Had ended already: %(already)d.")
        self.say(text % {"ended": counts["ended"], "already": counts["already"]}, **counts)
        if counts["role"] or counts["joined"]:
            sys.exit(REFUSED)

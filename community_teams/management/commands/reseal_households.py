"""`reseal_households`: after a change of `FIELD_DATA_KEY`, bring all that is stored under the new one."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from community_teams.households.resealing import Batch, find_anew, rewrap_keys
from foundation.reports import REFUSED, ReportingCommand
from people.audit.events import Event
from people.audit.services import record


class Command(ReportingCommand):
    """Batch by batch, while the site runs; may be cut off and started again."""

    help = _("Wrap the keys of households with the new master key, and make anew what households are found by.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keys first: without them households could not be opened."""
        refused: list[uuid.UUID] = []
        for what, batches in (("keys", rewrap_keys()), ("households", find_anew())):
            seen, changed = self._all(batches, what, refused)
            text = {
                "keys": _("Keys: %(seen)d looked at, %(changed)d wrapped anew."),
                "households": _("Households: %(seen)d looked at, %(changed)d made findable anew."),
            }[what]
            self.say(text % {"seen": seen, "changed": changed}, what=what, seen=seen, changed=changed)
        record(Event.HOUSEHOLDS_RESEALED, note=str(len(refused)) if refused else "")
        if refused:
            sys.exit(REFUSED)
        self.say(
            _("The earlier keys can be taken out of FIELD_DATA_EARLIER_KEYS once no backup needs them."), done=True
        )

    def _all(self, batches: Iterator[Batch], what: str, refused: list[uuid.UUID]) -> tuple[int, int]:
        seen = changed = 0
        for batch in batches:
            seen, changed = seen + batch.seen, changed + batch.changed
            for subject in batch.refused:
                refused.append(subject)
                text = _("%(subject)s is left as it is: no master key opens it, or its card belongs to two households.")
                self.refuse(text % {"subject": subject}, what=what, subject=str(subject))
        return seen, changed

"""Role × page × whose data: what each person is answered at each address.

A row says what everyone is answered (``otherwise``) and who is answered differently (``then``); in whose answer the
owner's name, number or learner may stand (``reveals``; in nobody else's); and, where the status does not tell, whether
the act was done (``does``, ``done_by``).
"""

from __future__ import annotations

from tests.access.table import activities, certificates, learners, lessons, public, questions, staff, teams
from tests.access.table.row import Row

__all__ = ["ROWS", "Row"]

ROWS = [
    *public.ROWS,
    *learners.ROWS,
    *certificates.ROWS,
    *staff.ROWS,
    *lessons.ROWS,
    *activities.ROWS,
    *questions.ROWS,
    *teams.ROWS,
]

"""Tombstones are kept for 90 days; a phone that comes later than that pulls everything again."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from community_teams.sync.models import Change, Stream

KEPT_DAYS = 90
HAMLETS_AT_ONCE = 200

# The conditions stand here again: a household may have come back since the hamlets were chosen.
_FORGET = """
WITH forgotten AS (
    DELETE FROM community_teams_change WHERE hamlet_id = ANY(%s) AND gone <> '' AND at < %s RETURNING hamlet_id, number
), highest AS (SELECT hamlet_id, max(number) AS number, count(*) AS many FROM forgotten GROUP BY hamlet_id),
moved AS (
    UPDATE community_teams_stream s SET floor = greatest(s.floor, h.number) FROM highest h
    WHERE s.hamlet_id = h.hamlet_id
)
SELECT coalesce(sum(many), 0) FROM highest
"""


def forget_tombstones(*, now: dt.datetime | None = None) -> int:
    """The periodic job: forget old tombstones and raise the floors of their streams with them. Returns how many."""
    limit = (now or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    with transaction.atomic():
        old = Change.objects.filter(at__lt=limit).exclude(gone="").order_by().values("hamlet").distinct()
        hamlets = [row["hamlet"] for row in old[:HAMLETS_AT_ONCE]]
        # The streams before their changes and in their order, as every writer takes them.
        list(Stream.objects.select_for_update(no_key=True).filter(pk__in=hamlets).order_by("pk"))
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [hamlets, limit])
            return int(cursor.fetchone()[0])

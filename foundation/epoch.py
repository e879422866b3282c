"""The epoch: a short text that changes when the database was restored from a backup.

Phones keep what was acknowledged for 30 days; a changed epoch makes them send it again. Besides a stored text, which
`renew_epoch` changes by hand, it is made from what PostgreSQL itself changes: the cluster's identifier (a dump loaded
elsewhere), its timeline (recovery to a point in time, a replica promoted), and the identifiers of the database and of
the epoch's own table (a dump loaded in place). A file-system copy put back is the one case that needs `renew_epoch`.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

SQL = """
SELECT concat_ws('/', (SELECT seed FROM foundation_epoch WHERE id = 1), s.system_identifier, c.timeline_id, d.oid,
                 'foundation_epoch'::regclass::oid)
FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()
"""


class Epoch(models.Model):
    """The one row that holds the stored part."""

    seed = models.CharField(_("seed"), max_length=32)

    class Meta:
        verbose_name = _("epoch")
        verbose_name_plural = _("epochs")

    def __str__(self) -> str:
        return self.seed


def from_row(text: str) -> str:
    """The epoch as phones see it, made from what ``SQL`` returns."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def current_epoch() -> str:
    """The epoch now."""
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        return from_row(cursor.fetchone()[0])


def renew_epoch() -> str:
    """Begin a new epoch by hand, after a restore that PostgreSQL cannot notice; returns it."""
    Epoch.objects.update_or_create(id=1, defaults={"seed": secrets.token_hex(16)})
    return current_epoch()

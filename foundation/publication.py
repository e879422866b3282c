"""A number that goes up whenever a public page changes; caches of pages empty themselves by it.

The number is polled and its change is announced by ``NOTIFY`` besides, so a missed announcement heals by itself.
"""

from __future__ import annotations

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

CHANNEL = "bdhvs_publication"


class Publication(models.Model):
    """The one row that holds the number."""

    number = models.BigIntegerField(_("number"), default=1)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return str(self.number)


def bump() -> None:
    """Say that public pages changed.

    Call it in the transaction of the change: the number and the announcement become visible with it, or not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO foundation_publication (id, number) VALUES (1, 2) "
            "ON CONFLICT (id) DO UPDATE SET number = foundation_publication.number + 1"
        )
        cursor.execute(f"NOTIFY {CHANNEL}")

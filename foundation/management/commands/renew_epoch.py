"""`renew_epoch`: make phones send again what they hold, after a restore that the database cannot notice itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from foundation.epoch import renew_epoch


class Command(BaseCommand):
    """Begin a new epoch."""

    help = _("Begin a new epoch, so that phones send again what they hold from the last 30 days.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew and print it."""
        self.stdout.write(renew_epoch())

"""`close_demo`: close the demo's accounts, before a database that began as a demo serves people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from foundation.reports import ReportingCommand
from people.accounts.demo import close_demo_accounts


class Command(ReportingCommand):
    """Close the demo's accounts."""

    help = _("Close every demo account: production does not start beside an open one.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close, print."""
        closed = close_demo_accounts()
        self.say(_("%(closed)s demo accounts closed.") % {"closed": closed}, closed=closed)

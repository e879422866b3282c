"""`load_demo`: the demo's accounts, and how to sign in with them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.reports import ReportingCommand
from people.accounts.demo import load_demo_accounts
from people.roles.names import Role

# What the demo's accounts are called where a program reads it, and on the screen.
ROLES = {
    Role.EDITOR: ("official", gettext_lazy("official")),
    Role.REVIEWER: ("reviewer", gettext_lazy("reviewer")),
    Role.ADMINISTRATOR: ("administrator", gettext_lazy("administrator")),
}


class Command(ReportingCommand):
    """Load the demo's accounts."""

    help = _("Make the demo's accounts if they are not there yet, and print how to sign in. Only for the demo.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside the demo, load, print."""
        if settings.PROFILE != "demo":
            raise self.wrong_usage(_("Demo accounts are for the demo only: their passwords are known to everyone."))
        for loaded in load_demo_accounts():
            account = loaded.account
            name, role = ROLES[account.role]
            password = account.password if loaded.password_is_known else _("the one that you have set")
            self.say(
                _("%(address)s: %(role)s %(phone)s, password %(password)s")
                % {
                    "address": f"{settings.SITE_URL}/quan-tri/",
                    "role": role,
                    "phone": account.phone,
                    "password": password,
                },
                role=name,
                phone=account.phone,
                password=account.password if loaded.password_is_known else None,
                created=loaded.created,
            )

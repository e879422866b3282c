"""`load_h5p_libraries`: put the content types that come with this site among its libraries."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.interactive.own.installing import install_own_libraries
from foundation.reports import ReportingCommand


class Command(ReportingCommand):
    """Install our own content types."""

    help = _("Install the H5P content types that come with this site, or bring them up to date.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Install, report."""
        steps = install_own_libraries()
        for step in steps:
            self.say(
                _("installed: %(name)s.%(patch)d") % {"name": step.name, "patch": step.patch},
                did="created" if step.does == "new" else "updated", name=str(step.name), patch=step.patch,
            )  # fmt: skip
        counts = {"created": sum(step.does == "new" for step in steps)}
        counts["updated"] = len(steps) - counts["created"]
        self.say(_("Content types: %(created)d installed, %(updated)d brought up to date.") % counts, **counts)

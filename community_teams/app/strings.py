"""The words that the app's scripts show: rendered into the shell, so that the catalogue stays complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# By the name that the scripts use; `{count}` and the like are filled in by them.
STRINGS: dict[str, _StrPromise] = {
    "holder": _("This phone is with {name}."),
    "all_sent": _("Everything is with the server."),
    "waiting": _("{count} records are on this phone only. They are sent as soon as there is network."),
    "send_now": _("Send now"),
    "sign_in_again": _("Sign in again, so that what waits can be sent. Nothing is lost."),
    "revoked": _("This phone was reported lost. The households are no longer on it; what was not sent yet is kept."),
    "no_team": _("You belong to no team now. The households are no longer on this phone; what was not sent is kept."),
    "full": _("This phone is full, and this was not saved. Make room, or leave the photo out."),
    "not_kept": _(
        "This phone may throw away what is not sent if it runs out of room. Send every evening when there is network."
    ),
    "update": _("There is a newer version of this app."),
    "take_update": _("Use it now"),
}

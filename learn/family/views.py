"""Who learns on this phone. The phone knows, the server does not: the page is the same for everyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.http import public_page


@require_safe
def learners_here(request: HttpRequest) -> HttpResponse:
    """Choose oneself by picture and name, come to this phone, leave it."""
    return public_page(render(request, "learn/learners_here.html", {"words": _words()}))


def _words() -> dict[str, str]:
    """What the script says; %n is a name, %d a number."""
    return {
        "first": _("The first learner"),
        "guest": _("learns as a guest"),
        "account": _("has an account"),
        "waiting": _("%d not sent yet"),
        "change": _("Change"),
        "now": _("%n is learning on this phone now."),
        "nowOffline": _("%n is learning on this phone now. The rest is done when there is a network."),
        "noName": _("Please write what we call you."),
        "noPicture": _("Please choose a picture."),
        "save": _("Keep this"),
        "saved": _("Kept: %n."),
        "left": _("%n is not on this phone any more."),
        "refused": _(
            "%n cannot be taken off yet: not everything is sent. Turn on the network, wait a moment, try again."
        ),
        "noStore": _("This browser lets no page keep anything, so only one person can learn here at a time."),
    }

"""What a person can agree to. Words that change get a new version, and everyone is asked anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Purpose(models.TextChoices):
    """One purpose; only what something real uses."""

    ACCOUNT = "account", _("Signing in with my phone number")
    CERTIFICATE = "certificate", _("My name on a certificate that can be checked")


@dataclass(frozen=True, slots=True)
class Words:
    """What exactly a person agrees to, the rest of it to be opened with a tap, and what happens without it."""

    version: str
    text: _StrPromise
    without: _StrPromise
    more: _StrPromise | str = ""

    @property
    def whole(self) -> str:
        """All that is shown and agreed to."""
        return f"{self.text} {self.more}".strip()

    @property
    def sha256(self) -> str:
        """Of all that is shown."""
        return hashlib.sha256(self.whole.encode()).hexdigest()


WORDS = {
    Purpose.ACCOUNT: Words(
        version="2026-11-2",
        text=_("I agree that my phone number, my name and my picture are kept so that I can sign in."),
        more=_(
            "The number goes to the message service only to send me codes. I can end this at any time under “My "
            "data”. For a child, a parent or guardian agrees as well."
        ),
        without=_("Without it there is no account. Everything can still be learnt as a guest."),
    ),
    Purpose.CERTIFICATE: Words(
        version="2026-11",
        text=_(
            "I agree that my name, as I write it, is kept on my certificates together with the course and the date, "
            "and that everyone to whom I give the certificate's number can see them on the page that checks it. I can "
            "withdraw this at any time under “My data”; the page then no longer shows my certificates."
        ),
        without=_("Without it no certificate is issued. What I have learnt stays in my record."),
    ),
}


def words_for(purpose: Purpose) -> Words:
    """The words that are in force for a purpose."""
    return WORDS[purpose]

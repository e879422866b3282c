"""What a household can agree to. Words that change get a new version; what was agreed to stays provable by its hash."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.consent.purposes import Words


class Purpose(models.TextChoices):
    """One purpose; nobody is asked for more than the visit needs."""

    RECORD = "record", _("Keeping name, number and visits")
    NEEDS = "needs", _("Keeping that somebody here needs particular help")
    PLACE = "place", _("Keeping roughly where the house stands")
    PHOTO = "photo", _("Keeping a photo of the visit")


class How(models.TextChoices):
    """How the answer was given."""

    SPOKEN = "spoken", _("Said so")
    SIGNED = "signed", _("Signed on paper")
    TAPPED = "tapped", _("Tapped on the phone")
    # By the household itself, through its QR.
    OWN = "own", _("Through the household's own QR")


# How a phone may say that it was given.
ON_PHONES = frozenset({How.SPOKEN, How.SIGNED, How.TAPPED})

WORDS = {
    Purpose.RECORD: Words(
        version="2026-11",
        text=_(
            "I agree that the team keeps the name of the head of my household, our phone number and address, and what "
            "was taught at each visit, so that it can help again."
        ),
        more=_(
            "Only the team of our hamlet sees it; an official only for a reason, which I can read. I can look at it, "
            "take it back or have everything erased at any time with the QR code that I am given."
        ),
        without=_("Without it nothing about us is kept, and the team helps all the same."),
    ),
    Purpose.NEEDS: Words(
        version="2026-11",
        text=_(
            "I agree that the team keeps that somebody in my household lives alone in old age, has a disability, or "
            "that we are a poor household, so that it helps us first."
        ),
        without=_("Without it the team helps all the same."),
    ),
    Purpose.PLACE: Words(
        version="2026-11",
        text=_("I agree that the team keeps roughly, to a kilometre, where the house stands."),
        without=_("Without it the place is not kept."),
    ),
    Purpose.PHOTO: Words(
        version="2026-11",
        text=_("I agree that the team keeps a photo of this visit. Nobody's papers are on it."),
        without=_("Without it no photo is kept."),
    ),
}


def words_for(purpose: Purpose | str) -> Words:
    """The words in force for a purpose."""
    return WORDS[Purpose(purpose)]

"""Why a certificate is not issued; each says so in a sentence for the learner."""

from __future__ import annotations

from django.utils.translation import gettext as _


class Refused(Exception):
    """No certificate; ``str()`` is the sentence."""

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self) -> str:
        """Why, in words."""
        return _("No certificate can be issued just now.")


class AccountNeeded(Refused):
    """The learner is a guest."""

    def sentence(self) -> str:
        """Why, in words."""
        return _("A certificate needs an account with a phone number.")


class ConsentNeeded(Refused):
    """The person did not agree that others can see the name."""

    def sentence(self) -> str:
        """Why, in words."""
        return _("Without your consent no certificate can be issued: tick the box if you agree.")


class NotCompleted(Refused):
    """The course is not finished, or not known."""

    def sentence(self) -> str:
        """Why, in words."""
        return _("The course is not finished yet. When every lesson is done, the certificate is here.")


class Barred(Refused):
    """An earlier one was revoked for misuse."""

    def sentence(self) -> str:
        """Why, in words."""
        return _("The certificate for this course was revoked. Please ask the community team near you.")


class TooManyNames(Refused):
    """The name was corrected as often as a person may do it alone."""

    def sentence(self) -> str:
        """Why, in words."""
        return _("The name has been corrected twice already. For another correction please ask the community team.")

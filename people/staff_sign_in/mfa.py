"""Second factors: how their secrets are kept, and that a code works once."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User

# Longer than a code of the app is taken with the clocks that we allow.
USED_SECONDS = 180


class MFAAdapter(DefaultMFAAdapter):
    """Secrets lie encrypted in the database; a copy of it alone opens no account."""

    def encrypt(self, text: str) -> str:
        """Encrypt with the newest key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with whichever key it was."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        """What the app on the phone shows beside the code."""
        return user.phone or str(user)

    def get_totp_issuer(self) -> str:
        """The name of the site, on the app on the phone."""
        return settings.WAGTAIL_SITE_NAME

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """A first name for a passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("My phone") if not count else gettext("Device %(number)s") % {"number": count + 1}


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors:" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def use_once(user: User, code: str) -> bool:
    """Mark a code of the app as used; False when it was used before.

    allauth itself forgets after half a minute, which is shorter than a code lives with a clock that is a little off.
    """
    digits = "".join(filter(str.isdigit, code))
    return bool(cache.add(f"staff:code:{user.pk}:{digits}", "used", timeout=USED_SECONDS))


class _OnlyOnce:
    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not use_once(self.user, code):  # type: ignore[attr-defined]
            raise MFAAdapter().validation_error("incorrect_code")
        return code


class _InWords:
    label = _("Six digits or a spare code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = self.label
        field.widget.attrs |= {"placeholder": "", "inputmode": "numeric"}


class CodeForm(_InWords, _OnlyOnce, AuthenticateForm):
    """The code at sign-in."""


class CodeAgainForm(_InWords, _OnlyOnce, ReauthenticateForm):
    """The code before something dangerous."""


class FirstCodeForm(_InWords, ActivateTOTPForm):
    """The first code of an app that is being set up."""

    label = _("The six digits that the app shows")

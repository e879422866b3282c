"""What people type when they sign in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.accounts.forms import NameField, PhoneField
from people.accounts.pictures import is_picture
from people.phone_codes.services import DIGITS
from people.ways_back.services import DIGITS as RECOVERY_DIGITS


class DigitsField(forms.CharField):
    """So many digits, with any spaces, dots or dashes between them."""

    def __init__(self, digits: int, **options: Any) -> None:
        self.digits = digits
        super().__init__(max_length=digits * 3, **options)

    def clean(self, value: Any) -> str:
        """The digits alone."""
        typed = re.sub(r"[\s.\-–]", "", super().clean(value))
        if not re.fullmatch(rf"\d{{{self.digits}}}", typed):
            raise ValidationError(self.error_messages["required"], code="digits")
        # Some keyboards type digits of their own.
        return "".join(str(int(digit)) for digit in typed)


class NumberForm(forms.Form):
    """The number to which the code goes."""

    phone = PhoneField(
        label=_("Your phone number"),
        error_messages={
            "required": _("Please type your phone number."),
            "max_length": _("This is too long for a phone number. Type it like 0912 345 678."),
        },
    )


class CodeForm(forms.Form):
    """The code from the message."""

    code = DigitsField(
        DIGITS,
        label=_("The code from the message"),
        error_messages={
            "required": _("The code has 6 digits. Please look at the message again."),
            "max_length": _("The code has 6 digits. Please look at the message again."),
        },
    )


class WhoForm(forms.Form):
    """Picture and name."""

    picture = forms.CharField(max_length=40, error_messages={"required": _("Please choose a picture.")})
    full_name = NameField(
        label=_("What should we call you?"),
        error_messages={
            "required": _("Please type what we should call you."),
            "max_length": _("This name is too long: 120 letters at most."),
        },
    )

    def clean_picture(self) -> str:
        """One of ours."""
        picture: str = self.cleaned_data["picture"]
        if not is_picture(picture):
            raise ValidationError(_("Please choose a picture."), code="picture")
        return picture


class RecoveryForm(forms.Form):
    """The code on paper."""

    recovery_code = DigitsField(
        RECOVERY_DIGITS,
        label=_("The recovery code on your paper"),
        error_messages={
            "required": _("The recovery code has 16 digits, in four groups of four."),
            "max_length": _("The recovery code has 16 digits, in four groups of four."),
        },
    )

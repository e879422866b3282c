"""What a learner fills in to get a certificate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from learn.certificates.names import clean_name


class NameForm(forms.Form):
    """The name as it shall stand there."""

    name = forms.CharField(
        label=_("Your name, as it shall stand on the certificate"),
        error_messages={"required": _("Please write your family name and given name.")},
    )

    def clean_name(self) -> str:
        """One spelling, of letters that can be printed."""
        return clean_name(self.cleaned_data["name"])


class AskForm(NameForm):
    """The name, and the consent that others can see it."""

    agreed = forms.BooleanField(
        error_messages={"required": _("Without your consent no certificate can be issued: tick the box if you agree.")}
    )

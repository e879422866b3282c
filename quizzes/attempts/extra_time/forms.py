"""Whom, how much, why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.attempts.models import ExtraTime

LEAST, MOST = 10, 300


class PhoneForm(forms.Form):
    """The whole number: nobody leafs through people here."""

    phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    """Why it ends."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Colleagues read it, and the person in a copy of their data. Please write no more than is needed."),
        max_length=ExtraTime._meta.get_field("reason").max_length,
    )


class ExtraTimeForm(ReasonForm):
    """How much, and why."""

    percent = forms.IntegerField(
        label=_("More time, in percent"),
        min_value=LEAST,
        max_value=MOST,
        help_text=_("50 means: where others have 20 minutes, this person has 30."),
    )

    field_order = ("percent", "reason")

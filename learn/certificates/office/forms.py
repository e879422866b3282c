"""Why a certificate is revoked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from learn.certificates.models import Certificate, RevokeReason
from learn.certificates.services import REVOKE_REASONS


class RevokeForm(forms.Form):
    """Nothing is chosen beforehand: the reason stands on the page that everyone can open."""

    reason = forms.ChoiceField(
        label=_("Why is it revoked?"),
        help_text=_("Whoever checks the certificate reads this reason and the date."),
        choices=[(reason.value, reason.label) for reason in RevokeReason if reason in REVOKE_REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose why.")},
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_("What happened, and who asked for it. Only administrators read it; please write no phone numbers."),
        max_length=Certificate._meta.get_field("revoke_note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write what happened, so that a colleague understands it later.")},
    )

"""What a reviewer writes when a page goes back to its editor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SendBackForm(forms.Form):
    """What is to be mended: without a word the editor would not know."""

    comment = forms.CharField(
        label=_("What is to be mended"), widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Please write what is to be mended, so that the editor knows.")},
    )  # fmt: skip

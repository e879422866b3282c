"""What a person answers before something is erased for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.text import fold
from people.consent.purposes import Purpose

# What is typed to show that it is meant, with or without marks.
WORDS = "CHẤM DỨT"


class ConsentForm(forms.Form):
    """One answer to one purpose."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    answer = forms.ChoiceField(choices=[("give", ""), ("withdraw", "")])
    # Ticked by hand, never beforehand.
    agreed = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Giving needs the tick; taking back needs nothing."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "give" and not cleaned.get("agreed"):
            self.add_error("agreed", _("Please tick the box if you agree."))
        return cleaned


class EndForm(forms.Form):
    """The last word before an account ends."""

    certificates = forms.ChoiceField(
        choices=[("withdraw", ""), ("keep", "")],
        required=False,
        error_messages={"invalid_choice": _("Please choose what shall become of your certificates.")},
    )
    words = forms.CharField(
        max_length=40, error_messages={"required": _("Please type the two words to show that you mean it.")}
    )

    def __init__(self, *args: Any, asks_certificates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_certificates = asks_certificates

    def clean_certificates(self) -> str:
        """Somebody who has certificates has to choose; nothing is chosen beforehand."""
        chosen: str = self.cleaned_data["certificates"]
        if self.asks_certificates and not chosen:
            raise forms.ValidationError(_("Please choose what shall become of your certificates."))
        return chosen

    def clean_words(self) -> str:
        """The two words, however they are written."""
        typed: str = self.cleaned_data["words"]
        if " ".join(fold(typed).split()) != fold(WORDS):
            raise forms.ValidationError(_("These are not the two words. Please type: %(words)s") % {"words": WORDS})
        return typed

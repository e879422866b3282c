"""The form that takes a package."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.packages.archive import MOST_BYTES


class ImportForm(forms.Form):
    """One file, and whether to take it in or only to try."""

    file = forms.FileField(
        label=_("Course package"),
        help_text=_("A file that ends in .bdhvs.zip, exported on another site. It has at most %(most)d MB.")
        % {"most": MOST_BYTES // 1024**2},
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={"required": _("Please choose the file."), "empty": _("The file is empty.")},
    )
    only_check = forms.BooleanField(label=_("Only check: say what would be done, and take nothing in"), required=False)

    def clean_file(self) -> Any:
        """Refuse what is too large before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The package has more than %d MB.") % (MOST_BYTES // 1024**2))
        return file

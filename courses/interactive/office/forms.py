"""The form that takes an ``.h5p`` file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.h5p import Limits

MOST_BYTES = Limits().package_bytes
TOO_LARGE = "too_large"
_MOST = MOST_BYTES // 1024**2


class BringForm(forms.Form):
    """One file. The page's script says that it is too large before it is sent."""

    file = forms.FileField(
        label=_("H5P file"),
        help_text=_("A file that ends in .h5p, from Lumi, Moodle or another site. It has at most %(most)d MB.")
        % {"most": _MOST},
        widget=forms.FileInput(attrs={"accept": ".h5p,application/zip", "data-most": MOST_BYTES}),
        error_messages={"required": _("Please choose the file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(too_large(), code=TOO_LARGE)
        return file

    @property
    def is_too_large(self) -> bool:
        """Whether that is what is wrong."""
        return self.has_error("file", TOO_LARGE)


def too_large() -> str:
    """The sentence for a file above the bound, wherever it is stopped."""
    said: Any = _("The file has more than %(most)d MB. Make it smaller: films and large pictures weigh most.")
    return str(said % {"most": _MOST})

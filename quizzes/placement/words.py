"""What a person agrees to who tells where they live. Changed words get a new version."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"
WORDS = _(
    "I agree that the commune or province that I choose is kept with my test results, so that the state sees how much "
    "people learn there. Nobody sees my own results: figures are shown only for five people or more. I can take this "
    "back here at any time."
)

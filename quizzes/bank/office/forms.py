"""Forms of the question bank."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.editing.forms import ConfirmForm


class StillRightForm(ConfirmForm):
    """The day by which somebody looks at a question again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_day"].help_text = _("On this day at the latest someone checks whether the question is right.")

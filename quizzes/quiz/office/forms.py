"""The form of a quiz."""

from __future__ import annotations

from wagtail.admin.forms import WagtailAdminModelForm


class QuizForm(WagtailAdminModelForm):
    """A draft may be kept before the bank can fill it; publishing asks for everything."""

    def defer_required_fields(self) -> None:
        """A draft is kept."""
        super().defer_required_fields()
        self.instance.is_unfinished = True

    def restore_required_fields(self) -> None:
        """From now on everything is asked for."""
        super().restore_required_fields()
        self.instance.is_unfinished = False

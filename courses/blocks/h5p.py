"""An interactive activity in a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, StructBlock

from courses.blocks.snippets import UUIDSnippetChooserBlock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.blocks import StructValue

FINISHED = "finished"
OPENED = "opened"


class H5PBlock(StructBlock):
    """An activity in the version that is the newest when the lesson is published."""

    activity = UUIDSnippetChooserBlock("courses.H5PPackage", label=_("interactive activity"))
    completes = ChoiceBlock(
        label=_("when the card is done"),
        choices=[(FINISHED, _("when the activity was finished")), (OPENED, _("when it was opened"))],
        default=FINISHED,
        help_text=_("Some kinds never say that they are finished: for those choose “opened”."),
    )

    class Meta:
        icon = "media"
        label = _("interactive activity")
        template = "courses/blocks/h5p.html"
        group = _("Practice")

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The activity; one that was deleted leaves nothing."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "activity": value["activity"]}

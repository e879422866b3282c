"""An interactive activity in a lesson."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.blocks.snippets import UUIDSnippetChooserBlock
from courses.interactive.finishing import NEVER_FINISHED
from courses.interactive.weighing import fetched
from courses.media.pinning import DraftMedia

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.blocks import StructValue

    from courses.interactive.models import H5PVersion

FINISHED = "finished"
OPENED = "opened"
COMPLETES = {FINISHED: _("when the activity was finished"), OPENED: _("when it was opened")}


class H5PBlock(StructBlock):
    """An activity in the version that is the newest when the lesson is published."""

    activity = UUIDSnippetChooserBlock("courses.H5PPackage", label=_("interactive activity"))
    completes = ChoiceBlock(
        label=_("when the card is done"),
        choices=list(COMPLETES.items()),
        default=FINISHED,
        help_text=_("Some kinds never say that they are finished: for those choose “opened”."),
        search_index=False,
    )

    class Meta:
        icon = "media"
        label = _("interactive activity")
        template = "courses/blocks/h5p.html"
        group = _("Practice")

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """``value.activity, number, title, megabytes``; an activity that was deleted leaves nothing."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        version = played_by(value)
        if version is None:
            return {**context, "value": {}}
        media = (parent_context or {}).get("media") or DraftMedia()
        sizes = fetched(version)
        media.count(sizes)
        package = version.package
        shown = {"activity": package.pk, "number": version.number, "title": package.title}
        return {**context, "value": {**shown, "megabytes": ceil(sum(sizes.values()) / 100_000) / 10}}

    def clean(self, value: StructValue) -> StructValue:
        """A card that could never be done is refused."""
        cleaned: StructValue = super().clean(value)
        activity = cleaned["activity"]
        if activity and cleaned["completes"] == FINISHED and activity.kind in NEVER_FINISHED:
            reason = gettext("Activities of this kind never say that they are finished. Choose “when it was opened”.")
            raise StructBlockValidationError(block_errors={"completes": ValidationError(reason)})
        return cleaned

    def get_searchable_content(self, value: StructValue) -> list[str]:
        """What it is called."""
        return [value["activity"].title] if value["activity"] else []


def played_by(value: StructValue) -> H5PVersion | None:
    """The version that a lesson with this piece plays when it is published now."""
    package = value["activity"]
    return package.versions.select_related("package").filter(number=package.number).first() if package else None

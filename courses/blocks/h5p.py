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

    from wagtail.blocks import StreamValue, StructValue

    from courses.interactive.models import H5PVersion

FINISHED = "finished"
OPENED = "opened"
COMPLETES = {FINISHED: _("when the activity was finished"), OPENED: _("when it was opened")}


class H5PBlock(StructBlock):
    """An activity in the version that was the newest when the lesson's draft was saved."""

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
        version = played_by(value, (parent_context or {}).get("numbers", {}))
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


def played_by(value: StructValue, numbers: Mapping[str, int]) -> H5PVersion | None:
    """The version that this piece plays: the one agreed to in ``numbers``, by activity, otherwise the newest."""
    package = value["activity"]
    if not package:
        return None
    number = numbers.get(str(package.pk), package.number)
    found: H5PVersion | None = package.versions.select_related("package").filter(number=number).first()
    return found


def newest_numbers(cards: StreamValue) -> dict[str, int]:
    """By activity on these cards, the number of its newest version."""
    pieces = (piece for card in cards for piece in card.value["body"] if piece.block_type == "h5p")
    packages = (piece.value["activity"] for piece in pieces)
    return {str(package.pk): package.number for package in packages if package}

"""Steps to follow one after another, and what to do beside what not to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.blocks.rich import inline_html, inline_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.blocks import StructValue

MOST_ENTRIES = 12


class StepsBlock(StructBlock):
    """Numbered steps. Templates get ``value.steps``, each as HTML."""

    steps = ListBlock(inline_text(_("step")), label=_("steps"), min_num=1, max_num=MOST_ENTRIES)

    class Meta:
        icon = "list-ol"
        label = _("steps")
        template = "courses/blocks/steps.html"
        group = _("Words")

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The steps as HTML."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "value": {"steps": [inline_html(step) for step in value["steps"]]}}


class DoDontBlock(StructBlock):
    """What to do and what not to do. Templates get ``value.do`` and ``value.dont``, each a list of HTML."""

    do = ListBlock(inline_text(_("do")), label=_("do"), min_num=0, max_num=MOST_ENTRIES, default=[])
    dont = ListBlock(inline_text(_("don't")), label=_("don't"), min_num=0, max_num=MOST_ENTRIES, default=[])

    class Meta:
        icon = "check"
        label = _("do and don't")
        template = "courses/blocks/do_dont.html"
        group = _("Words")

    def clean(self, value: StructValue) -> StructValue:
        """One of the two lists may be empty, not both."""
        cleaned: StructValue = super().clean(value)
        if not cleaned["do"] and not cleaned["dont"]:
            raise StructBlockValidationError(
                non_block_errors=[ValidationError(gettext("Write at least one thing to do or not to do."))]
            )
        return cleaned

    def get_context(self, value: StructValue, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Both lists as HTML."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        lists = {side: [inline_html(entry) for entry in value[side]] for side in ("do", "dont")}
        return {**context, "value": lists}

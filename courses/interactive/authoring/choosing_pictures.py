"""Wagtail's chooser of pictures without drawings (SVG), which the forms refuse: others' systems do."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.images.views.chooser import ImageChooseResultsView, ImageChooseView
from wagtail.images.views.chooser import viewset as wagtails

from courses.interactive.office.rights import may

RESULTS = "h5p_authoring_pictures_results"


class NoDrawings:
    """Neither offered nor found; for who writes activities."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        if not (may(request.user, "add") or may(request.user, "change")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def filter_object_list(self, objects: Any) -> Any:
        """Those that were asked for, but for drawings."""
        found = super().filter_object_list(objects)  # type: ignore[misc]
        if isinstance(found, QuerySet):
            return found.exclude(file__iendswith=".svg")
        # What was searched for can be filtered no more by what the search does not know.
        return [image for image in found if not image.is_svg()]


class PicturesView(NoDrawings, ImageChooseView):
    """The chooser."""


class PictureResultsView(NoDrawings, ImageChooseResultsView):
    """Its list."""


def views() -> tuple[Any, Any]:
    """The chooser and its list; what is uploaded or chosen in it goes to Wagtail's own addresses."""
    shown = {
        "icon": wagtails.icon, "page_title": wagtails.page_title, "search_tab_label": wagtails.search_tab_label,
        "creation_tab_label": wagtails.creation_tab_label,
    }  # fmt: skip
    pictures = wagtails.construct_view(PicturesView, results_url_name=RESULTS, **shown)
    return pictures, wagtails.construct_view(PictureResultsView, results_url_name=RESULTS)

"""Where the officials' screens lead to the forms."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from courses.interactive.authoring import choosing_pictures
from courses.interactive.authoring.views import choose_view, edit_view, export_view, new_view
from courses.interactive.office.viewsets import HERE


@hooks.register("register_admin_urls")
def authoring_urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    pictures, results = choosing_pictures.views()
    return [
        path(f"{HERE}/soan/hinh/", pictures, name="h5p_authoring_pictures"),
        path(f"{HERE}/soan/hinh/ket-qua/", results, name=choosing_pictures.RESULTS),
        path(f"{HERE}/soan/", choose_view, name="h5p_authoring_choose"),
        path(f"{HERE}/soan/<slug:slug>/", new_view, name="h5p_authoring_new"),
        path(f"{HERE}/<uuid:pk>/sua/", edit_view, name="h5p_authoring_edit"),
        path(f"{HERE}/<uuid:pk>/tep/", export_view, name="h5p_authoring_export"),
    ]

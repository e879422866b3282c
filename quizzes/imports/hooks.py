"""Where the editor's screens lead to files of questions."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from quizzes.imports import views
from quizzes.imports.resources import IMPORTED


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    here = "ngan-hang-cau-hoi/"
    return [
        path(f"{here}nhap/", views.imports, name="quizzes_imports"),
        path(f"{here}nhap/moi/", views.bring, name="quizzes_import_new"),
        path(f"{here}nhap/mau/", views.blank, name="quizzes_import_template"),
        path(f"{here}nhap/<int:pk>/", views.one_import, name="quizzes_import"),
        path(f"{here}nhap/<int:pk>/loi/", views.troubles_file, name="quizzes_import_troubles"),
        path(f"{here}xuat/", views.take_along, name="quizzes_export"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """In a question's history."""
    actions.register_action(IMPORTED, _("File of questions"), _("Came in, or was changed, by a file of questions"))

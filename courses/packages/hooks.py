"""Where the editor's screens lead to packages."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.packages.views import export_view, import_view, may_import
from courses.pages.courses import CoursePage
from people.models import User


@hooks.register("register_admin_urls")
def package_urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    return [
        path("goi-khoa-hoc/nhap/", import_view, name="courses_import"),
        path("goi-khoa-hoc/<int:page_id>/", export_view, name="courses_export"),
    ]


class ImportMenuItem(MenuItem):
    """Shown to whoever may publish courses."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may take courses in."""
        return may_import(request.user)


@hooks.register("register_settings_menu_item")
def import_menu_item() -> MenuItem:
    """Taking a course in."""
    return ImportMenuItem(
        _("Take in a course"), reverse("courses_import"), icon_name="upload", order=800, name="courses-import"
    )


@hooks.register("register_page_header_buttons")
def export_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The course as a file."""
    if isinstance(page.specific, CoursePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            gettext("Export as one file"), reverse("courses_export", args=[page.pk]), icon_name="download", priority=95
        )

"""Where the editor's screens lead to copies for provinces."""

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

from courses.copies.views import copies_view, copy_view, course_view, lesson_view, may_look
from courses.pages.courses import CoursePage
from people.models import User


@hooks.register("register_admin_urls")
def copy_urls() -> list[URLPattern]:
    """Below `/quan-tri/`."""
    return [
        path("ban-cua-tinh/", copies_view, name="courses_copies"),
        path("ban-cua-tinh/tao/<int:page_id>/", copy_view, name="courses_make_copy"),
        path("ban-cua-tinh/<int:pk>/", course_view, name="courses_copy"),
        path("ban-cua-tinh/<int:pk>/<int:lesson_pk>/", lesson_view, name="courses_copy_lesson"),
    ]


class CopiesMenuItem(MenuItem):
    """Shown to whoever writes lessons."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may look."""
        return may_look(request.user)


@hooks.register("register_reports_menu_item")
def copies_menu_item() -> MenuItem:
    """All copies."""
    return CopiesMenuItem(
        _("Copies for provinces"), reverse("courses_copies"), icon_name="copy", order=110, name="courses-copies"
    )


@hooks.register("register_page_header_buttons")
def copy_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """A copy of this course."""
    if isinstance(page.specific, CoursePage) and page.get_parent().permissions_for_user(user).can_add_subpage():
        yield Button(
            gettext("Make a copy for a province"), reverse("courses_make_copy", args=[page.pk]), icon_name="copy",
            priority=96,
        )  # fmt: skip

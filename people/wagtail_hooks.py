"""What the package adds to the editor's screens."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel

from people.accounts.forms import OwnNameForm
from people.areas.viewsets import AreaViewSet
from people.audit.viewsets import AuditViewSet
from people.roles.names import LOOK_AFTER

# Wagtail has no setting for this form; its own asks for e-mail, first and last name, and would keep none of them.
NameEmailSettingsPanel.form_class = OwnNameForm


@hooks.register("register_admin_viewset")
def register_areas() -> AreaViewSet:
    """The list of areas, to look things up."""
    return AreaViewSet("areas")


@hooks.register("register_admin_viewset")
def register_audit() -> AuditViewSet:
    """Who did what, for administrators to look at."""
    return AuditViewSet("audit", url_prefix="nhat-ky")


class StaffMenuItem(MenuItem):
    """Shown to who looks after somebody."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Administrators, leaders and officials of an area."""
        return bool(getattr(request, "staff_roles", set()) & LOOK_AFTER)


@hooks.register("insert_global_admin_css")
def on_a_phone() -> SafeString:
    """Tables that can be moved sideways."""
    return format_html('<link rel="stylesheet" href="{}">', static("people/narrow.css"))


@hooks.register("register_admin_menu_item")
def register_staff_menu() -> MenuItem:
    """Staff, their roles and invitations."""
    return StaffMenuItem(_("Staff"), reverse("staff:people"), icon_name="group", order=510)


@hooks.register("construct_help_menu")
def leave_out_english_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's own news and guide are in English only, on another site."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new-in-wagtail", "editor-guide"))]


@hooks.register("register_account_menu_item")
def register_security(request: HttpRequest) -> dict[str, str]:
    """Password and second factor."""
    return {"url": reverse("mfa_index"), "label": gettext("Password and second factor"), "help_text": ""}

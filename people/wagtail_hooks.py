"""What the package adds to the editor's screens."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel

from people.accounts.forms import OwnNameForm
from people.areas.viewsets import AreaViewSet
from people.audit.viewsets import AuditViewSet

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

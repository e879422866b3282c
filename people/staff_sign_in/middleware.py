"""The door of `/quan-tri/`: who comes in, and with what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.roles.names import ON_EDITOR_SCREENS, Role
from people.roles.services import current_roles
from people.staff_sign_in import proof

PREFIX = "/quan-tri/"
OWN_PAGES = (f"{PREFIX}bao-mat/", f"{PREFIX}nhan-su/")
SETTING_UP = (f"{PREFIX}bao-mat/",)
# Signing in itself, and what its page needs.
OPEN = {
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
}


class StaffDoor:
    """Lets in who has a role today, came by password or passkey, and showed a second factor.

    A session that was begun by a code never suffices. Accounts of the demo need no second factor: their passwords are
    public, and production does not start beside them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the door stands where the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: Any) -> HttpResponse | None:
        """An answer instead of the page for those who may not see it."""
        if not request.path.startswith(PREFIX):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        return None if name in OPEN else self._refusal(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not proof.knows_password(request, user):
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        roles = request.staff_roles = current_roles(user=user)  # type: ignore[attr-defined]
        if not roles:
            messages.error(request, _("Your role has ended. Please ask the person in charge."))
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not proof.showed_second_factor(request, user):
            return self._without_second_factor(request)
        return self._to_own_pages(request, roles)

    def _without_second_factor(self, request: HttpRequest) -> HttpResponse | None:
        user = request.user
        if proof.has_second_factor(user):  # type: ignore[arg-type]
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if user.is_demo or request.path.startswith(SETTING_UP):  # type: ignore[union-attr]
            return None
        return redirect("mfa_index")

    def _to_own_pages(self, request: HttpRequest, roles: set[Role]) -> HttpResponse | None:
        if roles & ON_EDITOR_SCREENS or request.path.startswith(OWN_PAGES):
            return None
        return redirect(home_of(roles))


def home_of(roles: set[Role]) -> str:
    """Where a person with these roles begins."""
    if roles & ON_EDITOR_SCREENS:
        return reverse("wagtailadmin_home")
    return reverse("staff:people") if Role.TEAM_LEADER in roles else reverse("mfa_index")

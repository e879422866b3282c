"""Signing in, and setting up a second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from wagtail.admin.views.account import LoginView

from people.roles.selectors import active_roles
from people.staff_sign_in import proof
from people.staff_sign_in.mfa import use_once
from people.staff_sign_in.middleware import home_of


@method_decorator(never_cache, name="dispatch")
class StaffLoginView(LoginView):
    """`/quan-tri/login/`: number and password; the second factor comes after it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, unless there is nothing to do here; a session begun by a code does not count."""
        user = request.user
        if user.is_authenticated and proof.knows_password(request, user) and active_roles(user):
            settled = proof.showed_second_factor(request, user) or not proof.has_second_factor(user)
            if settled:
                return self.redirect_to_success()
        return self.render_to_response(self.get_context_data())

    def redirect_to_success(self) -> HttpResponse:
        """Where the person wanted to go."""
        return HttpResponseRedirect(self.get_redirect_url() or home_of(active_roles(self.request.user)))

    def form_valid(self, form: Any) -> HttpResponse:
        """The password was right: go on to the second factor, in a session that had nothing before."""
        user = form.get_user()
        start_afresh(self.request)
        wanted = self.get_redirect_url()
        if wanted in ("", reverse("wagtailadmin_home")):
            wanted = home_of(active_roles(user))
        return perform_password_login(self.request, {}, Login(user=user, redirect_url=wanted))


def start_afresh(request: HttpRequest) -> None:
    """End whatever session this browser had, so that nothing that was in it is taken along."""
    logout(request)


class PasskeyLoginView(LoginWebAuthnView):
    """Signing in by passkey alone: something that one has and a finger, a face or a PIN."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The passkey was right."""
        start_afresh(self.request)
        return super().form_valid(form)


class ActivateView(ActivateTOTPView):
    """Setting up an app that shows codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The first code was right: it counts for this session, and never again."""
        response = super().form_valid(form)
        use_once(self.request.user, form.cleaned_data["code"])
        proof.note_second_factor(self.request, self.request.user, Authenticator.Type.TOTP)
        return response


class AddPasskeyView(AddWebAuthnView):
    """Setting up a passkey."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The device has answered: that counts for this session."""
        response = super().form_valid(form)
        proof.note_second_factor(self.request, self.request.user, Authenticator.Type.WEBAUTHN)
        return response

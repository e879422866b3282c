"""What allauth asks of accounts that are known by a phone number."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from people.accounts.models import User
from people.roles.selectors import active_roles
from people.staff_sign_in import proof
from people.staff_sign_in.middleware import home_of


class AccountAdapter(DefaultAccountAdapter):
    """Numbers are kept on the user; nobody signs up at allauth's own screens."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come into being by a code or by an invitation."""
        return False

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The number, which a code or an administrator has confirmed before it was stored."""
        return (user.phone, True) if user.phone else None

    def get_user_by_phone(self, phone: str) -> User | None:
        """The user with this number, however it is spelt."""
        try:
            return User.objects.get_by_natural_key(phone)
        except User.DoesNotExist:
            return None

    def pre_login(self, request: HttpRequest, user: User, **options: object) -> HttpResponse | None:
        """Only staff come in by allauth's doors; nothing is kept of those who do not."""
        if user.is_active and active_roles(user):
            return None
        request.session.flush()
        messages.error(request, _("This account has no role here at present. Please ask the person in charge."))
        return redirect("account_login")

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session; it ends when the browser is closed, if not before."""
        super().login(request, user)
        request.session.set_expiry(0)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where staff begin."""
        return home_of(active_roles(request.user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the page of passwords and second factors."""
        return str(redirect("mfa_index").url)

    def is_reauthentication_required(self, *, app: str, **options: object) -> bool:
        """Not again for who has just shown password or second factor; a code by message never counts."""
        user = context.request.user
        return not proof.lately(context.request, user, seconds=app_settings.REAUTHENTICATION_TIMEOUT)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the password; wrong ones count like those at sign-in."""
        return authenticate(context.request, username=user.phone, password=password) == user

    def send_notification_mail(self, *args: object, **options: object) -> None:
        """Nobody has an address for mail."""

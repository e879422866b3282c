"""What allauth asks of accounts that are known by a phone number."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from people.accounts.models import User


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

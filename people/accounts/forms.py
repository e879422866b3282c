"""Forms of accounts: signing in at the editor's screens, and keeping users there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.users.forms import UserEditForm

from foundation.text import normalise
from people.accounts.models import User
from people.accounts.phone import parse_phone
from people.number_changes.stopping import By, stop_change
from people.roles.selectors import active_roles

# Numbers are typed with dots, spaces and the country's code; nobody needs more than this.
MOST_LETTERS = 30


class PhoneField(forms.CharField):
    """A Vietnamese mobile number in any usual spelling; cleaned to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_LETTERS, **options)

    def clean(self, value: Any) -> str:
        """The number as it is stored."""
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return parse_phone(typed)
        except ValueError:
            raise ValidationError(
                _("This is not a Vietnamese mobile number. Type it like 0912 345 678."), code="invalid_phone"
            ) from None


class NameField(forms.CharField):
    """A person's name, stored in one spelling."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=User._meta.get_field("full_name").max_length, **options)

    def to_python(self, value: Any) -> str:
        """The name as it is stored."""
        return normalise(super().to_python(value) or "")


class StaffLoginForm(LoginForm):
    """Signing in with a number in any usual spelling."""

    username = forms.CharField(
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _("The phone number or the password is not right. Please try again."),
        "inactive": _("This account has been closed. Please ask the person in charge."),
        "no_role": _("This account has no role here at present. Please ask the person in charge."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].widget.attrs["placeholder"] = "0912 345 678"

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse who has no role today; the password was right, so it is said."""
        super().confirm_login_allowed(user)
        if not active_roles(user):
            raise ValidationError(self.error_messages["no_role"], code="no_role")


class _UserFields(forms.ModelForm):
    """What a user has here and what Wagtail's own forms expect besides."""

    phone = PhoneField(label=_("Phone number"))
    full_name = NameField(label=_("Full name"))
    # Wagtail's forms declare these; accounts have none of them.
    email = None
    first_name = None
    last_name = None

    error_messages = {
        **UserEditForm.error_messages,
        "duplicate_username": _("Somebody has an account with this number already."),
    }


class UserChangeForm(_UserFields, UserEditForm):
    """A user, changed by an administrator. Roles have a page of their own; a password is nobody else's to set."""

    # Declared by Wagtail; rights follow roles.
    is_superuser = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]

    def save(self, commit: bool = True) -> Any:
        """Save; a number that an administrator gave is not undone by a change that waits."""
        user = super().save(commit)
        if user.phone != self.initial.get("phone"):
            stop_change(user=user, by=By.OTHER_CHANGE)
        return user

    class Meta(UserEditForm.Meta):
        fields = ["phone", "full_name", "is_active"]


class OwnNameForm(forms.ModelForm):
    """One's own name on the page of one's account."""

    full_name = NameField(label=_("Full name"))

    class Meta:
        model = User
        fields = ["full_name"]

"""What is typed to invite, to accept, and to end a role."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.text import normalise
from people.accounts.forms import NameField, PhoneField
from people.accounts.models import User
from people.areas.models import Area
from people.areas.selectors import MOST_LETTERS, QueryTooLong, find_areas, find_former
from people.roles.names import NEED_AREA, Role
from people.roles.reach import Reach

_NAME = forms.TextInput(attrs={"autocomplete": "name", "class": "input"})
_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "input"})
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AreaField(forms.CharField):
    """An area by its name or its code; a name that several have is answered with their codes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_LETTERS, **options)

    def clean(self, value: Any) -> Area | None:
        """The one area in force that is meant."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        if typed.isdigit():
            found = list(Area.objects.in_force().filter(code=typed).select_related("parent"))
        else:
            try:
                found = find_areas(typed, limit=6)
            except QueryTooLong as error:
                raise ValidationError(str(error), code="too_long") from error
            exactly = normalise(typed).casefold()
            found = (
                [area for area in found if str(area).casefold() == exactly]
                or [area for area in found if exactly in (area.name.casefold(), area.full_name.casefold())]
                or found
            )
        if not found and (former := self._former(typed)):
            raise ValidationError(
                _("That is an old name. Please type the code of what it is now: %(names)s"),
                code="former_area",
                params={"names": former},
            )
        if not found:
            raise ValidationError(_("No area is called so. Type its name or its code."), code="unknown_area")
        if len(found) > 1:
            names = "; ".join(f"{area} – {area.code}" for area in found)
            raise ValidationError(
                _("Several areas are called so. Please type the code: %(names)s"),
                code="several_areas",
                params={"names": names},
            )
        return found[0]

    def _former(self, typed: str) -> str:
        """What became of units of that name, for whoever knows only the old one."""
        return "; ".join(
            f"{unit} → {', '.join(f'{area} – {area.code}' for area in unit.successors)}"
            for unit in ([] if typed.isdigit() else find_former(typed, limit=3))
            if unit.successors
        )


class InviteForm(forms.Form):
    """An invitation to a role."""

    phone = PhoneField(label=_("Phone number"))
    role = forms.ChoiceField(label=_("Role"))
    area = AreaField(
        label=_("Area"),
        required=False,
        help_text=_("Name or code, for example: Xã Xa Dung, Tỉnh Điện Biên. Needed for teams and area officials."),
    )
    last_day = forms.DateField(
        label=_("Last day of the role"), required=False, widget=_DATE, help_text=_("Empty: until it is ended.")
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in reach.roles]  # type: ignore[attr-defined]

    def clean_last_day(self) -> dt.date | None:
        """A day that is not over."""
        day: dt.date | None = self.cleaned_data["last_day"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("The last day lies in the past."), code="past")
        return day

    def clean(self) -> dict[str, Any]:
        """A role at a place, and the first day on which it is no more."""
        data = super().clean() or {}
        if data.get("role") in NEED_AREA and "area" in data and not data["area"]:
            self.add_error("area", _("This role needs an area."))
        if data.get("role") == Role.ADMINISTRATOR and data.get("area"):
            self.add_error("area", _("An administrator is one everywhere: please leave the area empty."))
        last = data.get("last_day")
        data["role_ends"] = last + dt.timedelta(days=1) if last else None
        return data


class EndForm(forms.Form):
    """The end of a role."""

    last_day = forms.DateField(
        label=_("Last day of the role"), required=False, widget=_DATE, help_text=_("Empty: it ends at once.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """The first day on which the role is no more; none for at once."""
        data = super().clean() or {}
        last = data.get("last_day")
        data["valid_to"] = last + dt.timedelta(days=1) if last else None
        return data


class AcceptForm(forms.Form):
    """Name and password of who accepts."""

    full_name = NameField(label=_("Full name"), widget=_NAME)
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=_PASSWORD,
    )
    again = forms.CharField(
        label=_("The password once more"),
        strip=False,
        widget=_PASSWORD,
    )
    new_here = forms.BooleanField(required=False)
    consent = forms.BooleanField(required=False)

    def __init__(self, *args: Any, phone: str, has_account: bool, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phone, self.has_account = phone, has_account
        if not needs_password:
            del self.fields["password"], self.fields["again"]
        else:
            self.fields["password"].help_text = _("At least ten characters, not only digits, and nothing of your name.")

    def clean(self) -> dict[str, Any]:
        """The same password twice, one that is hard to guess, and consent where an account begins."""
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords are not the same."))
        elif password:
            try:
                password_validation.validate_password(
                    password, User(phone=self.phone, full_name=data.get("full_name") or "")
                )
            except ValidationError as error:
                self.add_error("password", error)
        begins = not self.has_account or data.get("new_here")
        if begins and not data.get("consent"):
            self.add_error("consent", _("Please tick that you agree: without it there is no account."))
        return data

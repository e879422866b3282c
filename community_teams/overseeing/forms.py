"""What is typed to make a team and to name its leader."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from people.accounts.forms import PhoneField
from people.invitations.forms import AreaField


class MakeForm(forms.Form):
    """A new team."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Tổ công nghệ số Bản Xa Dung."))
    commune = AreaField(
        label=_("Commune or ward"), help_text=_("Name or code, for example: Xã Xa Dung, Tỉnh Điện Biên.")
    )


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Name"), max_length=120)


class LeaderForm(forms.Form):
    """The number of a leader."""

    phone = PhoneField(label=_("Phone number"))

"""What a leader types and chooses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community_teams.teams.models import Hamlet, Membership, Team
from people.accounts.forms import PhoneField
from people.accounts.models import User

ALL_HAMLETS = _("All hamlets")
_INPUT = {"class": "input"}


class _Form(forms.Form):
    """Fields in the look of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, (forms.CheckboxInput, forms.RadioSelect)):
                field.widget.attrs.setdefault("class", "input")


def _day(label: Any, help_text: Any = "", **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", **_INPUT}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text, **options)


def _hamlets(team: Team) -> QuerySet[Hamlet]:
    return team.hamlets.filter(ended_on=None)


class InviteForm(_Form):
    """A number that is invited into the team."""

    phone = PhoneField(label=_("Phone number"))
    place = forms.ChoiceField(label=_("Place in the team"), choices=Membership.Place)
    hamlet = forms.ModelChoiceField(
        Hamlet.objects.none(), label=_("Works in"), required=False, empty_label=ALL_HAMLETS,
        help_text=_("A leader works in all of them."),
    )  # fmt: skip

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hamlet"].queryset = _hamlets(team)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """No hamlet for a leader."""
        data = super().clean() or {}
        if data.get("place") == Membership.Place.LEADER:
            data["hamlet"] = None
        return data


class NameForm(_Form):
    """The name of a team or a hamlet."""

    name = forms.CharField(label=_("Name"), max_length=120)


class WordForm(_Form):
    """Word to everybody in the team."""

    text = forms.CharField(
        label=_("What you want to say"), max_length=600, widget=forms.Textarea(attrs={"rows": 4, **_INPUT}),
        help_text=_("No names of households and no numbers: it stands on the phones of all."),
    )  # fmt: skip


class _LeavingForm(_Form):
    """For a leader who goes: somebody must lead, or it is known that nobody does."""

    nobody_leads = forms.BooleanField(label=_("I know that the team has no leader then."), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if membership.place != Membership.Place.LEADER:
            del self.fields["nobody_leads"]


class EndForm(_LeavingForm):
    """The end of a membership."""

    last_day = _day(_("Last day in the team"), _("Empty: it ends at once."), required=False)
    why = forms.CharField(label=_("Reason"), max_length=200)
    field_order = ["last_day", "why", "nobody_leads"]

    def clean_last_day(self) -> dt.date | None:
        """A day that is not over."""
        day: dt.date | None = self.cleaned_data["last_day"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(_("The last day lies in the past."), code="past")
        return day

    def first_day_without(self) -> dt.date | None:
        """The first day on which it is no more; none for at once."""
        last: dt.date | None = self.cleaned_data["last_day"]
        return last + dt.timedelta(days=1) if last else None


class MoveForm(_LeavingForm):
    """Where somebody works from a day on: in a hamlet, in all, or in another team of this leader."""

    to = forms.ChoiceField(label=_("Works from then on in"))
    since = _day(_("From the day"), _("Empty: from today."), required=False)
    field_order = ["to", "since", "nobody_leads"]

    def __init__(self, *args: Any, membership: Membership, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, membership=membership, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.hamlets = {str(hamlet.pk): hamlet for hamlet in _hamlets(membership.team)}
        here = [("", ALL_HAMLETS), *((f"h{pk}", hamlet.name) for pk, hamlet in self.hamlets.items())]
        if membership.place == Membership.Place.LEADER:
            here = []
        elsewhere = [(f"t{pk}", team.name) for pk, team in self.teams.items()]
        field: forms.ChoiceField = self.fields["to"]  # type: ignore[assignment]
        field.choices = [*here, *([(_("Another team"), elsewhere)] if elsewhere else [])]
        field.required = False

    def place(self) -> dict[str, Any]:
        """The team and the hamlet that were chosen."""
        to = self.cleaned_data["to"]
        return {"team": self.teams.get(to[1:]) if to[:1] == "t" else None,
                "hamlet": self.hamlets.get(to[1:]) if to[:1] == "h" else None}  # fmt: skip


class PlaceForm(_LeavingForm):
    """Somebody becomes a leader, or a leader a member."""


class WhyForm(_Form):
    """A reason, of what is set aside or of a phone that is lost."""

    why = forms.CharField(label=_("Reason"), max_length=200)


class AssignForm(_Form):
    """Who looks after a household."""

    member = forms.ModelChoiceField(User.objects.none(), label=_("Looked after by"), required=False,
                                    empty_label=_("Nobody in particular"))  # fmt: skip

    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]


class PlanForm(_Form):
    """The day of the next visit."""

    day = _day(_("Next visit planned on"), _("Empty: no day is planned."), required=False)


class LivesForm(_Form):
    """The hamlet of a household."""

    hamlet = forms.ModelChoiceField(Hamlet.objects.none(), label=_("Lives in"))

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hamlet"].queryset = _hamlets(team)  # type: ignore[attr-defined]


class AnswerForm(_Form):
    """What is answered to the wish of a household; of one that takes something away also whether it is wanted."""

    wanted = forms.ChoiceField(
        label=_("What did the household say at the door?"),
        choices=[("yes", _("They want it: do it now, for good")), ("no", _("They did not ask for it"))],
        widget=forms.RadioSelect,
    )

    answer = forms.CharField(
        label=_("What you found at the door, in a sentence"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, **_INPUT}), help_text=_("No names and no numbers."),
    )  # fmt: skip

    def __init__(self, *args: Any, takes_away: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_away:
            del self.fields["wanted"]

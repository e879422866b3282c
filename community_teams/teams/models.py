"""Teams, where they work and since when, and who belongs to them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.text import fold, normalise, sort_key
from people.areas.models import Area
from people.invitations.models import Invitation

if TYPE_CHECKING:
    from typing import Any


class Team(models.Model):
    """A community digital-technology team of a commune. It keeps its row when communes merge; see ``TeamPlace``."""

    name = models.CharField(_("name"), max_length=120)
    # Where it works now: the place without an end, kept here for lists.
    commune = models.ForeignKey(Area, models.PROTECT, related_name="teams", verbose_name=_("commune"))
    sort_key = models.CharField(editable=False, db_collation="C")
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    # The first day on which it is no more.
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint("commune", "name", condition=Q(ended_on=None), name="team_name_in_commune")
        ]
        indexes = [models.Index("commune", "sort_key", "id", name="team_in_commune")]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        """Save, with the name in one spelling and its key in step."""
        self.name = normalise(self.name)
        self.sort_key = sort_key(self.name)
        super().save(**kwargs)


class TeamPlace(models.Model):
    """The commune in which a team worked between two days: what happened then is counted there for ever."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="places", verbose_name=_("team"))
    commune = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("commune"))
    valid_from = models.DateField(_("from"))
    # The first day on which it is no more.
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("place of a team")
        verbose_name_plural = _("places of teams")
        constraints = [
            models.UniqueConstraint("team", condition=Q(valid_to=None), name="team_one_place_now"),
            models.UniqueConstraint("team", "valid_from", name="team_place_since"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="team_place_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.commune}"


class Hamlet(models.Model):
    """A hamlet or street group in which a team goes from house to house; the reach of a member, and of a stream."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="hamlets", verbose_name=_("team"))
    name = models.CharField(_("name"), max_length=120)
    folded = models.CharField(editable=False)
    sort_key = models.CharField(editable=False, db_collation="C")
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("hamlet or street group")
        verbose_name_plural = _("hamlets and street groups")
        ordering = ["sort_key", "id"]
        constraints = [models.UniqueConstraint("team", "folded", name="hamlet_name_in_team")]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        """Save, with the name in one spelling and its keys in step."""
        self.name = normalise(self.name)
        self.folded = fold(self.name)
        self.sort_key = sort_key(self.name)
        super().save(**kwargs)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """What is asked of memberships."""

    def active(self, at: dt.date | None = None) -> MembershipQuerySet:
        """Those that hold on a day, by default today in Vietnam."""
        day = at or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Membership(models.Model):
    """A person in a team between two days. It is ended with a date and stays."""

    class Place(models.TextChoices):
        """What the person is in the team."""

        MEMBER = "member", _("Member")
        LEADER = "leader", _("Leader")

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", verbose_name=_("team"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_memberships", verbose_name=_("person")
    )
    place = models.CharField(_("place in the team"), max_length=6, choices=Place, default=Place.MEMBER)
    # Empty: all hamlets of the team. A leader has all of them.
    hamlet = models.ForeignKey(
        Hamlet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only this hamlet")
    )
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    # The first day on which it is no more.
    valid_to = models.DateField(_("until"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )
    end_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint("team", "user", condition=Q(valid_to=None), name="member_once_in_team"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="member_dates"),
            models.CheckConstraint(condition=Q(place="member") | Q(hamlet=None), name="leader_has_all_hamlets"),
        ]
        indexes = [models.Index("user", "valid_to", name="membership_of_user")]

    def __str__(self) -> str:
        return f"{self.user}, {self.team}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds, as people say it."""
        return self.valid_to - dt.timedelta(days=1) if self.valid_to else None


class TeamInvitation(models.Model):
    """What an invitation to a role is for: a place in a team. The membership begins when it is accepted."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="for_team", verbose_name=_("invitation"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="invitations", verbose_name=_("team"))
    place = models.CharField(_("place in the team"), max_length=6, choices=Membership.Place)
    hamlet = models.ForeignKey(
        Hamlet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("only this hamlet")
    )

    class Meta:
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to teams")
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(condition=Q(place="member") | Q(hamlet=None), name="invited_leader_has_all_hamlets")
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}: {self.team}"


class TeamWord(models.Model):
    """Word that a leader sends to all of the team; read on their phones, offline as well."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="words", verbose_name=_("team"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("from"))
    text = models.CharField(_("text"), max_length=600)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("word to the team")
        verbose_name_plural = _("words to the team")
        indexes = [models.Index(fields=["team", "-at"], name="word_newest")]

    def __str__(self) -> str:
        return self.text

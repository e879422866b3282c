"""Making teams, naming them, their hamlets, and word to everybody in one."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.households.models import Household
from community_teams.reach import everything
from community_teams.teams.models import Hamlet, Membership, Team, TeamInvitation, TeamPlace, TeamWord
from community_teams.teams.rights import TeamRefused, check_going_on, check_may_change, oversees
from foundation.text import fold, normalise
from people.accounts.models import User
from people.areas.models import Area
from people.audit import services as audit
from people.audit.events import Event
from people.invitations.models import Invitation

MOST_HAMLETS = 60
# Words go to every phone of the team with each pull.
MOST_WORDS_A_DAY = 10


@transaction.atomic
def make_team(
    *, name: str, commune: Area, by: User, since: dt.date | None = None, request: HttpRequest | None = None
) -> Team:
    """A new team in a commune that ``by`` oversees. Raises ``TeamRefused``."""
    if commune.level != Area.Level.COMMUNE or commune.valid_to is not None:
        raise TeamRefused(_("A team works in a commune or ward that is in force."))
    if not oversees(by, commune):
        raise TeamRefused(_("You do not look after the teams of this place."))
    made = Team(name=_name(name), commune=commune)
    _save(made, _("This commune has a team of this name already."))
    TeamPlace.objects.create(team=made, commune=commune, valid_from=since or timezone.localdate())
    _note(Event.TEAM_MADE, made, by, request)
    return made


@transaction.atomic
def rename_team(*, team: Team, name: str, by: User, request: HttpRequest | None = None) -> Team:
    """Call a team otherwise. Raises ``TeamRefused``."""
    kept = locked_team(team, by)
    kept.name = _name(name)
    _save(kept, _("This commune has a team of this name already."))
    _note(Event.TEAM_CHANGED, kept, by, request)
    return kept


@transaction.atomic
def add_hamlet(*, team: Team, name: str, by: User, request: HttpRequest | None = None) -> Hamlet:
    """A hamlet more; one that was ended under this name comes back. Raises ``TeamRefused``."""
    kept = locked_team(team, by)
    if kept.hamlets.filter(ended_on=None).count() >= MOST_HAMLETS:
        raise TeamRefused(_("A team has at most 60 hamlets."))
    ended = kept.hamlets.filter(folded=fold(_name(name)), ended_on__isnull=False).first()
    hamlet = ended or Hamlet(team=kept)
    hamlet.name, hamlet.ended_on = _name(name), None
    _save(hamlet, _("The team has a hamlet of this name already."))
    _note(Event.TEAM_CHANGED, kept, by, request)
    return hamlet


@transaction.atomic
def rename_hamlet(*, hamlet: Hamlet, name: str, by: User, request: HttpRequest | None = None) -> Hamlet:
    """Call a hamlet otherwise. Raises ``TeamRefused``."""
    team = locked_team(hamlet.team, by)
    hamlet = team.hamlets.get(pk=hamlet.pk)
    hamlet.name = _name(name)
    _save(hamlet, _("The team has a hamlet of this name already."))
    _note(Event.TEAM_CHANGED, team, by, request)
    return hamlet


@transaction.atomic
def end_hamlet(*, hamlet: Hamlet, by: User, request: HttpRequest | None = None) -> Hamlet:
    """End a hamlet in which nobody lives or works any more, as far as is recorded. Raises ``TeamRefused``."""
    team = locked_team(hamlet.team, by)
    kept = Hamlet.objects.select_for_update().get(pk=hamlet.pk)
    today = timezone.localdate()
    if kept.ended_on is not None:
        raise TeamRefused(_("This hamlet has ended already."))
    with everything():
        lived_in = Household.objects.filter(hamlet=kept, erased_at=None, merged_into=None).exists()
    if lived_in:
        raise TeamRefused(_("Households are recorded in this hamlet. Move them to another hamlet first."))
    members = Membership.objects.filter(hamlet=kept).exclude(valid_to__lte=today)
    invited = TeamInvitation.objects.filter(
        hamlet=kept, invitation__in=Invitation.objects.in_state(Invitation.State.OPEN)
    )
    if members.exists() or invited.exists():
        raise TeamRefused(_("Somebody works in this hamlet, or is invited to. Give them another hamlet first."))
    kept.ended_on = today
    kept.save()
    _note(Event.TEAM_CHANGED, team, by, request)
    return kept


@transaction.atomic
def send_word(*, team: Team, text: str, by: User, request: HttpRequest | None = None) -> TeamWord:
    """Word to everybody in the team. Raises ``TeamRefused``."""
    kept = locked_team(team, by)
    said = normalise(text).strip()
    if not said:
        raise TeamRefused(_("Please write what you want to say."))
    if len(said) > 600:
        raise TeamRefused(_("This is too long: 600 letters at most."))
    since = timezone.now() - dt.timedelta(days=1)
    if kept.words.filter(at__gt=since).count() >= MOST_WORDS_A_DAY:
        raise TeamRefused(_("You have sent word very often today. Please go on tomorrow."))
    return TeamWord.objects.create(team=kept, author=by, text=said)


@transaction.atomic
def withdraw_word(*, word: TeamWord, by: User, request: HttpRequest | None = None) -> TeamWord:
    """Take word back: phones drop it when they pull next. Raises ``TeamRefused``."""
    locked_team(word.team, by)
    kept = TeamWord.objects.select_for_update().get(pk=word.pk)
    if kept.withdrawn_at is None:
        kept.withdrawn_at = timezone.now()
        kept.save(update_fields=["withdrawn_at"])
    return kept


def locked_team(team: Team, by: User) -> Team:
    """The team, held until the commit, for who may change it. Raises ``TeamRefused``."""
    kept = Team.objects.select_for_update(of=("self",)).select_related("commune").get(pk=team.pk)
    check_may_change(by, kept)
    check_going_on(kept)
    return kept


def _name(typed: str) -> str:
    name = " ".join(normalise(typed).split())
    if not name:
        raise TeamRefused(_("Please type a name."))
    if len(name) > 120:
        raise TeamRefused(_("This name is too long: 120 letters at most."))
    return name


def _save(made: Team | Hamlet, twice: str) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise TeamRefused(twice) from None


def _note(event: Event, team: Team, by: User, request: HttpRequest | None) -> None:
    audit.record(event, actor=by, object_type="team", object_id=team.pk, request=request)

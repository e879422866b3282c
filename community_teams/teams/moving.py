"""A team goes on in another commune: since a day, with everybody in it, and what it did before stays where it was.

A visit is counted in the commune in which its team worked on the day of the visit (``TeamPlace``), however late it
arrives. ``docs/decisions/0033`` says more.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.teams.following import follow_roles
from community_teams.teams.models import Membership, Team, TeamPlace
from community_teams.teams.rights import TeamRefused, check_going_on, oversees
from people.accounts.models import User
from people.areas.models import Area
from people.areas.selectors import current_successors
from people.areas.signals import areas_ended
from people.audit import services as audit
from people.audit.events import Event
from people.invitations.models import Invitation

logger = logging.getLogger(__name__)

# Teams that one run of the job moves.
A_RUN = 50
MOST_NAME = 120


def connect() -> None:
    """Listen, once Django is ready."""
    areas_ended.connect(_areas_ended, sender=Area, dispatch_uid="community_teams.areas_ended")


@transaction.atomic
def move_team(*, team: Team, to: Area, from_day: dt.date, by: User | None, request: HttpRequest | None = None) -> Team:
    """Let a team work in another commune from a day on. ``by`` is nobody when the list of areas says so.

    A move that was planned for later is replaced. Before today only from the day on which its commune ended: visits
    that are recorded already stay counted where they were. Raises ``TeamRefused``.
    """
    kept = Team.objects.select_for_update(of=("self",)).select_related("commune").get(pk=team.pk)
    check_going_on(kept)
    if by is not None:
        _check_may_move(by, kept, to, from_day)
    _check_day(kept, to, from_day)
    place, planned = _place_before_plans(kept)
    if place.commune_id == to.pk and planned:
        # It stays after all.
        place.valid_to = None
        place.save(update_fields=["valid_to"])
        _note(kept, to, from_day, by, request)
        return kept
    if place.commune_id == to.pk:
        raise TeamRefused(_("The team works there already."))
    if from_day <= place.valid_from:
        raise TeamRefused(_("The team works in its commune only since that day."))
    place.valid_to = from_day
    place.save(update_fields=["valid_to"])
    TeamPlace.objects.create(team=kept, commune=to, valid_from=from_day)
    _note(kept, to, from_day, by, request)
    if from_day <= timezone.localdate():
        _arrive(kept, to, by, request)
    return kept


def follow_the_calendar() -> int:
    """The periodic job: teams whose day of moving has come are there, and teams of communes that are no more go on.

    Also what a listener was told and did not get to. Returns how many teams were moved.
    """
    today = timezone.localdate()
    due = TeamPlace.objects.filter(valid_from__lte=today, valid_to=None, team__ended_on=None)
    moved = 0
    for place in due.exclude(commune=F("team__commune")).select_related("team", "commune").order_by("pk")[:A_RUN]:
        with transaction.atomic():
            kept = Team.objects.select_for_update(of=("self",)).select_related("commune").get(pk=place.team_id)
            if kept.commune_id != place.commune_id:
                _arrive(kept, place.commune, None, None)
                moved += 1
    return moved + _follow_areas(_left_behind())


def left_behind() -> QuerySet[Team]:
    """Teams whose commune ends or has ended and that are to go nowhere yet: somebody has to choose."""
    return _left_behind().order_by("commune__sort_key", "sort_key", "id")


def commune_on(team: Team, day: dt.date) -> Area:
    """Where a team worked on a day; before its first day, where it worked then."""
    places = list(TeamPlace.objects.filter(team=team).select_related("commune").order_by("valid_from"))
    begun = [place for place in places if place.valid_from <= day]
    return (begun[-1] if begun else places[0]).commune if places else team.commune


def _areas_ended(sender: Any, areas: Iterable[int], **_more: Any) -> None:
    _follow_areas(_left_behind().filter(commune__in=list(areas)))


def _left_behind() -> QuerySet[Team]:
    stays = Q(places__valid_to=None, places__commune=F("commune"))
    return Team.objects.filter(stays, ended_on=None, commune__valid_to__isnull=False).select_related("commune__parent")


def _follow_areas(teams: QuerySet[Team]) -> int:
    """Move those of whose commune exactly one other came; the others wait for somebody to choose."""
    moved = 0
    after: dict[int, list[Area]] = {}
    # Those with several successors are passed over for as long as nobody has chosen.
    for team in teams.order_by("pk").iterator(chunk_size=500):
        day = team.commune.valid_to
        if team.commune_id not in after:
            after[team.commune_id] = current_successors(team.commune, at=day)
        successors = after[team.commune_id]
        if day is None or len(successors) != 1:
            continue
        if moved >= A_RUN:
            break
        try:
            move_team(team=team, to=successors[0], from_day=day, by=None)
        except TeamRefused as refused:
            logger.warning("Team %s does not follow its commune: %s", team.pk, refused)
        else:
            moved += 1
    return moved


def _check_may_move(by: User, team: Team, to: Area, from_day: dt.date) -> None:
    """Who oversees both places; of a commune that has ended, who oversees one that came after it."""
    if not oversees(by, to):
        raise TeamRefused(_("You do not look after the teams of this place."))
    if oversees(by, team.commune):
        return
    ended = team.commune.valid_to is not None and team.commune.valid_to <= from_day
    if not ended or to not in current_successors(team.commune, at=from_day):
        raise TeamRefused(_("You do not look after the teams of this place."))


def _check_day(team: Team, to: Area, from_day: dt.date) -> None:
    if to.level != Area.Level.COMMUNE or not to.is_in_force(from_day):
        raise TeamRefused(_("A team works in a commune or ward that is in force on that day."))
    ended = team.commune.valid_to
    if from_day < timezone.localdate() and (ended is None or from_day < ended):
        raise TeamRefused(_("This day lies in the past."))


def _place_before_plans(team: Team) -> tuple[TeamPlace, bool]:
    """Where the team works now, and whether something else was planned for later: that is forgotten."""
    planned, _by_model = team.places.filter(valid_from__gt=timezone.localdate()).delete()
    place = team.places.order_by("-valid_from").first()
    if place is None:
        since = timezone.localdate(team.created_at)
        place = TeamPlace.objects.create(team=team, commune=team.commune, valid_from=since)
    return place, bool(planned)


def _arrive(team: Team, to: Area, by: User | None, request: HttpRequest | None) -> None:
    """The team is there from now on: its row, who is invited, and everybody's role."""
    left = team.commune
    team.commune, team.name = to, _free_name(team, to, left)
    team.save(update_fields=["commune", "name", "sort_key"])
    _move_invitations(team, to)
    longer = Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
    people = User.objects.filter(pk__in=Membership.objects.filter(longer, team=team).values("user")).order_by("pk")
    for person in people:
        # The new one first: nobody is without a role in between.
        follow_roles(user=person, area=to, by=by, request=request)
        follow_roles(user=person, area=left, by=by, request=request)


def _move_invitations(team: Team, to: Area) -> None:
    """Who accepts later joins the team where it is by then; a number is invited to a place only once."""
    pending = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    there = pending.filter(area=to, phone=OuterRef("phone"), role=OuterRef("role"))
    pending.filter(~Exists(there), for_team__team=team).update(area=to)


def _free_name(team: Team, to: Area, left: Area) -> str:
    """Of two communes that become one, both may have had a “Tổ thôn 1”: the one that comes says where from."""
    taken = set(Team.objects.filter(commune=to, ended_on=None).exclude(pk=team.pk).values_list("name", flat=True))
    if team.name not in taken:
        return team.name
    for origin in (left.name, f"{left.name} {left.code}", f"{left.name} {left.code} {team.pk}"):
        tail = f" ({origin})"
        name = f"{team.name[: MOST_NAME - len(tail)]}{tail}"
        if name not in taken:
            return name
    raise TeamRefused(_("This commune has a team of this name already."))


def _note(team: Team, to: Area, day: dt.date, by: User | None, request: HttpRequest | None) -> None:
    note = f"{to.code}, {day}"
    audit.record(Event.TEAM_MOVED, actor=by, object_type="team", object_id=team.pk, note=note, request=request)

"""The rules of what happened in the field: visits and their corrections, sessions, follow-ups."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from community_teams.counting.indicators import of_session, of_visit
from community_teams.households.consents import Purpose
from community_teams.sealing.ciphers import seal
from community_teams.sync.belonging import led
from community_teams.sync.followup_rules import make_followups, resolve_by_visit, resolve_one, void_followups
from community_teams.sync.parsing import VIETNAM
from community_teams.sync.payloads import FollowedUp, Met, Skill, Visited
from community_teams.sync.state import Home, State, VisitKept
from community_teams.sync.verdicts import Aside, Missing
from community_teams.words import Outcome

if TYPE_CHECKING:
    from community_teams.sync.kept import Item

_MOST_REASON = 40


def create(state: State, item: Item, home: Home) -> str:
    """A visit; with what the household did not agree to left out."""
    what = cast("Visited", item.op.what)
    entity, day = _new_entity(state, item), item.at.astimezone(VIETNAM).date()
    visit = _kept(item, entity, home, what, at=item.at, day=day, commune=state.commune(home.team, day))
    visit.first_met = _is_first(state, visit)
    _enter(state, item, home, what, visit)
    return _left_out(state, item, home, what, visit)


def correct(state: State, item: Item, home: Home) -> str:
    """Another visit in the place of one: of the same day and the same member, whoever corrects it."""
    what = cast("Visited", item.op.what)
    entity = _new_entity(state, item)
    old = state.visits.get(what.corrects) if what.corrects else None
    if old is None or old.household != home.id:
        raise Aside("unknown_visit")
    if old.member != item.member and item.by is None and not led(state, item, old.team):
        raise Aside("not_own_visit")
    if not old.current:
        raise Aside("corrected_already")
    _leave(state, old)
    visit = _kept(item, entity, home, what, at=old.occurred_at, day=old.day, commune=old.commune)
    visit.hamlet, visit.team, visit.member, visit.device = old.hamlet, old.team, old.member, old.device
    visit.first_met = visit.outcome == Outcome.MET and (old.first_met or _is_first(state, visit))
    void_followups(state, old)
    done = {
        due.rule for due in state.followups_of.get(old.household, ()) if due.visit == old.id and due.state == "done"
    }
    _enter(state, item, home, what, visit, without=done)
    return _left_out(state, item, home, what, visit)


def _new_entity(state: State, item: Item) -> uuid.UUID:
    if item.op.entity is None or item.op.entity in state.taken:
        raise Aside("entity_taken")
    return item.op.entity


def _kept(
    item: Item, entity: uuid.UUID, home: Home, what: Visited, *, at: dt.datetime, day: dt.date, commune: int
) -> VisitKept:
    return VisitKept(
        id=entity,
        household=home.id,
        hamlet=home.hamlet,
        team=home.team,
        commune=commune,
        member=item.member,
        device=item.device,
        occurred_at=at,
        day=day,
        outcome=what.outcome,
        skills=skills_of(what.skills),
        course=what.course,
        service=dict(what.service) if what.service else None,
        referrals=list(what.referrals),
        first_met=False,
        current=True,
        row={
            "occurred_raw": item.op.occurred_raw,
            "received_at": item.received_at,
            "clock_off": item.op.clock_off,
            "minutes": what.minutes,
            "corrects_id": what.corrects,
            "why": what.why,
            "sealed": None,
        },
    )


def skills_of(skills: Iterable[Skill]) -> list[dict[str, Any]]:
    """As they are stored."""
    return [skill._asdict() for skill in skills]


def _is_first(state: State, visit: VisitKept) -> bool:
    return visit.outcome == Outcome.MET and not any(other.first_met for other in state.met(visit.household))


def _enter(
    state: State, item: Item, home: Home, what: Visited, visit: VisitKept, *, without: Iterable[int] = ()
) -> None:
    """The visit stands: it counts, brings follow-ups and does those of earlier ones, and tells of scams."""
    state.taken.add(visit.id)
    state.add_visit(visit)
    count(state, visit.commune, visit.day, visit.team, _counts(visit))
    if visit.outcome == Outcome.MET:
        resolve_by_visit(state, item, visit, named=what.followup)
        make_followups(state, visit, without=without)
    report_scams(state, visit.id, what.scams, commune=visit.commune, team=visit.team, day=visit.day, item=item)
    _meet_last(state, home)
    state.touch(home)


def _leave(state: State, old: VisitKept) -> None:
    """A visit that is corrected stands no more."""
    old.current = False
    if not old.row:
        state.not_current.append(old.id)
    count(state, old.commune, old.day, old.team, _counts(old), times=-1)
    state.scams_gone.append(old.id)
    for key in [key for key in state.scams if key[0] == old.id]:
        del state.scams[key]


def _counts(visit: VisitKept) -> Counter[str]:
    return of_visit(
        outcome=visit.outcome,
        skills=visit.skills,
        course=visit.course,
        service=visit.service,
        referrals=visit.referrals,
        first_met=visit.first_met,
    )


def _meet_last(state: State, home: Home) -> None:
    last = max((visit.day for visit in state.met(home.id)), default=None)
    if last != home.last_met_on:
        home.last_met_on = last
        home.is_changed = True


def _left_out(state: State, item: Item, home: Home, what: Visited, visit: VisitKept) -> str:
    """Seal what may be kept, announce the photo, and say what is left out for want of consent."""
    left_out: list[str] = []
    kept: dict[str, Any] = {}
    for name, value, purpose in (
        ("note", what.note, Purpose.RECORD),
        ("place", what.place, Purpose.PLACE),
        ("photo", what.photo, Purpose.PHOTO),
    ):
        if not value:
            continue
        if not state.agreed(home.id, purpose):
            left_out.append(f"{name}_left_out")
        elif name != "photo":
            kept[name] = value
    if kept and home.key is not None:
        visit.row["sealed"] = seal(home.key, kept, f"visit:{visit.id}").hex()
    if what.photo is not None and "photo_left_out" not in left_out:
        state.photos.append(
            {
                "sha256": what.photo.sha256,
                "member_id": item.member,
                "visit": visit.id,
                "corrects": what.corrects,
                "household": home.id,
                "hamlet_id": home.hamlet,
                "size": what.photo.size,
                "content_type": what.photo.type,
            }
        )
    return joined(left_out)


def joined(reasons: Iterable[str]) -> str:
    """Reasons in one text, as many as have room in the column."""
    text = ""
    for reason in reasons:
        longer = f"{text},{reason}" if text else reason
        if len(longer) > _MOST_REASON:
            break
        text = longer
    return text


def count(state: State, commune: int, day: dt.date, team: int, counts: Mapping[str, int], *, times: int = 1) -> None:
    """Add what a record counts for, or take it away."""
    for indicator, value in counts.items():
        state.counts[commune, day, team, str(indicator)] += value * times


def report_scams(
    state: State,
    record: uuid.UUID,
    kinds: Iterable[str],
    *,
    commune: int,
    team: int,
    day: dt.date,
    item: Item,
) -> None:
    """One report a kind and record."""
    for kind in kinds:
        state.scams[record, kind] = {
            "record": record,
            "kind": kind,
            "commune_id": commune,
            "team_id": team,
            "day": day,
            "received_at": item.received_at,
        }


def meet(state: State, item: Item, what: Met) -> str:
    """A group session, and the households that came. One that was erased, or is out of reach, came without a name."""
    entity, at = _new_entity(state, item), item.at
    if item.key is None:
        raise Aside("erased")
    missing = [one for one in what.attendees if one not in state.homes]
    if missing and not item.forced and item.by is None:
        raise Missing(missing)
    team = state.hamlets[what.hamlet]
    day = at.astimezone(VIETNAM).date()
    there = {one: skills for one, skills in what.attendees.items() if _may_name(state, item, one, team)}
    others = what.others + len(what.attendees) - len(there)
    commune = state.commune(team, day)
    state.taken.add(entity)
    state.sessions.append(
        {
            "id": entity,
            "hamlet_id": what.hamlet,
            "team_id": team,
            "commune_id": commune,
            "member_id": item.member,
            "device": item.device,
            "occurred_raw": item.op.occurred_raw,
            "occurred_at": at,
            "day": day,
            "received_at": item.received_at,
            "clock_off": item.op.clock_off,
            "minutes": what.minutes,
            "sealed": seal(item.key, {"note": what.note}, f"session:{entity}").hex() if what.note else None,
            "place": what.place,
            "topics": what.topics,
            "others": others,
        }
    )
    for household, skills in there.items():
        state.attendances.append(
            {
                "session_id": entity,
                "household_id": household,
                "hamlet_id": state.homes[household].hamlet,
                "skills": skills_of(skills),
            }
        )
    counts = of_session(attendees=[skills_of(skills) for skills in there.values()], others=others)
    count(state, commune, day, team, counts)
    report_scams(state, entity, what.scams, commune=commune, team=team, day=day, item=item)
    return "attendee_left_out" if len(there) < len(what.attendees) else ""


def _may_name(state: State, item: Item, household: uuid.UUID, team: int) -> bool:
    home = state.homes.get(household)
    return home is not None and not home.is_erased and home.team == team


def resolve(state: State, item: Item, home: Home) -> str:
    """A follow-up that was done otherwise than by a visit, or is not needed any more."""
    what = cast("FollowedUp", item.op.what)
    due = state.followups.get(item.op.entity) if item.op.entity else None
    if due is None or due.household != home.id:
        raise Aside("unknown_followup")
    state.touch(home)
    if due.state not in ("open", "lapsed"):
        return "superseded"
    resolve_one(state, item, due, how=what.how)
    return ""

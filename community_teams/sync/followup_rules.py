"""Follow-ups: made from a visit that taught something not yet mastered, done by a later one that did."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from community_teams.counting.indicators import Indicator
from community_teams.sync.parsing import VIETNAM
from community_teams.sync.state import Due, State, VisitKept
from community_teams.words import SkillLevel

if TYPE_CHECKING:
    from community_teams.sync.kept import Item


class Rule(NamedTuple):
    """Somebody should come back between two days after the visit; the rule is named by the day in the middle."""

    days: int
    earliest: int
    latest: int


RULES = (Rule(7, 5, 14), Rule(30, 23, 44), Rule(90, 80, 110))
# Which of the ways in which a follow-up ends is somebody having come back.
COUNTED = frozenset({"visited", "by_phone"})


def make_followups(state: State, visit: VisitKept, *, without: Iterable[int] = ()) -> None:
    """One for each rule, of the topics that nobody can do alone yet; ``without`` rules that were done already.

    A visit may arrive after a later one that taught the rest: then there is nothing to come back for.
    """
    open_topics = {skill["topic"] for skill in visit.skills if skill["after"] < SkillLevel.ALONE}
    for later in state.met(visit.household):
        if later.day > visit.day:
            open_topics -= _mastered(later)
    if not open_topics:
        return
    for rule in RULES:
        if rule.days in without:
            continue
        due = Due(
            id=uuid.uuid5(visit.id, str(rule.days)),
            household=visit.household,
            hamlet=visit.hamlet,
            visit=visit.id,
            rule=rule.days,
            topics=sorted(open_topics),
            due_from=visit.day + dt.timedelta(days=rule.earliest),
            due_to=visit.day + dt.timedelta(days=rule.latest),
            state="open",
            is_changed=True,
        )
        state.add_followup(due)


def resolve_by_visit(state: State, item: Item, visit: VisitKept, *, named: uuid.UUID | None) -> None:
    """A visit does the follow-up that it names, and earlier ones all of whose topics it taught to the end."""
    mastered = _mastered(visit)
    for due in state.followups_of.get(visit.household, ()):
        if due.state not in ("open", "lapsed"):
            continue
        is_later = visit.day > _begun(due)
        if due.id == named or (is_later and due.state == "open" and set(due.topics) <= mastered):
            resolve_one(state, item, due, how="visited", at=visit.occurred_at)


def resolve_one(state: State, item: Item, due: Due, *, how: str, at: dt.datetime | None = None) -> None:
    """It is done; having come back counts on the day on which somebody did."""
    when = at or item.at
    due.state, due.how, due.resolved_at, due.resolved_by = "done", how, when, item.op.op
    due.is_changed = True
    home = state.homes[due.household]
    if how in COUNTED:
        day = when.astimezone(VIETNAM).date()
        team = state.hamlets.get(due.hamlet, home.team)
        state.counts[state.commune(team, day), day, team, str(Indicator.FOLLOWUPS)] += 1


def void_followups(state: State, visit: VisitKept) -> None:
    """The visit that these came from stands no more; what was done stays done."""
    for due in state.followups_of.get(visit.household, ()):
        if due.visit == visit.id and due.state == "open":
            due.state, due.is_changed = "void", True


def _mastered(visit: VisitKept) -> set[str]:
    return {skill["topic"] for skill in visit.skills if skill["after"] >= SkillLevel.ALONE}


def _begun(due: Due) -> dt.date:
    """The day of the visit that it came from."""
    earliest = next(rule.earliest for rule in RULES if rule.days == due.rule)
    return due.due_from - dt.timedelta(days=earliest)

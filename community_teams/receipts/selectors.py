"""What the page of a card shows: without a code nothing that would harm if a stranger scanned it, with a code all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from community_teams.followups.models import FollowUp
from community_teams.households.consents import Purpose, words_for
from community_teams.households.models import Household, HouseholdConsent, HouseholdWish
from community_teams.households.personal import Personal, open_households, token_keys
from community_teams.households.selectors import consents_of, kept_for
from community_teams.households.tokens import read_token
from community_teams.office.looking import looks_at
from community_teams.photos.models import Photo
from community_teams.reach import Scope, everything, reaching
from community_teams.sealing.ciphers import unseal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Operation
from community_teams.teams.models import Membership
from community_teams.topics.registry import topic
from community_teams.visits.models import Attendance, GroupSession, Visit
from community_teams.words import DeviceKind, Language, Need, Outcome, Referral, Service, SkillLevel
from people.accounts.phone import spoken_phone
from people.consent.purposes import Words

# A visit can be confirmed or disputed while people remember it.
DAYS_TO_ANSWER = 60
MOST_VISITS = 200
MOST_MERGES = 10


@dataclass(frozen=True, slots=True)
class Card:
    """The household of a token, and the rows that a leader found to be the same household."""

    household: uuid.UUID
    rows: tuple[uuid.UUID, ...]

    def scopes(self) -> Iterator[Scope]:
        """One narrow look at a time."""
        for row in self.rows:
            yield Scope(household=row)


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody came on a day. Whose visit it was, how well it was learnt and what was filed is not here."""

    id: uuid.UUID | None
    day: dt.date
    outcome: str
    topics: list[str]
    may_answer: bool = False
    answers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreed:
    """A purpose that was agreed to; ``words`` are missing where they have changed since."""

    purpose: Purpose
    version: str
    at: dt.datetime
    words: Words | None


@dataclass(slots=True)
class Receipt:
    """The page without a code."""

    team: str
    commune: str
    leaders: list[str]
    came: list[Came] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    wishes: list[HouseholdWish] = field(default_factory=list)


def card_of(text: str) -> Card | None:
    """The household of a token; the same work for a token that nobody has, and for what is no token."""
    keys = token_keys(read_token(text))
    with everything():
        found = Household.objects.filter(token_key__in=keys, erased_at=None).values_list("pk", "merged_into").first()
        if found is None:
            return None
        return _whole_card(*found)


def _whole_card(household: uuid.UUID, into: uuid.UUID | None) -> Card | None:
    for _step in range(MOST_MERGES):
        if into is None:
            break
        household = into
        into = Household.objects.filter(pk=household).values_list("merged_into", flat=True).get()
    rows, new = [household], [household]
    while new and len(rows) < MOST_MERGES:
        new = list(
            Household.objects.filter(merged_into__in=new, erased_at=None).order_by("pk").values_list("pk", flat=True)
        )
        rows += new
    gone = Household.objects.filter(pk=household).exclude(erased_at=None).exists()
    return None if gone else Card(household, tuple(rows))


def receipt_of(card: Card, at: dt.datetime | None = None) -> Receipt:
    """What the token alone shows."""
    since = timezone.localdate(at) - dt.timedelta(days=DAYS_TO_ANSWER)
    with reaching(Scope(household=card.household)):
        receipt = _of_team(card.household)
        receipt.agreed = _agreed(card.household)
    for scope in card.scopes():
        with reaching(scope):
            receipt.came += _visits(scope.household, since)
            receipt.wishes += HouseholdWish.objects.filter(
                household=scope.household, done_at=None, kind__in=["see", "withdraw", "erase"]
            ).order_by("at")
    receipt.came += _evenings(card)
    receipt.came.sort(key=lambda one: one.day, reverse=True)
    return receipt


def phone_of(card: Card) -> str:
    """The household's own number, or nothing where none is kept."""
    with reaching(Scope(household=card.household)):
        return _personal(card.household).phone


def stored_of(card: Card) -> list[dict[str, Any]]:
    """Everything that is stored, one part for each row of the household. Only for who typed the code."""
    return [_stored(scope) for scope in card.scopes()]


def _of_team(household: uuid.UUID) -> Receipt:
    held = Household.objects.select_related("hamlet__team__commune").only(
        "hamlet__team__name", "hamlet__team__commune__full_name"
    ).get(pk=household)  # fmt: skip
    team = held.hamlet.team
    leaders = Membership.objects.active().filter(team=team, place=Membership.Place.LEADER, user__is_active=True)
    names = [name for name in leaders.order_by("pk").values_list("user__full_name", flat=True) if name]
    return Receipt(team=team.name, commune=team.commune.full_name, leaders=names)


def _agreed(household: uuid.UUID) -> list[Agreed]:
    answers = consents_of([household])[household]
    found = []
    for purpose in kept_for(answers):
        # That somebody here needs help first is told to nobody who merely found the card.
        if purpose == Purpose.NEEDS:
            continue
        answer, words = answers[purpose], words_for(purpose)
        found.append(Agreed(purpose, answer.version, answer.at, words if words.version == answer.version else None))
    return found


def _visits(household: uuid.UUID | None, since: dt.date) -> list[Came]:
    visits = list(
        Visit.objects.filter(household=household, current=True)
        .order_by("-day", "-id")
        .only("id", "day", "outcome", "skills")[:MOST_VISITS]
    )
    answers: dict[uuid.UUID, set[str]] = {}
    said = HouseholdWish.objects.filter(household=household, kind__in=["confirm", "dispute"])
    for visit, kind in said.values_list("visit", "kind"):
        if visit is not None:
            answers.setdefault(visit, set()).add(kind)
    return [
        Came(
            visit.pk,
            visit.day,
            visit.outcome,
            _titles(skill["topic"] for skill in visit.skills),
            visit.day >= since,
            frozenset(answers.get(visit.pk, ())),
        )
        for visit in visits
    ]


def _evenings(card: Card) -> list[Came]:
    """Evenings that somebody of the household came to; of the session itself only the day."""
    held: list[tuple[uuid.UUID, list[dict[str, Any]]]] = []
    for scope in card.scopes():
        with reaching(scope):
            held += Attendance.objects.filter(household=scope.household).values_list("session", "skills")[:MOST_VISITS]
    if not held:
        return []
    with everything():
        days = dict(GroupSession.objects.filter(pk__in=[session for session, _s in held]).values_list("pk", "day"))
    return [
        Came(None, days[session], "evening", _titles(skill["topic"] for skill in skills)) for session, skills in held
    ]


def _titles(codes: Iterable[str]) -> list[str]:
    """In plain words; a topic that is taught no more is left out."""
    return [found.title for found in map(topic, codes) if found]


def _personal(household: uuid.UUID) -> Personal:
    held = list(Household.objects.filter(pk=household, erased_at=None).only("id", "sealed"))
    return open_households(held).get(household, Personal())


def _stored(scope: Scope) -> dict[str, Any]:
    household = scope.household
    assert household is not None  # noqa: S101 - for the types
    with reaching(scope):
        held = Household.objects.get(pk=household)
        personal = open_households([held])[household]
        answers = list(HouseholdConsent.objects.filter(household=household).order_by("-at", "-received_at"))
        stored = {
            "household": held,
            "personal": personal,
            "phone": spoken_phone(personal.phone) if personal.phone else "",
            "needs": _labels(Need, personal.needs),
            "languages": _labels(Language, held.languages),
            "devices": _labels(DeviceKind, held.devices),
            "visits": _whole_visits(household),
            "answers": [(answer, Purpose(answer.purpose).label) for answer in answers],
            "given": kept_for(consents_of([household])[household]),
            "photos": Photo.objects.filter(household=household).exclude(done_at=None).count(),
            "followups": list(FollowUp.objects.filter(household=household, state="open").order_by("due_from")),
            "looks": list(looks_at(household)),
            "wishes": list(HouseholdWish.objects.filter(household=household).order_by("-at")),
        }
    # What phones sent is the team's record of its work; the household is told how much of it there is.
    with everything():
        stored["operations"] = Operation.objects.filter(household=household).exclude(sealed=None).count()
    return stored


def _whole_visits(household: uuid.UUID) -> list[dict[str, Any]]:
    visits = Visit.objects.filter(household=household, current=True).select_related("member")
    shown = list(visits.order_by("-day", "-id")[:MOST_VISITS])
    wrapped = DataKey.objects.filter(subject=household).values_list("wrapped", flat=True).first()
    key = unwrap(wrapped, household) if wrapped else None
    return [_whole_visit(visit, key) for visit in shown]


def _whole_visit(visit: Visit, key: bytes | None) -> dict[str, Any]:
    hidden = unseal(key, visit.sealed, f"visit:{visit.pk}") if key and visit.sealed else {}
    skills = [
        (found.title, SkillLevel(skill["before"]).label, SkillLevel(skill["after"]).label)
        for skill in visit.skills
        if (found := topic(skill["topic"]))
    ]
    service = (visit.service or {}).get("code")
    return {
        "day": visit.day,
        "by": visit.member.full_name,
        "outcome": Outcome(visit.outcome).label,
        "skills": skills,
        "minutes": visit.minutes,
        "service": Service(service).label if service in Service.values else "",
        "referrals": _labels(Referral, visit.referrals),
        "note": hidden.get("note", ""),
        "place": hidden.get("place"),
    }


def _labels(choices: Any, values: Iterable[str]) -> list[str]:
    return [str(choices(value).label) if value in choices.values else value for value in values]

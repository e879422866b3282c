"""What a payload says, kind by kind: checked and put into one form, without asking the database anything."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from community_teams.households.consents import ON_PHONES, Purpose
from community_teams.sync.models import Operation
from community_teams.sync.values import (
    Bad,
    code,
    codes,
    day,
    digest,
    identifier,
    maybe_identifier,
    maybe_whole,
    phone,
    text,
    token,
    whole,
)
from community_teams.words import Outcome
from foundation.identifiers import parse_uuid

MOST_SKILLS = 12
MOST_ATTENDEES = 200
MOST_MINUTES = 24 * 60
MOST_OTHERS = 2_000
MOST_PHOTO_BYTES = 3 * 1024 * 1024

PERSONAL_FIELDS = frozenset({"head_name", "phone", "address"})


class Skill(NamedTuple):
    """One topic, and what somebody could do of it before and after."""

    topic: str
    before: int
    after: int


class GivenConsent(NamedTuple):
    """One answer of a household."""

    id: uuid.UUID
    purpose: str
    version: str
    sha256: str
    how: str


class AnnouncedPhoto(NamedTuple):
    """A photo that follows its visit."""

    sha256: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """``fields`` has what was said, each in the form in which it is kept."""

    fields: Mapping[str, Any]
    consents: tuple[GivenConsent, ...]


@dataclass(frozen=True, slots=True)
class ChangedHousehold:
    """``resolves`` names an earlier operation that was in conflict."""

    fields: Mapping[str, Any]
    resolves: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit, or with ``corrects`` one that takes the place of another."""

    household: uuid.UUID
    outcome: str
    skills: tuple[Skill, ...] = ()
    course: uuid.UUID | None = None
    service: Mapping[str, str] | None = None
    referrals: tuple[str, ...] = ()
    place: Mapping[str, float] | None = None
    note: str = ""
    scams: tuple[str, ...] = ()
    minutes: int | None = None
    photo: AnnouncedPhoto | None = None
    followup: uuid.UUID | None = None
    corrects: uuid.UUID | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Consented:
    """Consent given or withdrawn."""

    household: uuid.UUID
    given: bool
    answer: GivenConsent


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """What became of a follow-up."""

    household: uuid.UUID
    how: str
    visit: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Met:
    """A group session; ``attendees`` are households with what was taught to them."""

    hamlet: int
    place: str
    topics: tuple[str, ...]
    attendees: Mapping[uuid.UUID, tuple[Skill, ...]] = field(default_factory=dict)
    others: int = 0
    minutes: int | None = None
    note: str = ""
    scams: tuple[str, ...] = ()


What = NewHousehold | ChangedHousehold | Visited | Consented | FollowedUp | Met


# How each field of a household is read. Values are such as JSON can say, so that they compare with what was sealed.
_FIELDS: dict[str, Callable[[Any], Any]] = {
    "head_name": lambda value: text(value, "head_name", most=120),
    "phone": phone,
    "address": lambda value: text(value, "address", most=200),
    "size": lambda value: maybe_whole(value, "size", least=1, most=50),
    "languages": lambda value: codes(value, "languages", most=3),
    "devices": lambda value: codes(value, "devices", most=12),
    "needs": lambda value: codes(value, "needs", most=40),
    "planned_on": day,
    "hamlet": lambda value: whole(value, "hamlet", least=1, most=2**63 - 1),
    "token": token,
}


def _fields(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read(content[name]) for name, read in _FIELDS.items() if name in content}


def _consent(content: Any, consent: uuid.UUID) -> GivenConsent:
    purpose, how = content.get("purpose"), content.get("how")
    if not isinstance(purpose, str) or purpose not in Purpose.values:
        raise Bad("bad_purpose")
    if not isinstance(how, str) or how not in ON_PHONES:
        raise Bad("bad_how")
    version = text(content.get("version"), "version", most=20, required=True)
    return GivenConsent(consent, purpose, version, digest(content.get("sha256"), "consent_sha256"), how)


def _new_household(content: dict[str, Any], _entity: uuid.UUID) -> NewHousehold:
    fields = _fields(content)
    if "hamlet" not in fields or "token" not in fields:
        raise Bad("bad_hamlet" if "hamlet" not in fields else "bad_token")
    said = content.get("consents")
    said = [] if said is None else said
    if not isinstance(said, list) or len(said) > len(Purpose.values):
        raise Bad("bad_consents")
    if not all(isinstance(one, dict) for one in said):
        raise Bad("bad_consents")
    consents = tuple(_consent(one, identifier(one.get("id"), "consents")) for one in said)
    if len({one.purpose for one in consents}) < len(consents) or len({one.id for one in consents}) < len(consents):
        raise Bad("bad_consents")
    check_consents(fields, {one.purpose for one in consents})
    return NewHousehold(fields, consents)


def check_consents(fields: Mapping[str, Any], given: set[str]) -> None:
    """Nothing that names a household or its needs without the consent for it; emptying needs none."""
    if Purpose.RECORD not in given and any(fields.get(name) for name in PERSONAL_FIELDS):
        raise Bad("no_consent")
    if Purpose.NEEDS not in given and fields.get("needs"):
        raise Bad("no_consent")


def _changed_household(content: dict[str, Any], _entity: uuid.UUID) -> ChangedHousehold:
    fields = content.get("fields")
    if not isinstance(fields, dict):
        raise Bad("bad_fields")
    return ChangedHousehold(_fields(fields), maybe_identifier(content.get("resolves"), "resolves"))


def _skills(content: Any) -> tuple[Skill, ...]:
    if content is None:
        return ()
    if not isinstance(content, list) or len(content) > MOST_SKILLS:
        raise Bad("bad_skills")
    skills = []
    for one in content:
        if not isinstance(one, dict):
            raise Bad("bad_skills")
        topic = code(one.get("topic"), "skills", most=60)
        before, after = (whole(one.get(name), "skills", least=0, most=3) for name in ("before", "after"))
        skills.append(Skill(topic, before, after))
    if len({skill.topic for skill in skills}) < len(skills):
        raise Bad("bad_skills")
    return tuple(skills)


def _service(content: Any) -> dict[str, str] | None:
    if content is None:
        return None
    if not isinstance(content, dict):
        raise Bad("bad_service")
    return {name: code(content.get(name), "service", most=40) for name in ("code", "ended")}


def _place(content: Any) -> dict[str, float] | None:
    """About a kilometre: what is more exact is not kept."""
    if content is None:
        return None
    if not isinstance(content, dict):
        raise Bad("bad_place")
    place = {}
    for name, most in (("lat", 90), ("lon", 180)):
        value: Any = content.get(name)
        if type(value) not in (int, float) or not -most <= value <= most:
            raise Bad("bad_place")
        place[name] = round(float(value), 2)
    return place


def _photo(content: Any) -> AnnouncedPhoto | None:
    if content is None:
        return None
    if not isinstance(content, dict) or content.get("type") not in ("image/jpeg", "image/png", "image/webp"):
        raise Bad("bad_photo")
    size = whole(content.get("size"), "photo", least=1, most=MOST_PHOTO_BYTES)
    return AnnouncedPhoto(digest(content.get("sha256"), "photo"), size, content["type"])


def _visited(content: dict[str, Any], _entity: uuid.UUID) -> Visited:
    outcome = content.get("outcome")
    if not isinstance(outcome, str) or outcome not in Outcome.values:
        raise Bad("bad_outcome")
    visit = Visited(
        household=identifier(content.get("household"), "household"),
        outcome=outcome,
        skills=_skills(content.get("skills")),
        course=maybe_identifier(content.get("course"), "course"),
        service=_service(content.get("service")),
        referrals=tuple(codes(content.get("referrals"), "referrals", most=20)),
        place=_place(content.get("place")),
        note=text(content.get("note"), "note", most=1_000),
        scams=tuple(codes(content.get("scams"), "scams", most=40)),
        minutes=maybe_whole(content.get("minutes"), "minutes", least=0, most=MOST_MINUTES),
        photo=_photo(content.get("photo")),
        followup=maybe_identifier(content.get("followup"), "followup"),
    )
    if visit.outcome != Outcome.MET and (visit.skills or visit.course or visit.service):
        raise Bad("skills_not_met")
    return visit


def _corrected(content: dict[str, Any], entity: uuid.UUID) -> Visited:
    visit = _visited(content, entity)
    corrects = identifier(content.get("corrects"), "corrects")
    if corrects == entity:
        raise Bad("bad_corrects")
    why = text(content.get("why"), "why", most=200, required=True)
    return Visited(**{name: getattr(visit, name) for name in visit.__slots__} | {"corrects": corrects, "why": why})


def _consented(content: dict[str, Any], entity: uuid.UUID, *, given: bool) -> Consented:
    return Consented(identifier(content.get("household"), "household"), given, _consent(content, entity))


def _followed_up(content: dict[str, Any], _entity: uuid.UUID) -> FollowedUp:
    how = content.get("how")
    if how not in ("visited", "by_phone", "no_longer_needed", "moved_away"):
        raise Bad("bad_how")
    household = identifier(content.get("household"), "household")
    return FollowedUp(household, how, maybe_identifier(content.get("visit"), "visit"))


def _met(content: dict[str, Any], _entity: uuid.UUID) -> Met:
    said = content.get("attendees")
    said = [] if said is None else said
    if not isinstance(said, list) or len(said) > MOST_ATTENDEES or not all(isinstance(one, dict) for one in said):
        raise Bad("bad_attendees")
    attendees = {identifier(one.get("household"), "attendees"): _skills(one.get("skills")) for one in said}
    if len(attendees) < len(said):
        raise Bad("bad_attendees")
    others = content.get("others")
    return Met(
        hamlet=whole(content.get("hamlet"), "hamlet", least=1, most=2**63 - 1),
        place=text(content.get("place"), "place", most=120),
        topics=tuple(codes(content.get("topics"), "topics", most=60)),
        attendees=attendees,
        others=0 if others is None else whole(others, "others", least=0, most=MOST_OTHERS),
        minutes=maybe_whole(content.get("minutes"), "minutes", least=0, most=MOST_MINUTES),
        note=text(content.get("note"), "note", most=1_000),
        scams=tuple(codes(content.get("scams"), "scams", most=40)),
    )


_READ: dict[str, Callable[[dict[str, Any], uuid.UUID], What]] = {
    Operation.Kind.HOUSEHOLD_CREATE: _new_household,
    Operation.Kind.HOUSEHOLD_UPDATE: _changed_household,
    Operation.Kind.VISIT_CREATE: _visited,
    Operation.Kind.VISIT_CORRECT: _corrected,
    Operation.Kind.CONSENT_GIVE: lambda content, entity: _consented(content, entity, given=True),
    Operation.Kind.CONSENT_WITHDRAW: lambda content, entity: _consented(content, entity, given=False),
    Operation.Kind.FOLLOWUP_RESOLVE: _followed_up,
    Operation.Kind.SESSION_CREATE: _met,
}


def read_payload(kind: Any, entity: uuid.UUID, content: Any) -> What:
    """What the payload of an operation of this kind says; raises ``Bad`` with the reason."""
    read = _READ.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise Bad("unknown_kind")
    if not isinstance(content, dict):
        raise Bad("bad_payload")
    return read(content, entity)


def household_of(kind: Any, entity: uuid.UUID | None, content: Any) -> uuid.UUID | None:
    """The household that an operation names, also where the rest of it cannot be read: its key seals the operation."""
    if kind in (Operation.Kind.HOUSEHOLD_CREATE, Operation.Kind.HOUSEHOLD_UPDATE):
        return entity
    if kind == Operation.Kind.SESSION_CREATE or not isinstance(content, dict):
        return None
    return parse_uuid(content.get("household"))

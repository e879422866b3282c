"""What phones sent and households wrote, opened and put into words for the leader who decides."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community_teams.households.models import Household, HouseholdWish
from community_teams.households.personal import Personal, open_households
from community_teams.sealing.ciphers import CannotOpen, unseal, unwrap
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Conflict, Operation
from community_teams.topics.registry import topic
from community_teams.words import DeviceKind, Language, Need, Outcome, SkillLevel
from people.accounts.phone import spoken_phone

# Why something was set apart or waits, by the machine's reason; whatever begins with `bad_` could not be read.
REASONS = {
    "hash": gettext_lazy("Part of it was changed or lost on the way from the phone."),
    "reused": gettext_lazy("The phone sent two different things under one number. This is the second one."),
    "no_consent": gettext_lazy("It names a household that has not agreed to that."),
    "token_taken": gettext_lazy("The card of this household belongs to another household already."),
    "skills_not_met": gettext_lazy("It says that something was taught although nobody was met."),
    "corrected_already": gettext_lazy("The visit that it corrects was corrected already."),
    "device_revoked": gettext_lazy("It came from a phone that was reported lost."),
    "erased": gettext_lazy("The household was erased at its own wish."),
    "clock": gettext_lazy("The phone's clock was ahead: by its day it has not happened yet."),
    "not_member": gettext_lazy("On that day the person was not in the team, or not in that hamlet."),
    "too_late": gettext_lazy("It came more than 30 days after the person left the team."),
    "entity_taken": gettext_lazy("Something else is kept under its number already."),
    "unknown_visit": gettext_lazy("It corrects a visit that is not known."),
    "unknown_followup": gettext_lazy("It names a follow-up that is not known."),
    "not_own_visit": gettext_lazy("It corrects the visit of somebody else."),
    "unexpected": gettext_lazy("It could not be put in its place."),
    "unknown_hamlet": gettext_lazy("It names a hamlet that is not known."),
    "predecessor_missing": gettext_lazy("What came before it on the phone never arrived."),
    "unknown_kind": gettext_lazy("It is of a kind that is not known here. Perhaps the phone's app is newer."),
}
FIELDS = {
    "head_name": gettext_lazy("Head of the household"),
    "phone": gettext_lazy("Phone number"),
    "address": gettext_lazy("Address"),
    "size": gettext_lazy("How many people"),
    "languages": gettext_lazy("Languages"),
    "devices": gettext_lazy("Devices"),
    "needs": gettext_lazy("Visit first because"),
    "planned_on": gettext_lazy("Next visit planned on"),
    "hamlet": gettext_lazy("Hamlet"),
    "token": gettext_lazy("The card it keeps"),
}
_CODES: dict[str, dict[str, Any]] = {
    "languages": dict(Language.choices),
    "devices": dict(DeviceKind.choices),
    "needs": dict(Need.choices),
}
_MOST_SKILLS = 12


def reason_in_words(reason: str) -> str:
    """Why something was set apart."""
    if reason.startswith("bad_"):
        return _("Part of it cannot be read.")
    return str(REASONS.get(reason) or _("The server could not judge it by itself (%(reason)s).") % {"reason": reason})


def value_in_words(name: str, value: Any) -> str:
    """The value of a field as people say it."""
    if value in (None, "", []):
        return _("(nothing)")
    if name in _CODES and isinstance(value, list):
        return ", ".join(str(_CODES[name].get(code, code)) for code in value)
    if name == "phone" and isinstance(value, str) and value.startswith("+"):
        return spoken_phone(value)
    if name == "token":
        return str(value)[:8]
    return str(value)


@dataclass(slots=True)
class Opened:
    """What an operation says, with the name of its household."""

    operation: Operation
    why: str
    household: str = ""
    # Name of a thing and what it says.
    says: list[tuple[str, str]] = field(default_factory=list)


def open_operations(operations: Iterable[Operation]) -> list[Opened]:
    """The operations with what they say; two queries for the keys and the households of all."""
    rows = list(operations)
    keys = _keys({row.key_subject for row in rows})
    names = _names({row.household for row in rows if row.household})
    opened = []
    for row in rows:
        payload = _payload(row, keys.get(row.key_subject))
        kept = names.get(row.household) if row.household else None
        name = kept.head_name if kept else _text(payload.get("head_name"))
        opened.append(Opened(row, reason_in_words(row.reason), name, _says(row.kind, payload)))
    return opened


def _keys(subjects: set[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    rows = DataKey.objects.filter(subject__in=subjects).exclude(wrapped=None).values_list("subject", "wrapped")
    return {subject: unwrap(wrapped, subject) for subject, wrapped in rows if wrapped is not None}


def _names(households: set[uuid.UUID]) -> dict[uuid.UUID, Personal]:
    return open_households(Household.objects.filter(pk__in=households))


def _payload(operation: Operation, key: bytes | None) -> Mapping[str, Any]:
    if key is None or operation.sealed is None:
        return {}
    try:
        content = unseal(key, operation.sealed, f"operation:{operation.op}")
    except CannotOpen:
        return {}
    payload = content.get("payload") if isinstance(content, dict) else None
    return payload if isinstance(payload, dict) else {}


def _text(value: Any) -> str:
    return value[:300] if isinstance(value, str) else ""


def _says(kind: str, payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """In words, whatever stands there: it was set apart because something may be wrong with it."""
    says: list[tuple[str, str]] = []
    if _text(payload.get("outcome")):
        says.append((_("How it ended"), str(dict(Outcome.choices).get(payload["outcome"], _text(payload["outcome"])))))
    says += [(_("Taught"), words) for words in _skills(payload.get("skills"))]
    given = payload.get("fields") if kind == Operation.Kind.HOUSEHOLD_UPDATE else payload
    if isinstance(given, dict):
        says += [(str(label), value_in_words(name, _plain(given[name]))) for name, label in FIELDS.items()
                 if given.get(name) not in (None, "", []) and name != "hamlet"]  # fmt: skip
    for name, label in (("note", _("Note")), ("why", _("Reason of the correction")), ("purpose", _("Purpose"))):
        if _text(payload.get(name)):
            says.append((label, str(payload[name])[:1_000]))
    return says


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(one)[:60] for one in value[:20]]
    return str(value)[:200]


def _skills(skills: Any) -> list[str]:
    given = skills[:_MOST_SKILLS] if isinstance(skills, list) else []
    return [skill_in_words(skill) for skill in given if isinstance(skill, dict)]


def skill_in_words(skill: Mapping[str, Any]) -> str:
    """A topic, and what somebody can do of it now."""
    code = _text(skill.get("topic"))
    known, after = topic(code), skill.get("after")
    level = dict(SkillLevel.choices).get(after, "") if isinstance(after, int) else ""
    return f"{known.title if known else code}: {level}"


@dataclass(slots=True)
class Difference:
    """One field that two people changed."""

    name: str
    label: str
    # What the phone of the operation says, and what stands here.
    mine: str
    theirs: str


def open_conflict(conflict: Conflict) -> list[Difference]:
    """Both values of every field; empty where the household's key is gone."""
    key = _keys({conflict.household}).get(conflict.household)
    if key is None or conflict.sealed is None:
        return []
    try:
        fields = unseal(key, conflict.sealed, f"conflict:{conflict.operation_id}")
    except CannotOpen:
        return []
    return [
        Difference(name, str(FIELDS.get(name, name)), value_in_words(name, both["mine"]),
                   value_in_words(name, both["theirs"]))
        for name, both in fields.items() if name in conflict.fields
    ]  # fmt: skip


def names_of_households(pks: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How the heads of these households are called, as far as it is kept and in reach."""
    return {pk: kept.head_name for pk, kept in _names(set(pks)).items()}


def reason_of_wish(wish: HouseholdWish) -> str:
    """What the household wrote to it, in its own words; empty where it wrote nothing or its key is gone."""
    key = _keys({wish.household_id}).get(wish.household_id)
    if key is None or wish.sealed is None:
        return ""
    try:
        content = unseal(key, wish.sealed, f"wish:{wish.visit}")
    except CannotOpen:
        return ""
    return _text(content.get("reason")) if isinstance(content, dict) else ""

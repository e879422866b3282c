"""The rules of a household: made, changed field by field, and its consent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from community_teams.households.consents import Purpose
from community_teams.households.personal import Personal, token_key
from community_teams.sync.belonging import check_belongs
from community_teams.sync.payloads import ChangedHousehold, Consented, GivenConsent, NewHousehold, check_consents
from community_teams.sync.state import Home, State
from community_teams.sync.streams import ERASED, MOVED
from community_teams.sync.values import Bad
from community_teams.sync.verdicts import Aside, Clash

if TYPE_CHECKING:
    from community_teams.sync.kept import Item


def create(state: State, item: Item, what: NewHousehold) -> str:
    """A household that was not there."""
    entity = item.op.entity
    if entity is None or item.key is None or entity in state.homes:
        raise Aside("entity_taken")
    if any(one.id in state.taken for one in what.consents):
        raise Aside("entity_taken")
    _check_token(state, entity, what.fields["token"])
    hamlet = what.fields["hamlet"]
    home = Home(
        id=entity,
        team=state.hamlets[hamlet],
        hamlet=hamlet,
        version=1,
        personal=Personal(),
        key=item.key,
        created_by=item.member,
        is_new=True,
    )
    for name, value in what.fields.items():
        home.put(name, value)
        home.marks[name] = [1, str(item.device), item.op.seq]
    state.homes[entity] = home
    state.tokens[token_key(what.fields["token"])] = entity
    for answer in what.consents:
        _answer(state, item, home, answer, given=True)
    state.touch(home)
    return ""


def update(state: State, item: Item, home: Home) -> str:
    """Merge by field: what nobody else changed since is changed, the rest is a conflict to be chosen."""
    what = cast("ChangedHousehold", item.op.what)
    _check_fields(state, item, home, what.fields)
    verdicts = {name: _compare(item, home, name, value) for name, value in what.fields.items()}
    changing = {name: what.fields[name] for name, verdict in verdicts.items() if verdict == "apply"}
    clashing = [name for name, verdict in verdicts.items() if verdict == "clash"]
    if changing:
        _change(state, item, home, changing)
    if clashing:
        raise Clash({name: {"mine": what.fields[name], "theirs": home.value(name)} for name in clashing})
    if what.resolves is not None:
        _settle(state, item, home, what.resolves, what.fields)
    return "superseded" if "superseded" in verdicts.values() else ""


def _check_fields(state: State, item: Item, home: Home, fields: Mapping[str, Any]) -> None:
    try:
        check_consents(fields, {purpose for purpose in Purpose.values if state.agreed(home.id, purpose)})
    except Bad as error:
        raise Aside(str(error)) from None
    if "token" in fields:
        _check_token(state, home.id, fields["token"])
    if "hamlet" in fields:
        _check_hamlet(state, item, fields["hamlet"])


def _compare(item: Item, home: Home, name: str, value: Any) -> str:
    """What becomes of one field: ``apply``, ``same``, ``superseded`` by the same phone, ``clash``."""
    if home.value(name) == value:
        return "same"
    mark = home.marks.get(name)
    if mark is None:
        return "apply"
    version, device, seq = mark
    if device == str(item.device):
        return "apply" if item.op.seq > seq else "superseded"
    return "apply" if version <= (item.op.base_version or 0) else "clash"


def _change(state: State, item: Item, home: Home, fields: dict[str, Any]) -> None:
    home.version += 1
    for name, value in fields.items():
        if name == "hamlet":
            # The old hamlet's phones let go of it.
            state.touch(home, MOVED)
            home.team = state.hamlets[value]
            state.moved[home.id] = value
        elif name == "token":
            state.tokens.pop(token_key(home.personal.token), None)
            state.tokens[token_key(value)] = home.id
        home.put(name, value)
        home.marks[name] = [home.version, str(item.device), item.op.seq]
    state.touch(home)


def choose(state: State, item: Item, home: Home, fields: Mapping[str, Any]) -> None:
    """A leader chose what the phone said for these fields, whatever stands there now."""
    _check_fields(state, item, home, fields)
    changing = {name: value for name, value in fields.items() if home.value(name) != value}
    if changing:
        _change(state, item, home, changing)
    state.touch(home)


def _settle(state: State, item: Item, home: Home, resolved: uuid.UUID, fields: Mapping[str, Any]) -> None:
    """An earlier operation of this member was in conflict; this one says what is to stand."""
    conflict = state.conflicts.get((item.member, resolved))
    if conflict is None or conflict.household != home.id:
        return
    choice = {name: "mine" if name in fields else "theirs" for name in conflict.fields}
    state.settled[conflict.id] = {"operation": conflict.operation, "by": item.member, "choice": choice}
    del state.conflicts[item.member, resolved]
    state.earlier[item.member, resolved] = "applied"
    state.touch(home)


def _check_token(state: State, household: uuid.UUID, token: str) -> None:
    if state.tokens.get(token_key(token), household) != household:
        raise Aside("token_taken")


def _check_hamlet(state: State, item: Item, hamlet: int) -> None:
    if hamlet not in state.hamlets:
        raise Aside("unknown_hamlet")
    check_belongs(state, item, hamlet)


def consent(state: State, item: Item, home: Home) -> str:
    """An answer is added, never changed; the latest by its time counts. Withdrawing takes away what was kept."""
    what = cast("Consented", item.op.what)
    if what.answer.id in state.taken:
        raise Aside("entity_taken")
    _answer(state, item, home, what.answer, given=what.given)
    if what.given or state.agreed(home.id, what.answer.purpose):
        # Said before what the household said last: kept, and without effect.
        state.touch(home)
        return "superseded" if not what.given else ""
    _take_away(state, item, home, what.answer.purpose)
    for row in state.same_as(home):
        if row.is_erased or not (what.answer.purpose == Purpose.RECORD or state.agreed(row.id, what.answer.purpose)):
            continue
        _answer(state, item, row, what.answer._replace(id=uuid.uuid5(what.answer.id, str(row.id))), given=False)
        _take_away(state, item, row, what.answer.purpose)
    return ""


def _take_away(state: State, item: Item, home: Home, purpose: str) -> None:
    state.withdrawn.append((home.id, purpose))
    if purpose == Purpose.RECORD:
        home.is_erased = True
        home.is_changed = False
        state.touch(home, ERASED)
        return
    if purpose == Purpose.NEEDS and home.personal.needs:
        home.version += 1
        home.put("needs", [])
        home.marks["needs"] = [home.version, str(item.device), item.op.seq]
    state.touch(home)


def _answer(state: State, item: Item, home: Home, answer: GivenConsent, *, given: bool) -> None:
    at, latest = item.at, state.consents.get((home.id, answer.purpose))
    if home.id != item.op.household and latest is not None:
        # What is withdrawn in one row of a household is withdrawn in all, whichever was asked last.
        at = max(at, latest[1])
    state.taken.add(answer.id)
    state.new_consents.append(
        {
            "id": answer.id,
            "household_id": home.id,
            "hamlet_id": home.hamlet,
            "purpose": answer.purpose,
            "given": given,
            "version": answer.version,
            "sha256": answer.sha256,
            "how": answer.how,
            "occurred_raw": item.op.occurred_raw,
            "at": at,
            "received_at": item.received_at,
            "member_id": item.member,
        }
    )
    if latest is None or latest[1] <= at:
        state.consents[home.id, answer.purpose] = (given, at)

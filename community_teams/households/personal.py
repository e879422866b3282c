"""What names a household: opened from its seal, sealed again, and the blind keys that follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from community_teams.households.models import Household
from community_teams.sealing.ciphers import Stored, blind, blind_each, seal, unseal, unwrap
from community_teams.sealing.models import DataKey
from foundation.text import fold, normalise


@dataclass(slots=True)
class Personal:
    """``phone`` is E.164 or empty. All empty where nothing is kept."""

    head_name: str = ""
    phone: str = ""
    address: str = ""
    token: str = ""
    needs: list[str] = field(default_factory=list)


NOTHING = Personal()


def open_sealed(household: uuid.UUID, key: bytes | None, sealed: Stored | None) -> Personal:
    """From the household's own (unwrapped) key and its sealed text; nothing where one of them is gone."""
    if key is None or sealed is None:
        return Personal()
    return Personal(**unseal(key, sealed, f"household:{household}"))


def seal_personal(household: uuid.UUID, key: bytes, personal: Personal) -> bytes:
    """The text to store for a household."""
    return seal(key, asdict(personal), f"household:{household}")


def blind_keys(hamlet: int, personal: Personal) -> dict[str, str | None]:
    """The columns that find equal names and numbers within a hamlet, and the household of a token."""
    name, phone = normalise(personal.head_name).lower(), personal.phone
    return {
        "name_strict": blind("name", f"{hamlet}|{name}") if name else "",
        "name_folded": blind("folded", f"{hamlet}|{fold(name)}") if name else "",
        "phone_key": blind("phone", f"{hamlet}|{phone}") if phone else "",
        "token_key": token_key(personal.token) if personal.token else None,
    }


def token_key(token: str) -> str:
    """What is stored so that the household of a token is found."""
    return blind("token", token)


def token_keys(token: str) -> list[str]:
    """By what the household of a token is found: after a change of the master key, also by the earlier ones."""
    return blind_each("token", token)


def open_households(households: Iterable[Household]) -> dict[uuid.UUID, Personal]:
    """What names these households, which the caller may see; one query for all their keys."""
    held = list(households)
    found = DataKey.objects.filter(subject__in=[one.pk for one in held]).values_list("subject", "wrapped")
    keys = {subject: unwrap(bytes(wrapped), subject) for subject, wrapped in found if wrapped is not None}
    return {
        one.pk: open_sealed(one.pk, keys.get(one.pk), None if one.sealed is None else bytes(one.sealed)) for one in held
    }

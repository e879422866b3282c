"""A member's phone for tests: makes operations as the app does, and sends them past the network."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import itertools
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone

from community_teams.households.consents import How, Purpose, words_for
from community_teams.sync.models import Device
from community_teams.sync.parsing import parse_push
from community_teams.sync.pushing import Batch, store_pushes
from community_teams.sync.tokens import Claim, make_token
from foundation.identifiers import uuid7
from learn.conversations import hold
from people.accounts.models import User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
MET = {"outcome": "met", "skills": [{"topic": "vneid-muc-2", "before": 0, "after": 1}]}


def token() -> str:
    """As a phone makes one, or as it stands on a printed card."""
    return "".join(secrets.choice(LETTERS) for _ in range(26))


def consent(purpose: str = Purpose.RECORD) -> dict[str, Any]:
    """One answer, by the words in force."""
    words = words_for(purpose)
    return {"id": str(uuid7()), "purpose": purpose, "version": words.version, "sha256": words.sha256,
            "how": How.SPOKEN}  # fmt: skip


@dataclass
class Phone:
    """``device`` belongs to ``user``; ``seq`` counts up as on a phone."""

    user: User
    device: uuid.UUID = field(default_factory=uuid.uuid4)
    generation: int = 0
    seqs: Any = field(default_factory=lambda: itertools.count(1))

    def registered(self) -> Phone:
        """With its row on the server."""
        Device.objects.create(id=self.device, user=self.user)
        return self

    @property
    def claim(self) -> Claim:
        return Claim(self.device, self.user.pk, self.generation)

    @property
    def token(self) -> str:
        return make_token(*self.claim)

    def op(self, kind: str, entity: Any, payload: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """One operation."""
        made = {
            "op": str(uuid7()),
            "kind": kind,
            "entity": str(entity),
            "base_version": None,
            "seq": next(self.seqs),
            "depends_on": [],
            "occurred_at": timezone.now().isoformat(timespec="seconds"),
            "payload": payload,
            "sha256": hashlib.sha256(rfc8785.dumps(payload)).hexdigest(),
        }
        return made | {name: _plain(value) for name, value in fields.items()}

    def household(self, hamlet: Any, head_name: str = "Lò Thị Mai", **payload: Any) -> dict[str, Any]:
        """A new household that agreed to be recorded."""
        said = {"hamlet": hamlet.pk, "head_name": head_name, "token": token(), "consents": [consent()]} | payload
        return self.op("household.create", uuid7(), said)

    def visit(self, household: Any, *, after: Any = (), **payload: Any) -> dict[str, Any]:
        """A visit that met somebody."""
        said = {"household": str(household), **MET} | payload
        return self.op("visit.create", uuid7(), said, depends_on=[one["op"] for one in after])

    def correct(self, visit: dict[str, Any], **payload: Any) -> dict[str, Any]:
        """Another visit in the place of one."""
        said = {**visit["payload"], "corrects": visit["entity"], "why": "Nhầm"} | payload
        return self.op("visit.correct", uuid7(), said)

    def update(self, household: Any, fields: dict[str, Any], *, base: int = 1, **payload: Any) -> dict[str, Any]:
        """Fields of a household changed."""
        return self.op("household.update", household, {"fields": fields, **payload}, base_version=base)

    def answer(self, household: Any, purpose: str, *, given: bool = True) -> dict[str, Any]:
        """Consent given or withdrawn."""
        said = consent(purpose)
        kind = "consent.give" if given else "consent.withdraw"
        return self.op(kind, said.pop("id"), {"household": str(household), **said})

    def body(self, ops: list[dict[str, Any]], **fields: Any) -> bytes:
        """A request's body."""
        sent = {"protocol": 1, "device": str(self.device), "epoch": "", "ops": ops,
                "sent_at": timezone.now().isoformat(timespec="milliseconds")}  # fmt: skip
        return json.dumps(sent | fields).encode()

    def batch(self, *ops: dict[str, Any], at: dt.datetime | None = None, **fields: Any) -> Batch:
        """What the endpoint hands to the writer."""
        received = at or timezone.now()
        fields = {"sent_at": received.isoformat(timespec="milliseconds")} | fields
        return Batch(self.claim, parse_push(self.body(list(ops), **fields), device=self.device, received=received).ops,
                     received)  # fmt: skip

    def push(self, *ops: dict[str, Any], at: dt.datetime | None = None, **fields: Any) -> list[Any]:
        """Send these in one request and one transaction, as the group commit does."""
        (answer,) = store(self.batch(*ops, at=at, **fields))
        return answer


def store(*batches: Batch) -> list[Any]:
    """Several requests that share one transaction."""
    with transaction.atomic():
        return hold(store_pushes(batches))


def changed(op: dict[str, Any], **payload: Any) -> dict[str, Any]:
    """The same operation with another payload, under the same id."""
    other = copy.deepcopy(op)
    other["payload"].update(payload)
    other["sha256"] = hashlib.sha256(rfc8785.dumps(other["payload"])).hexdigest()
    return other


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, uuid.UUID) else value


def statuses(results: list[Any]) -> list[str]:
    """What became of each."""
    return [one.status for one in results]

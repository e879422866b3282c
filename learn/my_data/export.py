"""Everything that is stored about a person as one JSON object, written piece by piece.

`docs/my-data-format.md` describes it. Whatever the length of the record, one page of it is in memory.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from learn.learners.models import Learner
from learn.my_data.parts import registered
from learn.my_data.rows import by_key, fields
from learn.my_data.selectors import acts, all_certificates, seen
from learn.progress.models import CourseProgress, LessonProgress
from learn.results.models import GradedResult
from learn.statements.models import Statement
from people.consent.services import history
from people.models import User
from people.number_changes.services import changes_of

FORMAT = "bdhvs.my-data"
VERSION = 1

_LESSON = ("learner_id", "lesson", "course", "version", "done", "card", "at", "completed_at")
_COURSE = ("learner_id", "course", "done", "version", "completed_at")
_GRADED = ("learner_id", "activity", "course", "version", "score", "passed", "graded_at")
_STATEMENT = (
    "learner_id", "id", "verb", "activity", "version", "score", "progress", "success", "response", "occurred_text",
    "received_at", "clock_off",
)  # fmt: skip
_CERTIFICATE = (
    "number", "course", "course_title", "course_version", "name", "basis", "completed_at", "issued_at", "revoked_at",
    "revoke_reason", "withdrawn_at",
)  # fmt: skip
_CHANGE = ("phone", "asked_at", "takes_effect_at", "ended_at", "outcome")
_CONSENT = ("purpose", "given", "version", "text", "sha256", "how", "at")


def export_pieces(*, learner: Learner, group: Sequence[uuid.UUID]) -> Iterator[str]:
    """The pieces of the JSON text, in order."""
    user = learner.account
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "made_at": {_text(timezone.now())},\n'
    yield f'"account": {_text(user and _account(user))}'
    parts = Learner.objects.filter(id__in=group).order_by("id")
    yield from _list("learners", ({"id": part.id, "created_at": part.created_at, "joined_at": part.aliased_at}
                                  for part in parts))  # fmt: skip
    if user is not None:
        yield from _list("consents", (fields(one, _CONSENT) for one in by_key(history(user=user), "id")))
        yield from _list("certificates", (fields(one, _CERTIFICATE) for one in all_certificates(learner.id)))
        yield from _list("number_changes", (fields(one, _CHANGE) for one in by_key(changes_of(user=user), "id")))
        yield from _list("acts", (_act(entry, user) for entry in by_key(acts(user), "id")))
    for name, model, key, names in (
        ("lessons", LessonProgress, "lesson", _LESSON),
        ("courses", CourseProgress, "course", _COURSE),
        ("graded_results", GradedResult, "activity", _GRADED),
        ("statements", Statement, "id", _STATEMENT),
    ):
        yield from _list(name, (fields(row, names) for row in _rows(model, group, key)))
    for part in registered():
        yield from _list(part.name, part.rows(group))
    yield "\n}\n"


def _account(user: User) -> dict[str, Any]:
    return {"phone": user.phone, "name": user.full_name, "picture": user.picture, "since": user.date_joined,
            "last_sign_in": user.last_login}  # fmt: skip


def _act(entry: Any, user: User) -> dict[str, Any]:
    told = seen(entry, user)
    return {"at": told.at, "event": entry.event, "what": told.what, "by": told.by, "network": told.network}


def _rows(model: Any, group: Sequence[uuid.UUID], key: str) -> Iterator[Any]:
    """Rows of all parts of a record, a page at a time, by the order of their primary key."""
    for learner in group:
        yield from by_key(model.objects.filter(learner_id=learner), key)


def _list(name: str, items: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield f',\n"{name}": ['
    for number, item in enumerate(items):
        yield ("\n" if number == 0 else ",\n") + _text(item)
    yield "]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

"""After a restore from a backup: what was ended since the backup was made is ended again, by the lines of the log."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import transaction

from learn.learners.models import Learner
from learn.my_data.ending import HasRole, NotAGuest, end_account, forget_guest

_LINE = re.compile(r"bdhvs\.ended: (ended kept|ended|forgotten) ((?:[0-9a-f-]{36}\.\d+ ?)+)")


class Told(NamedTuple):
    """One line of the log: the first learner is the account's own."""

    kept: bool
    learners: list[tuple[uuid.UUID, int]]


def read_lines(lines: Iterable[str]) -> Iterator[Told]:
    """The lines that tell of an end, among whatever else a log holds."""
    for line in lines:
        found = _LINE.search(line)
        if found:
            parts = [part.split(".") for part in found[2].split()]
            yield Told("kept" in found[1], [(uuid.UUID(name), int(generation)) for name, generation in parts])


def end_again(told: Told) -> list[tuple[uuid.UUID, str]]:
    """End what a line tells of; a word for each learner: ``ended``, ``already``, ``role`` or ``joined``."""
    return [(learner, _end(learner, generation, kept=told.kept)) for learner, generation in told.learners]


def _end(name: uuid.UUID, generation: int, *, kept: bool) -> str:
    with transaction.atomic():
        # Where the backup has no row, a phone's token would bring it back.
        made = Learner(id=name, generation=generation)
        Learner.objects.bulk_create([made], ignore_conflicts=True)
        learner = Learner.objects.select_for_update(of=("self",), no_key=True).get(pk=name)
        if learner.generation >= generation and not (learner.account and learner.account.is_active):
            return "already"
        learner.generation = max(learner.generation, generation)
        learner.save(update_fields=["generation"])
    try:
        if learner.account is not None:
            end_account(user=learner.account, keep_certificates=kept)
        else:
            forget_guest(learner=learner)
    except HasRole:
        return "role"
    except NotAGuest:
        # It joined an account that nobody ended.
        return "joined"
    return "ended"

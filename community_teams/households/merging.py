"""Two rows that are one household: put together so that it can be undone, or said to be two."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from community_teams.households.changing import HouseholdRefused, lock, save
from community_teams.households.models import Apart, Merge
from community_teams.reach import reaching, scope_of
from community_teams.sync.streams import MERGED
from people.accounts.models import User
from people.audit import services as audit
from people.audit.events import Event


def merge(*, kept: uuid.UUID, gone: uuid.UUID, by: User, request: HttpRequest | None = None) -> Merge:
    """Let ``gone`` stand for ``kept`` from now on. Nothing is copied: its visits stay its own, so undoing is exact.

    Both are of one team that ``by`` leads. Of two leaders at once one succeeds. Raises ``HouseholdRefused``.
    """
    if kept == gone:
        raise HouseholdRefused(_("This is one and the same household."))
    with reaching(scope_of(by)) as scope:
        stays, goes = lock(scope, kept, gone)
        if stays.team_id != goes.team_id:
            raise HouseholdRefused(_("These households are of two teams."))
        for one in (stays, goes):
            if one.merged_into_id is not None:
                raise HouseholdRefused(_("One of them was put together with another household meanwhile."))
            if one.erased_at is not None:
                raise HouseholdRefused(_("One of these households was erased meanwhile."))
        goes.merged_into = stays
        made = Merge.objects.create(kept=stays, gone=goes, hamlet=stays.hamlet, by=by)
        save(goes, ["merged_into"], gone=MERGED)
        save(stays, [])
        _note(Event.HOUSEHOLDS_MERGED, made, by, request)
        return made


def undo(*, merge: Merge, by: User, request: HttpRequest | None = None) -> Merge:
    """Let both stand for themselves again, as they were. Raises ``HouseholdRefused``."""
    with reaching(scope_of(by)) as scope:
        stays, goes = lock(scope, merge.kept_id, merge.gone_id)
        held = Merge.objects.select_for_update().get(pk=merge.pk)
        if held.undone_at is not None:
            raise HouseholdRefused(_("They were taken apart again meanwhile."))
        if goes.erased_at is not None:
            raise HouseholdRefused(_("One of these households was erased meanwhile."))
        held.undone_at, held.undone_by = timezone.now(), by
        held.save(update_fields=["undone_at", "undone_by"])
        goes.merged_into = None
        save(goes, ["merged_into"])
        save(stays, [])
        _note(Event.MERGE_UNDONE, held, by, request)
        return held


def keep_apart(*, one: uuid.UUID, other: uuid.UUID, by: User) -> Apart:
    """Say that two that look alike are not the same: they are not offered again. Raises ``HouseholdRefused``."""
    if one == other:
        raise HouseholdRefused(_("This is one and the same household."))
    with reaching(scope_of(by)) as scope:
        first, second = lock(scope, *sorted((one, other)))
        try:
            with transaction.atomic():
                return Apart.objects.create(one=first, other=second, hamlet=first.hamlet, by=by)
        except IntegrityError:
            return Apart.objects.get(one=first, other=second)


def _note(event: Event, merge: Merge, by: User, request: HttpRequest | None) -> None:
    audit.record(event, actor=by, object_type="merge", object_id=merge.pk, request=request)

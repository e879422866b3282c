"""A change of a household that is made here and not on a phone: a new version, its marks, and word to the phones."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from community_teams.households.models import Household
from community_teams.reach import Scope
from community_teams.sync.streams import THERE, lock_streams, stamp
from learn.conversations import hold

# In the place of the phone in a mark: no phone's own order of changes applies to what is changed here.
NO_DEVICE = ""


class HouseholdRefused(ValueError):
    """This cannot be done; the message is a sentence for a person."""


def lock(scope: Scope, *wanted: uuid.UUID, hamlets: Iterable[int] = ()) -> list[Household]:
    """The households of teams that the scope leads, held until the commit with the streams of their hamlets.

    ``hamlets`` are those whose streams are needed besides. Raises ``HouseholdRefused``.
    """
    rows = Household.objects.filter(pk__in=wanted)
    if not scope.everything:
        rows = rows.filter(team__in=scope.teams)
    # First the streams, as everybody who writes.
    streams = set(rows.values_list("hamlet", flat=True)) | set(hamlets)
    hold(lock_streams(streams))
    held = {row.pk: row for row in rows.select_for_update(of=("self",)).select_related("hamlet").order_by("pk")}
    if len(held) != len(set(wanted)):
        raise HouseholdRefused(_("This household is not of a team that you lead."))
    if not streams.issuperset(row.hamlet_id for row in held.values()):
        raise HouseholdRefused(_("Somebody changed this household just now. Please look again."))
    return [held[one] for one in wanted]


def check_there(household: Household) -> None:
    """Raise ``HouseholdRefused`` for one that is not there any more."""
    if household.erased_at is not None:
        raise HouseholdRefused(_("This household was erased."))
    if household.merged_into_id is not None:
        raise HouseholdRefused(_("This household was put together with another one. Change that one."))


def save(household: Household, fields: Iterable[str], *, columns: Iterable[str] = (), gone: str = THERE) -> None:
    """Store these fields of a household that is held as a new version, and let the phones of its hamlet hear of it.

    ``columns`` follow from the fields and have no mark.
    """
    changed = list(fields)
    household.version += 1
    household.marks |= {name: [household.version, NO_DEVICE, 0] for name in changed}
    household.save(update_fields=["version", "marks", *changed, *columns])
    tell(household, hamlet=household.hamlet_id, gone=gone)


def tell(household: Household, *, hamlet: int, gone: str) -> None:
    """Let the phones of a hamlet hear that a household changed, or why it is there no more."""
    hold(stamp({(hamlet, household.pk): gone}))

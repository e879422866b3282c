"""Mergers: units end, and others come after them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from people.areas.models import Area
from people.areas.signals import areas_ended


class MergeRefused(ValueError):
    """Nothing was written; the message is a sentence for a person."""


def merge(*, areas: Iterable[Area], into: Iterable[Area], on: dt.date) -> list[Area]:
    """End areas on a day, with those that come after each of them; one that was split has several.

    ``on`` is the first day on which they are no more. Returns those that ended now: asked the same once more, it writes
    nothing. Raises ``MergeRefused``.
    """
    with transaction.atomic():
        ends, comes = {area.pk for area in areas}, {area.pk for area in into}
        locked = Area.objects.select_for_update().filter(pk__in=ends | comes).order_by("pk")
        found = {area.pk: area for area in locked}
        ending, after = ([found[pk] for pk in sorted(pks)] for pks in (ends, comes))
        ending = [area for area in ending if not _is_done(area, after, on)]
        for area in ending:
            _check(area, after, on)
        for area in ending:
            area.valid_to = on
            area.save(update_fields=["valid_to"])
            area.successors.set(after)
        tell_of_ends(ending)
    return ending


def tell_of_ends(areas: Iterable[Area]) -> None:
    """Send ``areas_ended`` when the transaction is committed, if there is something to tell."""
    ids = [area.pk for area in areas]
    if ids:
        transaction.on_commit(lambda: areas_ended.send(sender=Area, areas=ids))


def _is_done(area: Area, after: list[Area], on: dt.date) -> bool:
    return area.valid_to == on and {other.pk for other in area.successors.all()} == {other.pk for other in after}


def _check(area: Area, after: list[Area], on: dt.date) -> None:
    names = {"area": area, "day": on}
    if area.valid_to is not None:
        raise MergeRefused(_("%(area)s has ended already.") % names)
    if on <= area.valid_from:
        raise MergeRefused(_("%(area)s cannot end on %(day)s: it was not there before.") % names)
    if not after or area in after:
        raise MergeRefused(_("%(area)s needs another unit that comes after it.") % names)
    for other in after:
        if other.level != area.level or not other.is_in_force(on):
            raise MergeRefused(
                _("%(other)s cannot come after %(area)s: it is of another level or not in force on %(day)s.")
                % {**names, "other": other}
            )
    if area.children.filter(valid_to=None).exists():
        raise MergeRefused(_("There are still communes in %(area)s: first they go to another province.") % names)

"""Finding areas by what people type, by names of today and of before, and what became of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.text import fold, normalise
from people.areas.models import Area, AreaQuerySet, FormerArea, search_form

# The longest name with its province's has 50 letters; no one needs to type more than twice that.
MOST_LETTERS = 100
MOST_RESULTS = 100

Kinds = dict[Any, str]
# What people write before a name, with all marks, some or none.
_KINDS: Kinds = {
    Area.Kind.CITY: "th[aà]nh ph[oôóố]|tp",
    Area.Kind.SPECIAL_ZONE: "[dđ][aăạặ]c khu",
    Area.Kind.WARD: "ph[uư][oơòờ]ng",
    Area.Kind.PROVINCE: "t[iỉ]nh",
    Area.Kind.COMMUNE: "x[aã]",
}
_FORMER_KINDS: Kinds = {
    FormerArea.Kind.TOWN: "th[iị] x[aã]|tx",
    FormerArea.Kind.TOWNSHIP: "th[iị] tr[aâấ]n|tt",
    FormerArea.Kind.URBAN_DISTRICT: "qu[aâậ]n|q",
    FormerArea.Kind.DISTRICT: "huy[eêệ]n",
    FormerArea.Kind.CITY: "th[aà]nh ph[oôóố]|tp",
    FormerArea.Kind.WARD: "ph[uư][oơòờ]ng|p",
    FormerArea.Kind.PROVINCE: "t[iỉ]nh",
    FormerArea.Kind.COMMUNE: "(?<!th[iị] )x[aã]",
}
_SHORT = {"tphcm": "hồ chí minh", "hcm": "hồ chí minh"}


class QueryTooLong(ValueError):
    """More was typed than any name has; the message is a sentence for a person."""


@dataclass(frozen=True)
class Former:
    """A unit that is no more, and the areas in force that came after it."""

    full_name: str
    belonged_to: str
    ended_on: dt.date
    successors: list[Area]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.belonged_to}" if self.belonged_to else self.full_name

    @property
    def last_day(self) -> dt.date:
        """The last day on which it was there."""
        return self.ended_on - dt.timedelta(days=1)


def _readings(text: str, kinds: Kinds = _KINDS) -> list[str]:
    """The ways to read what was typed: as it stands, and without kinds (`xã Xa Dung`, `Ba Đình, TP. Hà Nội`)."""
    if len(text) > MOST_LETTERS:
        raise QueryTooLong(
            _("This is too long for a name: please type at most %(most)s letters.") % {"most": MOST_LETTERS}
        )
    kind = re.compile(rf"\b(?:{'|'.join(kinds.values())}) ")
    parts = [search_form(part) for part in re.split("[,;]", normalise(text).lower())]
    parts = [" ".join(_SHORT.get(word, word) for word in part.split()) for part in parts]
    whole = " ".join(parts)
    named = " ".join(kind.sub("", part, count=1) if kind.match(part) else part for part in parts)
    return list(dict.fromkeys(filter(None, (search_form(words) for words in (whole, named, kind.sub("", whole))))))


def _kinds(words: str, kinds: Kinds) -> list[Any]:
    return [kind for kind, spellings in kinds.items() if re.search(rf"\b(?:{spellings}) ", words)]


def _folded(readings: list[str]) -> list[str]:
    return list(dict.fromkeys(search_form(fold(words)) for words in readings))


def _any(lookup: str, values: list[str]) -> Q:
    return reduce(or_, (Q(**{lookup: value}) for value in values))


def _ranks(**ranks: Q) -> Case:
    """The number of the first condition that holds."""
    whens = [When(condition, then=Value(place)) for place, condition in enumerate(ranks.values())]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def search_areas(text: str, *, level: str | None = None, at: dt.date | None = None) -> AreaQuerySet:
    """Areas in force on a day that have the text in their name or in their name and their province's, best first.

    Marks, case and the kind may be left out. What matches as it was spelt comes before what matches without marks;
    a whole name before its beginning, that before a later word, and last what only lies in a province so named.
    Raises ``QueryTooLong``.
    """
    spelt = _readings(text)
    if not spelt:
        return Area.objects.none()
    areas = Area.objects.in_force(at).filter(_any("folded_path__contains", _folded(spelt))).select_related("parent")
    if level:
        areas = areas.filter(level=level)
    province = _ranks(province=Q(level=Area.Level.PROVINCE))
    return areas.order_by(*_best_first(spelt, _KINDS), province, "sort_key", "code")


def _best_first(spelt: list[str], kinds: Kinds) -> list[Case]:
    """How well each row fits, to order by."""
    folded = _folded(spelt)
    own = _ranks(own=_any("folded__contains", folded))
    # Who types no marks at all has not spelt anything.
    marks = [_ranks(as_spelt=_any("spelt_path__contains", spelt))] if spelt[0] != folded[0] else []
    as_typed = _ranks(as_typed=Q(folded_path__contains=folded[0]))
    place = _ranks(
        whole=_any("folded", folded),
        beginning=_any("folded__startswith", folded),
        word=_any("folded__contains", [f" {words}" for words in folded]),
    )
    kind = [_ranks(kind=Q(kind__in=typed))] if (typed := _kinds(spelt[0], kinds)) else []
    return [own, *marks, as_typed, place, *kind]


def find_areas(text: str, *, level: str | None = None, limit: int = 20, at: dt.date | None = None) -> list[Area]:
    """The first of ``search_areas``, at most 100."""
    return list(search_areas(text, level=level, at=at)[: min(limit, MOST_RESULTS)])


def find_former(text: str, *, limit: int = 10, at: dt.date | None = None) -> list[Former]:
    """Units that are no more and have the text in their name, or in it and what they belonged to, best first.

    Each with what is in force of what came after it. Those that an area follows under the same name are left out: that
    one is found by ``search_areas``. Raises ``QueryTooLong``.
    """
    day, limit = at or timezone.localdate(), min(limit, MOST_RESULTS)
    ended = list(search_ended(text, at=day)[:limit])
    former = list(search_former(text, at=day)[: limit - len(ended)])
    now = in_force_of([*ended, *(area for unit in former for area in unit.successors.all())], day)
    found = [
        Former(area.full_name, area.parent.full_name if area.parent else "", area.valid_to or day, now[area.pk])
        for area in ended
    ]
    for unit in former:
        successors = {area.pk: area for first in unit.successors.all() for area in now[first.pk]}
        belonged_to = ", ".join(one.full_name for one in unit.parents())
        found.append(Former(unit.full_name, belonged_to, unit.ended_on, _sorted(successors)))
    return found


def search_former(text: str, *, at: dt.date | None = None) -> QuerySet[FormerArea]:
    """Units of before July 2025 that ``find_former`` looks through."""
    spelt = _readings(text, _FORMER_KINDS)
    if not spelt:
        return FormerArea.objects.none()
    day = at or timezone.localdate()
    units = FormerArea.objects.filter(_own_name(_folded(spelt)), same_name=False, ended_on__lte=day)
    level = _ranks(province=Q(level=FormerArea.Level.PROVINCE), district=Q(level=FormerArea.Level.DISTRICT))
    return (
        units.select_related("parent__parent")
        .prefetch_related(Prefetch("successors", queryset=Area.objects.select_related("parent")))
        .order_by(*_best_first(spelt, _FORMER_KINDS), level, "sort_key", "code")
    )


def search_ended(text: str, *, at: dt.date | None = None) -> AreaQuerySet:
    """Areas that have ended and that ``find_former`` looks through."""
    spelt = _readings(text)
    if not spelt:
        return Area.objects.none()
    links = Area.successors.through.objects.filter(from_area=OuterRef("pk"))
    goes_on = Exists(links) & ~Exists(links.exclude(to_area__full_name=OuterRef("full_name")))
    ended = Area.objects.filter(_own_name(_folded(spelt)), ~goes_on, valid_to__lte=at or timezone.localdate())
    return ended.select_related("parent").order_by(*_best_first(spelt, _KINDS), "-valid_to", "sort_key", "code")


def _own_name(folded: list[str]) -> Q:
    """The text is in the path and not only in the part of it that names what the unit belonged to."""
    found = Q()
    for words in folded:
        above = Q(parent__isnull=False, parent__folded_path__contains=words)
        found |= Q(folded_path__contains=words) & (Q(folded__contains=words) | ~above)
    return found


def current_successors(area: Area, at: dt.date | None = None) -> list[Area]:
    """What is in force on a day, by default today, of an area and all that came after it: itself, while it is."""
    return in_force_of([area], at)[area.pk]


def in_force_of(areas: list[Area], at: dt.date | None = None) -> dict[int, list[Area]]:
    """For each area what is in force of it and its successors: one query for every merger that lies between."""
    day = at or timezone.localdate()
    known = {area.pk: area for area in areas}
    after: dict[int, list[int]] = {}
    while over := [pk for pk, area in known.items() if pk not in after and not area.is_in_force(day)]:
        after.update({pk: [] for pk in over})
        links = Area.successors.through.objects.filter(from_area__in=over).select_related("to_area__parent")
        for link in links:
            after[link.from_area_id].append(link.to_area_id)
            known.setdefault(link.to_area_id, link.to_area)
    return {area.pk: _sorted({pk: known[pk] for pk in _reached(area.pk, after) if pk not in after}) for area in areas}


def _reached(start: int, after: dict[int, list[int]]) -> set[int]:
    """What can be reached from an area, each once: a circle that somebody wrote by mistake ends here."""
    reached, to_do = {start}, [start]
    while to_do:
        new = set(after.get(to_do.pop(), ())) - reached
        reached |= new
        to_do.extend(new)
    return reached


def _sorted(areas: dict[int, Area]) -> list[Area]:
    return sorted(areas.values(), key=lambda area: (area.sort_key, area.code))


def area_on(area: Area, day: dt.date) -> Area | None:
    """The form that a unit had on a day; none when it was not there, or it is not on record what it was."""
    return Area.objects.in_force(day).filter(code=area.code).select_related("parent").first()


def name_on(area: Area, day: dt.date) -> str:
    """What a unit and its province were called on a day; what is not on record, as they are called now."""
    then = area_on(area, day) or area
    if then.parent is None:
        return then.full_name
    province = area_on(then.parent, day) or then.parent
    return f"{then.full_name}, {province.full_name}"

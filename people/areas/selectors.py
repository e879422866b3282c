"""Finding areas by what people type."""

from __future__ import annotations

import datetime as dt
import re
from functools import reduce
from operator import or_

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from foundation.text import fold, normalise
from people.areas.models import Area, AreaQuerySet, search_form

# The longest name with its province's has 50 letters; no one needs to type more than twice that.
MOST_LETTERS = 100
MOST_RESULTS = 100

# What people write before a name, with all marks, some or none.
_KINDS = {
    Area.Kind.CITY: "th[aà]nh ph[oôóố]|tp",
    Area.Kind.SPECIAL_ZONE: "[dđ][aăạặ]c khu",
    Area.Kind.WARD: "ph[uư][oơòờ]ng",
    Area.Kind.PROVINCE: "t[iỉ]nh",
    Area.Kind.COMMUNE: "x[aã]",
}
_KIND = re.compile(rf"\b(?:{'|'.join(_KINDS.values())}) ")
_SHORT = {"tphcm": "hồ chí minh", "hcm": "hồ chí minh"}


class QueryTooLong(ValueError):
    """More was typed than any name has; the message is a sentence for a person."""


def _readings(text: str) -> list[str]:
    """The ways to read what was typed: as it stands, and without kinds (`xã Xa Dung`, `Ba Đình, TP. Hà Nội`)."""
    parts = [search_form(part) for part in re.split("[,;]", normalise(text).lower())]
    parts = [" ".join(_SHORT.get(word, word) for word in part.split()) for part in parts]
    whole = " ".join(parts)
    named = " ".join(_KIND.sub("", part, count=1) if _KIND.match(part) else part for part in parts)
    return list(dict.fromkeys(filter(None, (search_form(words) for words in (whole, named, _KIND.sub("", whole))))))


def _kinds(words: str) -> list[Area.Kind]:
    return [kind for kind, spellings in _KINDS.items() if re.search(rf"\b(?:{spellings}) ", words)]


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
    if len(text) > MOST_LETTERS:
        raise QueryTooLong(
            _("This is too long for a name: please type at most %(most)s letters.") % {"most": MOST_LETTERS}
        )
    spelt = _readings(text)
    if not spelt:
        return Area.objects.none()
    folded = list(dict.fromkeys(search_form(fold(words)) for words in spelt))
    areas = Area.objects.in_force(at).filter(_any("folded_path__contains", folded)).select_related("parent")
    if level:
        areas = areas.filter(level=level)
    own = _ranks(own=_any("folded__contains", folded))
    # Who types no marks at all has not spelt anything.
    marks = [_ranks(as_spelt=_any("spelt_path__contains", spelt))] if spelt[0] != folded[0] else []
    as_typed = _ranks(as_typed=Q(folded_path__contains=folded[0]))
    place = _ranks(
        whole=_any("folded", folded),
        beginning=_any("folded__startswith", folded),
        word=_any("folded__contains", [f" {words}" for words in folded]),
    )
    kind = [_ranks(kind=Q(kind__in=kinds))] if (kinds := _kinds(spelt[0])) else []
    province = _ranks(province=Q(level=Area.Level.PROVINCE))
    return areas.order_by(own, *marks, as_typed, place, *kind, province, "sort_key", "code")


def find_areas(text: str, *, level: str | None = None, limit: int = 20, at: dt.date | None = None) -> list[Area]:
    """The first of ``search_areas``, at most 100."""
    return list(search_areas(text, level=level, at=at)[: min(limit, MOST_RESULTS)])

"""Asking the search table. Its decisions are explained in docs/decisions/0009."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.search.models import SearchEntry
from courses.search.words import marked, snippet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from courses.search.words import Query

LONGEST_QUERY = 100
MOST_RESULTS = 100
A_PAGE = 10


def find(query: Query) -> QuerySet[SearchEntry]:
    """What holds all words of the query, best first.

    First what has the words spelt as they were typed, side by side before scattered; then what has them without
    regard to their marks; last what only begins as the last word does.
    """
    *whole, last = query.folded
    begun = _asked(" & ".join([*whole, f"{last}:*" if len(last) > 1 else last]), "raw")
    exact, folded = " ".join(query.exact), " ".join(query.folded)
    return (
        SearchEntry.objects.filter(folded=begun)
        .annotate(
            spelt_together=_holds("exact", _asked(exact, "phrase")),
            spelt=_holds("exact", _asked(exact, "plain")),
            together=_holds("folded", _asked(folded, "phrase")),
            whole=_holds("folded", _asked(folded, "plain")),
            rank=SearchRank(F("folded"), begun, normalization=1),
        )
        .order_by("-spelt_together", "-spelt", "-together", "-whole", "-rank", "pk")[:MOST_RESULTS]
    )


def shown(entries: Iterable[SearchEntry], query: Query) -> list[dict[str, Any]]:
    """The entries as a page shows them, with their addresses of now: two queries for all of them."""
    entries = list(entries)
    lessons = {page.uuid: page for page in _pages(LessonPage, (entry.lesson for entry in entries))}
    courses = {page.uuid: page for page in _pages(CoursePage, (entry.course for entry in entries))}
    results = []
    for entry in entries:
        course, lesson = courses.get(entry.course), lessons.get(entry.lesson)
        page = lesson if entry.lesson else course
        if page is None or course is None:
            continue
        kind = "card" if entry.card else "lesson" if entry.lesson else "course"
        above = {"card": [course, lesson], "lesson": [course], "course": []}[kind]
        results.append(
            {
                "kind": kind,
                "title": entry.title,
                "title_parts": marked(entry.title, query),
                "where": " › ".join(around.title for around in above if around),
                "snippet": snippet(entry.text, query),
                "url": f"{page.url}#{entry.card}" if entry.card else page.url,
            }
        )
    return results


def _asked(words: str, search_type: str) -> SearchQuery:
    return SearchQuery(words, search_type=search_type, config="simple")


def _holds(field: str, query: SearchQuery) -> Combinable:
    return ExpressionWrapper(Q(**{field: query}), output_field=BooleanField())


def _pages(model: type[Any], uuids: Iterable[Any]) -> Iterable[Any]:
    wanted = {uuid for uuid in uuids if uuid}
    return model.objects.live().filter(uuid__in=wanted).only("uuid", "title", "url_path") if wanted else ()

"""Asking the search table. Its decisions are explained in docs/decisions/0009."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchRank
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, Q, When

from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.search.models import SearchEntry
from courses.search.vectors import Asked, everywhere, near, phrase
from courses.search.words import marked, snippet
from foundation.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from courses.search.words import Query

LONGEST_QUERY = 100
MOST_RESULTS = 100
A_PAGE = 10


def find(query: Query) -> QuerySet[SearchEntry]:
    """What holds the words of the query side by side, best first; where nothing does, what has them close together.

    First courses and lessons that are called so and what has the words spelt as they were typed; then the same
    without regard to marks; last what only begins as the last word does.
    """
    # Each other way of saying the query is as good as the query itself.
    exact = [query.exact, *query.others]
    folded = [query.folded, *([fold(word) for word in other] for other in query.others)]
    spelt, whole = _any(phrase(words) for words in exact), _any(phrase(words) for words in folded)
    begun = _any([phrase(query.folded, begun=True), *(phrase(words) for words in folded[1:])])
    return (
        _matching(query, whole, begun)
        .annotate(
            called_spelt=_called("exact", exact),
            spelt=_holds("exact", spelt),
            called=_called("folded", folded),
            whole=_holds("folded", whole),
            rank=SearchRank(F("folded"), begun, normalization=1),
        )
        .order_by("-called_spelt", "-spelt", "-called", "-whole", "-rank", "pk")[:MOST_RESULTS]
    )


def _matching(query: Query, whole: Asked, begun: Asked) -> QuerySet[SearchEntry]:
    """What the query finds at all: of several syllables, whole phrases before begun ones before words close by."""
    entries = SearchEntry.objects.all()
    if len(query.folded) == 1:
        return entries.filter(folded=begun)
    # Marks that were typed were meant: without this, "sổ đỏ" finds every "số … đó".
    has_marks = query.exact != query.folded
    close = Q(exact=Asked(near(query.exact))) if has_marks else Q(folded=Asked(near(query.folded)))
    no_whole, no_begun = (~Exists(entries.filter(folded=asked)) for asked in (whole, begun))
    scattered = Q(folded=Asked(everywhere(query.folded))) & close
    return entries.filter(Q(folded=whole) | (no_whole & Q(folded=begun)) | (no_begun & scattered))


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


def _any(questions: Iterable[str]) -> Asked:
    return Asked(" | ".join(questions))


def _holds(field: str, query: Asked) -> Combinable:
    return ExpressionWrapper(Q(**{field: query}), output_field=BooleanField())


def _called(field: str, ways: list[list[str]]) -> Combinable:
    """2 for a course and 1 for a lesson with the words in its title, 0 for all else."""
    titled = Q(card="", **{field: _any(phrase(words, weight="A") for words in ways)})
    return Case(When(titled, lesson=None, then=2), When(titled, then=1), default=0)


def _pages(model: type[Any], uuids: Iterable[Any]) -> Iterable[Any]:
    wanted = {uuid for uuid in uuids if uuid}
    return model.objects.live().filter(uuid__in=wanted).only("uuid", "title", "url_path") if wanted else ()

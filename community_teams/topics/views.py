"""`/to-cong-nghe/kho.json`: what every member's phone keeps of what is the same for all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.translation import override
from django.views.decorators.http import require_safe

from community_teams.households.consents import ON_PHONES, WORDS, How, Purpose
from community_teams.topics.registry import library
from community_teams.topics.starts import CourseStart, course_starts
from foundation.asgi import known_tags
from foundation.http import public_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

# The last body with its tag, and the courses that it was made of: they are the only part that changes in a process.
_kept: tuple[tuple[CourseStart, ...], bytes, str] | None = None


@require_safe
def shelf(request: HttpRequest) -> HttpResponseBase:
    """The library, the consents and the courses, with an ETag; ``version`` is that of all of it."""
    body, etag = shelf_of(course_starts())
    known = etag in known_tags(request.headers.get("If-None-Match", ""))
    response = HttpResponseNotModified() if known else HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    return public_page(response)


def shelf_of(courses: tuple[CourseStart, ...]) -> tuple[bytes, str]:
    """The body with these courses, and its tag."""
    global _kept
    if _kept is None or _kept[0] is not courses:
        content = library() | _consents() | {"courses": [_course(course) for course in courses]}
        version = hashlib.sha256(orjson.dumps(content)).hexdigest()
        _kept = (courses, orjson.dumps(content | {"version": version}), f'"{version[:32]}"')
    return _kept[1], _kept[2]


def _consents() -> dict[str, Any]:
    with override("vi"):
        return {
            "consents": [
                {
                    "purpose": purpose.value,
                    "label": str(purpose.label),
                    "version": words.version,
                    "sha256": words.sha256,
                    "text": str(words.text),
                    "more": str(words.more),
                    "without": str(words.without),
                }
                for purpose, words in ((purpose, WORDS[purpose]) for purpose in Purpose)
            ],
            "hows": [{"value": how.value, "label": str(how.label)} for how in How if how in ON_PHONES],
        }


def _course(start: CourseStart) -> dict[str, str]:
    return {"course": str(start.course), "title": start.title, "url": start.url, "qr_svg": start.qr_svg}

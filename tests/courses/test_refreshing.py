"""After a release that shows cards differently, live lessons are rendered anew; what was published stays as it was."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.safestring import SafeString

from courses.blocks import rich
from courses.models import LessonVersion
from courses.selectors import newest_lesson_version
from foundation.models import Publication
from tests.courses.making import LessonFactory, cards, text

pytestmark = pytest.mark.django_db


def refresh() -> str:
    out = StringIO()
    call_command("refresh_versions", json=True, stdout=out)
    return out.getvalue()


def test_where_nothing_differs_nothing_is_written() -> None:
    LessonFactory()
    before = Publication.objects.get().number
    assert '"written": 0' in refresh()
    assert (LessonVersion.objects.count(), Publication.objects.get().number) == (1, before)


def test_what_looks_different_becomes_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, draft = LessonFactory(cards=cards(text("Chào"))), LessonFactory(live=False)
    first = newest_lesson_version(lesson.uuid)

    def louder(value: Any) -> SafeString:
        return SafeString(value.source.upper())

    monkeypatch.setattr(rich, "paragraphs_html", louder)
    before = Publication.objects.get().number
    assert '"written": 1' in refresh()
    assert "CHÀO" in newest_lesson_version(lesson.uuid).cards[0]["html"]
    assert LessonVersion.objects.get(pk=first.pk).cards == first.cards
    assert newest_lesson_version(draft.uuid) is None
    assert Publication.objects.get().number > before

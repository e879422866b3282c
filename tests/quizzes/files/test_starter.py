"""The starter questions as learners meet them: loaded, frozen, shown as a form, and full marks for the right answer."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

import quizzes
from courses.curriculum_files.library import Shelf
from courses.media.pinning import DraftMedia, Media, PinnedMedia
from courses.models import CoursePage
from quizzes.bank.models import QuestionVersion
from quizzes.files.entries import QuestionEntry
from quizzes.files.loading import with_numbers
from quizzes.files.reading import read_folder
from quizzes.kinds.registry import kind_of
from quizzes.kinds.shuffling import VARIANTS
from quizzes.quiz.models import Quiz, QuizVersion
from tests.quizzes.files.folders import load, run
from tests.quizzes.kinds.forms import FIELD, Form

STARTER = Path(quizzes.__file__).parent / "starter"
FOUND = read_folder(STARTER)
ENTRIES = list(FOUND.question_entries())

pytestmark = pytest.mark.django_db


def test_the_starter_files_are_right() -> None:
    assert FOUND.problems == []
    assert len(ENTRIES) > 50


@pytest.mark.parametrize("media", [DraftMedia, PinnedMedia])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_question_can_be_frozen_shown_and_answered(entry: QuestionEntry, media: type[Media]) -> None:
    kind = kind_of(entry.kind)
    content = with_numbers(entry, Shelf())
    frozen = kind.frozen(content, media())
    key = kind.key(frozen)
    assert kind.read(frozen, key) == key
    assert kind.is_complete(frozen, key)
    assert kind.grade(frozen, key) == 1.0
    assert kind.grade(frozen, {}) < 1.0
    if "picture" in entry.content:
        assert frozen["picture"]["src"].startswith("data:image/svg+xml")
        assert frozen["picture"]["alt"] == entry.content["picture"]["alt_text"]
    for variant in (-1, 0, VARIANTS - 1):
        form = Form(kind.html(frozen, field=FIELD, variant=variant, fields=key))
        # What a phone sends of the form that shows the right answer is the right answer.
        assert kind.grade(frozen, kind.read(frozen, form.sent())) == 1.0


def test_the_starter_goes_in_beside_its_curriculum_and_comes_out_again(tmp_path: Path) -> None:
    call_command("load_curriculum", stdout=StringIO())
    code, lines = load(STARTER, check=True)
    assert (code, lines) == (0, [{"checked": True, "problems": 0}])
    code, lines = load(STARTER)
    assert (code, lines[-1]["created"]) == (0, len(ENTRIES) + 4)
    assert QuestionVersion.objects.count() == len(ENTRIES)
    assert set(Quiz.objects.exclude(course=None).values_list("course__uuid", flat=True)) == set(
        CoursePage.objects.values_list("uuid", flat=True)
    )
    papers = {version.title: sum(part["take"] for part in version.parts) for version in QuizVersion.objects.all()}
    assert sorted(papers.values()) == [9, 12, 12, 12]
    assert run("export_quizzes", tmp_path / "ra")[0] == 0
    code, lines = load(tmp_path / "ra")
    assert (code, lines[-1]) == (
        0, {"created": 0, "updated": 0, "unchanged": len(ENTRIES) + 4, "kept": 0, "refusals": 0},
    )  # fmt: skip

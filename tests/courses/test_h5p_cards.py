"""An interactive activity in a lesson: what a version keeps of it, and what an editor may put together."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.blocks.cards import CardsBlock
from courses.blocks.h5p import FINISHED, OPENED
from courses.copies.cards import words
from courses.interactive.models import H5PFile, H5PPackage
from courses.interactive.weighing import fetched
from courses.models import LessonVersion
from courses.selectors import newest_lesson_version
from courses.versions.rendering import draft_version
from tests.courses.h5p.making import changed, good
from tests.courses.interactive.making import version
from tests.courses.making import LessonFactory, card, cards, check, edit, text

pytestmark = pytest.mark.django_db


def h5p(activity: H5PPackage | uuid.UUID, completes: str = FINISHED) -> dict[str, Any]:
    key = activity.pk if isinstance(activity, H5PPackage) else activity
    return {"type": "h5p", "value": {"activity": str(key), "completes": completes}}


def stream(*bodies: list[dict[str, Any]]) -> Any:
    # The screens' addresses: with them the block's chooser is known.
    reverse("wagtailadmin_home")
    return CardsBlock().to_python(cards(*bodies))


def test_the_outline_names_the_activity_in_its_version_and_how_the_card_is_done() -> None:
    made = version()
    lesson = LessonFactory(cards=cards([text("Đọc"), h5p(made.package)], h5p(made.package, OPENED)))
    played = {"activity": str(made.package_id), "number": 1}
    kept = newest_lesson_version(lesson.uuid)
    assert kept.outline["cards"] == [
        {"id": "c1", "title": "Thẻ c1", "required": True, "completes": "answered", "h5p": played},
        {"id": "c2", "title": "Thẻ c2", "required": True, "completes": "opened", "h5p": played},
    ]
    assert [card["h5p"] for card in kept.cards] == [played, played]
    assert f'data-activity="{made.package_id}" data-number="1"' in kept.cards[0]["html"]


def test_a_published_lesson_keeps_its_version_until_it_is_published_again() -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    assert version(changed(good(), "content/content.json", points=4), into=made.package).number == 2
    assert newest_lesson_version(lesson.uuid).cards[0]["h5p"]["number"] == 1
    edit(lesson)
    assert [row.cards[0]["h5p"]["number"] for row in LessonVersion.objects.order_by("number")] == [1, 2]


def test_the_page_says_what_it_is_and_how_much_it_weighs_and_names_no_host() -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    html = newest_lesson_version(lesson.uuid).cards[0]["html"]
    assert made.package.title in html
    assert "MB" in html
    assert "http" not in html


def test_search_finds_the_lesson_by_the_activitys_title_and_not_by_what_its_form_says() -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    assert newest_lesson_version(lesson.uuid).cards[0]["text"] == made.package.title


def test_a_lesson_weighs_what_its_activity_fetches_and_counts_it_once() -> None:
    made = version()
    without = newest_lesson_version(LessonFactory(cards=cards(text("Đọc"))).uuid).weight
    once = newest_lesson_version(LessonFactory(cards=cards(h5p(made.package))).uuid).weight
    twice = newest_lesson_version(LessonFactory(cards=cards(h5p(made.package), h5p(made.package))).uuid).weight
    weight = sum(fetched(made).values())
    assert weight > 0
    assert weight <= once - without < weight + 1000
    assert weight <= twice - without < weight + 1000


def test_packed_copies_are_what_is_counted() -> None:
    long = good() | {"T.Question-1.0/js/q.js": b"/* the same again */" * 100}
    made = version(long)
    sizes = fetched(made)
    kept = dict(made.kept_files.values())
    packed = H5PFile.objects.filter(packed_size__isnull=False, sha256__in=sizes).first()
    assert packed is not None
    assert sizes[packed.sha256] == packed.packed_size < packed.size
    assert kept.keys() <= sizes.keys()


def test_an_activity_that_is_gone_leaves_a_card_that_can_still_be_done() -> None:
    kept, gone = version(), uuid.uuid4()
    lesson = LessonFactory(cards=cards(h5p(kept.package), [text("Đọc"), h5p(gone)]))
    outline = newest_lesson_version(lesson.uuid).outline["cards"]
    assert [card["completes"] for card in outline] == ["answered", "opened"]
    assert "h5p" not in outline[1]
    assert "data-h5p" not in newest_lesson_version(lesson.uuid).cards[1]["html"]


def test_a_preview_plays_the_newest_version_and_records_nothing() -> None:
    made = version()
    lesson = LessonFactory(live=False, cards=cards(h5p(made.package)))
    draft = draft_version(lesson)
    assert draft.number == 0
    assert draft.cards[0]["h5p"] == {"activity": str(made.package_id), "number": 1}
    assert "data-h5p" in draft.cards[0]["html"]


@pytest.mark.parametrize("bodies", [[check()], [{"type": "h5p", "value": None}]])
def test_a_card_with_an_activity_is_done_by_nothing_else(bodies: list[dict[str, Any]]) -> None:
    made = version()
    others = [piece if piece["value"] else h5p(made.package) for piece in bodies]
    with pytest.raises(ValidationError):
        CardsBlock().clean(stream([text("Đọc"), h5p(made.package), *others]))


def test_a_card_with_an_activity_and_words_is_fine() -> None:
    made = version()
    cleaned = CardsBlock().clean(stream([text("Đọc"), h5p(made.package)], [check()]))
    assert cleaned[0].value["body"][1].value["activity"] == made.package


def test_a_copys_change_of_how_the_card_is_done_can_be_read() -> None:
    key = uuid.uuid4()
    before, after = (words(card("c1", h5p(key, how))) for how in (FINISHED, OPENED))
    assert before != after
    assert "finished" not in before.splitlines()
    assert str(key) not in before


def test_freezing_asks_the_database_a_bounded_number_of_questions(django_assert_max_num_queries: Any) -> None:
    made = version()
    lesson = LessonFactory(cards=cards(*[h5p(made.package)] * 5))
    with django_assert_max_num_queries(60):
        draft_version(lesson)


@pytest.mark.parametrize("kind", ["H5P.Accordion", "H5P.GreetingCard"])
def test_a_kind_that_never_says_that_it_is_finished_is_done_by_being_opened(kind: str) -> None:
    package = version().package
    package.kind = kind
    package.save()
    block = CardsBlock()
    with pytest.raises(ValidationError):
        block.clean(stream([text("Đọc"), h5p(package)]))
    block.clean(stream([text("Đọc"), h5p(package, OPENED)]))

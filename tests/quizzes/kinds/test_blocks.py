"""The blocks of the editor's screens store the content itself, and show what they refuse where it is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.models import Document

from courses.media.pinning import DraftMedia
from quizzes.kinds.registry import NAMES, kind_of
from tests.courses.making import make_drawing
from tests.quizzes.kinds.examples import EXAMPLES
from tests.quizzes.kinds.strategies import contents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def document(name: str = "a.mp3", content: bytes = b"ID3" + bytes(20)) -> int:
    return Document.objects.create(title=name, file=ContentFile(content, name=name)).pk


def example(kind: str) -> dict[str, Any]:
    content = json.loads(json.dumps(EXAMPLES[kind]))
    if "picture" in content:
        content["picture"]["image"] = make_drawing().pk
    return content


def places_of_errors(error: Any, way: str = "") -> set[str]:
    """The ways to every field at which an error is shown, list items counted from 1."""
    if isinstance(error, ListBlockValidationError):
        below = {str(place + 1): inner for place, inner in error.block_errors.items()}
    elif isinstance(error, StructBlockValidationError):
        below = error.block_errors
    else:
        return {way}
    found = {way} if error.non_block_errors else set()
    for step, inner in below.items():
        found |= places_of_errors(inner, f"{way}.{step}".strip("."))
    return found


def shown_at(kind: str, content: dict[str, Any]) -> set[str]:
    """Where the block shows errors; what its own fields let through is asked of the kind."""
    block = kind_of(kind).block()
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python(content))
    return places_of_errors(caught.value)


@pytest.mark.parametrize("kind", NAMES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_content_is_stored_as_it_is_and_taken(kind: str, data: Any) -> None:
    image = make_drawing().pk if kind == "tap_place" else 1
    content = data.draw(contents(kind, image))
    block = kind_of(kind).block()
    value = block.to_python(content)
    assert block.get_prep_value(value) == content
    assert [block.get_prep_value(bulk) for bulk in block.bulk_to_python([content])] == [content]
    cleaned = block.get_prep_value(block.clean(value))
    assert kind_of(kind).problems(cleaned) == []
    assert block.get_prep_value(block.clean(block.to_python(cleaned))) == cleaned
    json.dumps(block.get_form_state(value))


@pytest.mark.parametrize("kind", NAMES)
def test_a_new_question_can_be_begun_and_an_empty_one_is_refused(kind: str) -> None:
    block = kind_of(kind).block()
    empty = block.get_prep_value(block.get_default())
    json.dumps(block.get_form_state(block.get_default()))
    assert "picture" not in empty
    assert "audio" not in empty
    assert "prompt" in shown_at(kind, empty)


def test_picture_and_sound_are_stored_only_where_they_are() -> None:
    block = kind_of("true_false").block()
    content = {
        **example("true_false"),
        "picture": {"image": make_drawing().pk, "alt_text": "Một hình"},
        "audio": {"file": document(), "transcript": "A lô"},
    }
    assert block.get_prep_value(block.clean(block.to_python(content))) == content
    none = {**content, "picture": None, "audio": None}
    assert set(content) - set(block.get_prep_value(block.to_python(none))) == {"picture", "audio"}


def test_half_a_picture_and_half_a_sound_are_refused_at_the_missing_half() -> None:
    content = {**example("true_false"), "picture": {"image": make_drawing().pk, "alt_text": ""}}
    assert shown_at("true_false", content) == {"picture.alt_text"}
    content = {**example("true_false"), "audio": {"file": None, "transcript": "A lô"}}
    assert shown_at("true_false", content) == {"audio.file"}


def test_a_sound_that_phones_do_not_play_and_a_bad_drawing_are_refused() -> None:
    film = document("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(9))
    content = {**example("true_false"), "audio": {"file": film, "transcript": "A lô"}}
    assert shown_at("true_false", content) == {"audio.file"}
    bad = make_drawing(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script/></svg>')
    content = {**example("true_false"), "picture": {"image": bad.pk, "alt_text": "Hình"}}
    assert shown_at("true_false", content) == {"picture.image"}


@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        ("single_choice", {"prompt": "x" * 601}, "prompt"),
        ("single_choice", {"explanation": "x" * 801}, "explanation"),
        ("single_choice", {"choices": [{"text": "a", "credit": 100, "feedback": ""}]}, "choices"),
        ("single_choice", {"choices.0.credit": 101}, "choices.1.credit"),
        ("single_choice", {"choices.0.text": "x" * 301}, "choices.1.text"),
        ("single_choice", {"choices.1.credit": 99}, "choices"),
        ("single_choice", {"choices.1.text": "ĐỌC MÃ CHO HỌ"}, "choices.2.text"),
        ("single_choice", {"choices.1.feedback": "x" * 401}, "choices.2.feedback"),
        ("multiple_choice", {"choices.0.correct": False, "choices.2.correct": False}, "choices"),
        ("matching", {"pairs.1.left": "hình bánh răng"}, "pairs.2.left"),
        ("matching", {"distractors.0": "tin nhắn"}, "distractors.1"),
        ("matching", {"distractors": ["1", "2", "3", "4", "5"]}, "distractors"),
        ("ordering", {"items.2": "mở cổng dịch vụ công"}, "items.3"),
        ("ordering", {"items": ["a"]}, "items"),
        ("fill_in", {"sentence": "Chỉ ___ thôi."}, "gaps"),
        ("fill_in", {"sentence": ""}, "gaps"),
        ("fill_in", {"gaps.0.accepted.0.credit": 50}, "gaps.1.accepted"),
        ("fill_in", {"gaps.1.accepted": []}, "gaps.2.accepted"),
        ("number", {"answers.0.value": "một trăm"}, "answers.1.value"),
        ("number", {"answers.0.tolerance": "-1"}, "answers.1.tolerance"),
        ("number", {"answers.0.credit": 90}, "answers"),
        ("tap_place", {"picture": None}, "picture"),
        ("tap_place", {"places.0.width": 5}, "places.1.width"),
        ("tap_place", {"places.0.left": 60}, "places.1"),
        ("tap_place", {"places.1.top": 12}, "places.2"),
        ("tap_place", {"places.0.correct": False}, "places"),
        ("scam", {"parts.0.sign": False, "parts.1.sign": False}, "parts"),
        ("scam", {"is_scam": False}, "parts"),
        ("scam", {"medium": "letter"}, "medium"),
        ("scam", {"sender": ""}, "sender"),
    ],
)
def test_each_fault_is_refused_at_its_field_by_the_block_and_by_the_kind(
    kind: str, change: dict[str, Any], where: str
) -> None:
    content = example(kind)
    for path, value in change.items():
        *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
        holder: Any = content
        for step in way:
            holder = holder[step]
        holder[last] = value
    assert {problem.path for problem in kind_of(kind).problems(content)} == {where}
    assert shown_at(kind, content) == {where}


def test_numbers_are_typed_and_shown_as_people_here_write_them() -> None:
    answers = kind_of("number").block().child_blocks["answers"]
    value = answers.child_block.child_blocks["value"]
    assert value.value_for_form("1500000.5") == "1.500.000,5"
    assert value.clean("0.125") == "0.125"
    assert value.value_from_form("1.500") == "1500"
    assert value.value_from_form("một trăm") == "một trăm"


def test_a_picture_and_a_sound_are_frozen_with_their_addresses() -> None:
    content = {**example("tap_place"), "audio": {"file": document(), "transcript": "A lô"}}
    frozen = kind_of("tap_place").frozen(content, DraftMedia())
    assert frozen["picture"]["src"].startswith("data:image/svg+xml,")
    assert set(frozen["picture"]) == {"src", "srcset", "width", "height", "alt"}
    assert frozen["audio"]["src"].startswith("/media/")
    assert set(frozen["audio"]) == {"src", "transcript"}
    assert [place["id"] for place in frozen["places"]] == ["p1", "p2"]


@pytest.mark.parametrize("gone", ["picture", "audio"])
def test_what_is_no_longer_in_the_library_cannot_be_frozen(gone: str) -> None:
    field = {"picture": {"image": 987654, "alt_text": "Hình"}, "audio": {"file": 987654, "transcript": "A lô"}}[gone]
    content = {**example("true_false"), gone: field}
    assert kind_of("true_false").problems(content) == []
    with pytest.raises(ValidationError):
        kind_of("true_false").frozen(content, DraftMedia())

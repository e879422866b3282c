"""What every member's phone keeps: one address, the same for everyone, with a tag."""

from __future__ import annotations

import pytest

from community_teams.households.consents import Purpose, words_for
from community_teams.topics import registry
from community_teams.topics.starts import forget_starts
from tests.courses.making import LessonFactory

pytestmark = pytest.mark.django_db
SHELF = "/to-cong-nghe/kho.json"


@pytest.fixture(autouse=True)
def _no_starts():
    forget_starts()
    yield
    forget_starts()


def test_it_holds_the_library_the_consents_and_the_courses(client, django_assert_num_queries):
    lesson = LessonFactory()
    first = client.get(SHELF)
    content = first.json()
    assert content["topics"] == registry.library()["topics"]
    assert [one["purpose"] for one in content["consents"]] == list(Purpose)
    for one in content["consents"]:
        words = words_for(one["purpose"])
        assert (one["version"], one["sha256"]) == (words.version, words.sha256)
        assert f"{one['text']} {one['more']}".strip() == words.whole
    assert [one["value"] for one in content["hows"]] == ["spoken", "signed", "tapped"]
    assert [one["course"] for one in content["courses"]] == [str(lesson.get_parent().specific.uuid)]
    assert "<svg" in content["courses"][0]["qr_svg"]
    # The same for everyone: kept by the front door until something is published.
    assert (first["Cache-Control"], first.cookies) == ("public, max-age=0, must-revalidate", {})
    with django_assert_num_queries(1):
        assert client.get(SHELF).content == first.content


def test_a_phone_that_has_it_is_told_so_until_it_changes(client):
    first = client.get(SHELF)
    assert client.get(SHELF, headers={"if-none-match": f'W/{first["ETag"]}, "x"'}).status_code == 304
    LessonFactory()
    forget_starts()
    second = client.get(SHELF, headers={"if-none-match": first["ETag"]})
    assert second.status_code == 200
    assert second.json()["version"] != first.json()["version"]

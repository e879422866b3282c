"""The library of the app is always the same for the same content, and always in Vietnamese."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from django.utils.translation import override

from community_teams.topics import registry
from community_teams.topics.reading import read_shelf
from community_teams.topics.shapes import Track
from community_teams.words import Outcome, Referral
from tests.community_teams.topics.making import SCAM, TOPIC, folder


def version(root: Path, *, topic: str = TOPIC, scam: str = SCAM) -> str:
    return registry.library_of(read_shelf(folder(root, topic=topic, scam=scam)))["version"]


def test_topics_stand_by_track_and_then_in_their_order() -> None:
    places = [(list(Track).index(topic.track), topic.order) for topic in registry.topics()]
    assert places == sorted(places)
    assert [topic for _track, found in registry.groups() for topic in found] == list(registry.topics())


def test_a_topic_and_a_scam_are_found_by_their_code() -> None:
    assert all(registry.topic(one.code) is one for one in registry.topics())
    assert all(registry.scam_kind(one.code) is one for one in registry.scam_kinds())
    assert registry.topic("khong-co") is None
    assert registry.scam_kind("khong-co") is None


def test_files_are_read_once_per_process() -> None:
    assert registry.topics() is registry.topics()
    assert registry.library() is registry.library()


def test_the_library_says_all_of_it_in_json() -> None:
    library = registry.library()
    assert json.loads(json.dumps(library)) == library
    assert [one["code"] for one in library["topics"]] == [one.code for one in registry.topics()]
    assert [one["code"] for one in library["scams"]] == [one.code for one in registry.scam_kinds()]
    fields = {field.name for field in dataclasses.fields(registry.Topic)}
    assert all(one.keys() == fields for one in library["topics"])
    assert [word["value"] for word in library["referrals"]] == Referral.values
    assert [word["value"] for word in library["skill_levels"]] == [0, 1, 2, 3]


def test_the_library_is_vietnamese_whoever_asks() -> None:
    with override("en"):
        library = registry.library_of(read_shelf(registry.FOLDER))
    assert library == registry.library()
    assert {"value": Outcome.MET.value, "label": "Đã gặp và trò chuyện"} in library["outcomes"]


def test_the_library_is_small_enough_for_a_weak_network() -> None:
    # Unpacked; a phone fetches about a quarter of it.
    assert len(json.dumps(registry.library(), ensure_ascii=False).encode()) < 100_000


def test_the_version_stays_with_the_content_and_changes_with_it(tmp_path: Path) -> None:
    first = version(tmp_path)
    assert version(tmp_path) == first
    changed = {
        version(tmp_path, topic=TOPIC.replace("Bấm đầu trên.", "Bấm đầu dưới.")),
        version(tmp_path, topic=TOPIC.replace("Bấm nhẹ thôi.", "Bấm nhẹ.")),
        version(tmp_path, topic=TOPIC.replace("2027-09-30", "2027-09-29")),
        version(tmp_path, scam=SCAM.replace("“Ba.”", "“Bốn.”")),
    }
    assert len(changed | {first}) == 5

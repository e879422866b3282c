"""What members teach and which scams they are told of; read once per process, for pages and for the phone."""

from __future__ import annotations

import dataclasses
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rfc8785
from django.utils.translation import override

from community_teams.topics.reading import read_shelf
from community_teams.topics.shapes import ScamKind, Shelf, Step, Topic, Track
from community_teams.words import DeviceKind, Language, Need, Outcome, Referral, Service, ServiceResult, SkillLevel

if TYPE_CHECKING:
    from django.db.models import Choices

__all__ = ["ScamKind", "Step", "Topic", "Track", "groups", "library", "scam_kind", "scam_kinds", "topic", "topics"]

FOLDER = Path(__file__).parent

_CHOICES: dict[str, type[Choices]] = {
    "tracks": Track,
    "outcomes": Outcome,
    "skill_levels": SkillLevel,
    "referrals": Referral,
    "services": Service,
    "service_results": ServiceResult,
    "needs": Need,
    "devices": DeviceKind,
    "languages": Language,
}


@cache
def _shelf() -> Shelf:
    return read_shelf(FOLDER)


def topics() -> tuple[Topic, ...]:
    """All topics, by track and then in their order; raises ``RefusedError`` while a file is broken."""
    return _shelf().topics


def topic(code: str) -> Topic | None:
    """The topic with this code."""
    return next((one for one in topics() if one.code == code), None)


def groups() -> list[tuple[Track, tuple[Topic, ...]]]:
    """The topics of each track."""
    return [(track, tuple(one for one in topics() if one.track == track)) for track in Track]


def scam_kinds() -> tuple[ScamKind, ...]:
    """All ways of cheating, in their order; raises ``RefusedError`` while a file is broken."""
    return _shelf().scams


def scam_kind(code: str) -> ScamKind | None:
    """The way of cheating with this code."""
    return next((one for one in scam_kinds() if one.code == code), None)


@cache
def library() -> dict[str, Any]:
    """All of it for the app: `version`, `topics`, `scams`, and the words to choose from, each `{"value", "label"}`.

    The phone keeps it by its `version`, which is the content's own. Do not change what is returned: it is shared.
    """
    return library_of(_shelf())


def library_of(shelf: Shelf) -> dict[str, Any]:
    """The same of any shelf, always in Vietnamese."""
    content = {name: _words(choices) for name, choices in _CHOICES.items()}
    content["topics"] = [_plain(dataclasses.asdict(one)) for one in shelf.topics]
    content["scams"] = [_plain(dataclasses.asdict(one)) for one in shelf.scams]
    return {"version": hashlib.sha256(rfc8785.dumps(content)).hexdigest(), **content}


def _words(choices: type[Choices]) -> list[dict[str, Any]]:
    with override("vi"):
        return [{"value": value, "label": str(label)} for value, label in choices.choices]


def _plain(value: Any) -> Any:
    """What JSON can say; days and identifiers become text."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value if value is None or type(value) in {int, str} else str(value)

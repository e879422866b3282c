"""What the files of a curriculum say, once they have been read and found right."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from courses.curriculum_files.activities import ActivityFile
from courses.curriculum_files.media import MediaFile
from courses.curriculum_files.problems import Problem

# Changing how files become pages changes this: then every page that no official changed is loaded anew.
FORMAT = "1"


def fingerprint(*parts: object) -> str:
    """SHA-256 of several things."""
    digest = hashlib.sha256(FORMAT.encode())
    for part in parts:
        piece = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(piece).to_bytes(8) + piece)
    return digest.hexdigest()


@dataclass(slots=True)
class LessonFile:
    """`NN-<slug>.md`."""

    file: str
    slug: str
    order: int
    source: bytes
    id: uuid.UUID
    title: str
    summary: str
    minutes: int
    sources: list[dict[str, Any]]
    review_by: dt.date
    cards: list[dict[str, Any]]
    card_lines: list[int]
    media: dict[str, MediaFile]
    activities: dict[str, ActivityFile]
    # Where each file is named first.
    file_lines: dict[str, int]

    @property
    def digest(self) -> str:
        """Fingerprint of all that makes the page."""
        beside: dict[str, MediaFile | ActivityFile] = {**self.media, **self.activities}
        media = [f"{name} {file.digest}" for name, file in sorted(beside.items())]
        return fingerprint(self.source, self.slug, *media)


@dataclass(slots=True)
class CourseFile:
    """`<course>/course.md` and its lessons in order."""

    file: str
    slug: str
    source: bytes
    id: uuid.UUID
    title: str
    summary: str
    order: int
    audience: str
    outcomes: list[str]
    competences: list[str]
    competences_line: int
    lessons: list[LessonFile] = field(default_factory=list)

    @property
    def track_folder(self) -> str:
        """The folder of its track, with the slash."""
        return self.file.split("/", 1)[0] + "/"


@dataclass(slots=True)
class TrackFile:
    """`<track>/track.md` and its courses in order."""

    file: str
    slug: str
    source: bytes
    id: uuid.UUID
    title: str
    summary: str
    order: int
    courses: list[CourseFile] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Fingerprint of all that makes the page."""
        return fingerprint(self.source, self.slug)


@dataclass(slots=True)
class FrameworkFile:
    """`framework.yaml`."""

    file: str
    digest: str
    code: str
    version: str
    title: str
    note: str
    provisional: bool
    groups: list[dict[str, Any]]

    @property
    def codes(self) -> set[str]:
        """The codes of all competences."""
        return {competence["code"] for group in self.groups for competence in group["competences"]}


@dataclass(slots=True)
class Curriculum:
    """All that is right in a folder, and all that is wrong; what is wrong is not among the tracks."""

    framework: FrameworkFile | None = None
    tracks: list[TrackFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

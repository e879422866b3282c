"""Single files: from bytes to what they say, or to the list of what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.curriculum_files.activities import ActivityFile, read_activity
from courses.curriculum_files.body import read_body
from courses.curriculum_files.fields import COURSE, FRAMEWORK, LESSON, TRACK, Kind
from courses.curriculum_files.media import MediaFile, read_media
from courses.curriculum_files.problems import Notebook, Problem, RefusedError
from courses.curriculum_files.sources import read_document, read_source, source_text
from courses.curriculum_files.tree import CourseFile, FrameworkFile, LessonFile, TrackFile, fingerprint
from courses.curriculum_files.yaml_lines import Located, YamlError, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

# Nobody writes such a line; patterns that look for pictures and links in it would take minutes.
LONGEST_LINE = 4_000
_RULE = "---"


def read_track(path: Path, file: str) -> TrackFile:
    """Read `track.md`; raises ``RefusedError``."""
    notes = Notebook(file)
    source = read_source(path, file)
    fields, _located = _front_matter(source, TRACK, notes)
    notes.close()
    return TrackFile(file=file, slug=path.parent.name, source=source, **fields)


def read_course(path: Path, file: str) -> CourseFile:
    """Read `course.md`; raises ``RefusedError``. Its lessons are not read yet."""
    notes = Notebook(file)
    source = read_source(path, file)
    fields, located = _front_matter(source, COURSE, notes)
    notes.close()
    line = located["competences"].line
    return CourseFile(file=file, slug=path.parent.name, source=source, competences_line=line, **fields)


def read_lesson(path: Path, file: str, *, slug: str, order: int) -> LessonFile:
    """Read a lesson with the media that it names; raises ``RefusedError``."""
    notes = Notebook(file)
    source = read_source(path, file)
    front, lines, first_line = split_source(source, notes)
    fields = _fields(front, LESSON, notes)
    body = read_body(lines, first_line, notes)
    media: dict[str, MediaFile] = {}
    activities: dict[str, ActivityFile] = {}
    for name, line in body.files.items():
        try:
            if name in body.activities:
                activities[name] = read_activity(path.parent, name)
            else:
                media[name] = read_media(path.parent, name)
        except ValidationError as error:
            notes.note(line, " ".join(error.messages))
    notes.close()
    return LessonFile(
        file=file, slug=slug, order=order, source=source, cards=body.cards, card_lines=body.card_lines, media=media,
        activities=activities, file_lines=body.files, **fields,
    )  # fmt: skip


def read_framework(path: Path, file: str) -> FrameworkFile:
    """Read `framework.yaml`; raises ``RefusedError``."""
    notes = Notebook(file)
    source, found = read_document(path, file)
    fields = FRAMEWORK(found, "", notes) or {}
    notes.close()
    for what in ([group["code"] for group in fields["groups"]], _competence_codes(fields["groups"])):
        for code in sorted({code for code in what if what.count(code) > 1}):
            notes.note(0, _("The code “%s” stands here twice.") % code)
    notes.close()
    return FrameworkFile(file=file, digest=fingerprint(source), **{"note": "", "provisional": True, **fields})


def _competence_codes(groups: list[dict[str, Any]]) -> list[str]:
    return [competence["code"] for group in groups for competence in group["competences"]]


def split_source(source: bytes, notes: Notebook) -> tuple[Located, list[str], int]:
    """Front matter, the lines after it and the number of the first of them."""
    lines = source_text(source, notes.file).splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise RefusedError(Problem(notes.file, number, _("This has more than %d letters.") % LONGEST_LINE))
    ends = [number for number, line in enumerate(lines) if line.rstrip() == _RULE][:2]
    if len(ends) < 2 or ends[0] != 0:
        raise RefusedError(Problem(notes.file, 1, _("The file begins with fields between two lines of “---”.")))
    try:
        front = read_yaml("\n".join(lines[1 : ends[1]]), first_line=2)
    except YamlError as error:
        raise RefusedError(Problem(notes.file, error.line, error.reason)) from error
    return front, [line.rstrip() for line in lines[ends[1] + 1 :]], ends[1] + 2


def _fields(front: Located, kind: Kind, notes: Notebook) -> dict[str, Any]:
    return kind(front, "", notes) or {}


def _front_matter(source: bytes, kind: Kind, notes: Notebook) -> tuple[dict[str, Any], dict[str, Located]]:
    """The fields of a file that has nothing below them."""
    front, lines, first_line = split_source(source, notes)
    fields = _fields(front, kind, notes)
    for number, line in enumerate(lines, first_line):
        if line:
            notes.note(number, _("Nothing stands below the fields of this file."))
            break
    return fields, front.value if isinstance(front.value, dict) else {}

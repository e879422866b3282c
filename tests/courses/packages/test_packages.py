"""A course as one file: it arrives as it left, as drafts; a hostile file leaves nothing behind."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from wagtail.images.models import Image

from courses.curriculum_files.models import LoadedPage
from courses.models import CoursePage, LessonPage, LessonVersion, TrackPage
from courses.packages import archive
from courses.packages.services import export_course, import_course
from people.audit.models import AuditEntry
from people.models import User
from tests.courses.making import CourseFactory, edit

pytestmark = pytest.mark.django_db

STARTER = Path(apps.get_app_config("courses").path) / "curriculum"
WORDS = b"x" * 10


@pytest.fixture
def package() -> tuple[CoursePage, bytes]:
    """The starter curriculum's first course, loaded and packed."""
    call_command("load_curriculum", str(STARTER), stdout=io.StringIO(), stderr=io.StringIO())
    course = CoursePage.objects.order_by("path").first()
    assert course is not None
    return course, packed(course)


def packed(course: CoursePage) -> bytes:
    file = io.BytesIO()
    done = export_course(course=course, file=file)
    assert done.problems == []
    return file.getvalue()


def wipe() -> None:
    """Another site: it has the framework, and none of the pages."""
    for track in TrackPage.objects.all():
        TrackPage.objects.get(pk=track.pk).delete()
    LoadedPage.objects.all().delete()
    Image.objects.all().delete()


def digests(course: Any) -> dict[str, str]:
    newest = LessonVersion.objects.filter(course=course).order_by("lesson", "-number").distinct("lesson")
    return {str(version.lesson): version.digest for version in newest}


def changed(package: bytes, change: Callable[[dict[str, bytes], dict[str, Any]], None], **flags: Any) -> io.BytesIO:
    """The package with other files, its manifest made to fit unless the change says otherwise."""
    with zipfile.ZipFile(io.BytesIO(package)) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist() if name != archive.MANIFEST}
        manifest = json.loads(zipped.read(archive.MANIFEST))
    change(files, manifest)
    manifest["files"] = manifest.get("told") or {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(archive.MANIFEST, json.dumps(manifest))
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = flags.get("compress_type", zipfile.ZIP_DEFLATED)
            entry.external_attr = flags.get("attributes", {}).get(name, 0)
            zipped.writestr(entry, content)
    return made


def state() -> tuple[Any, ...]:
    return (
        CoursePage.objects.count(), LessonPage.objects.count(), TrackPage.objects.count(), Image.objects.count(),
        LessonVersion.objects.count(), LoadedPage.objects.count(), AuditEntry.objects.count(),
    )  # fmt: skip


def stored_files(settings: Any) -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_course_arrives_on_another_site_as_it_left(package: tuple[CoursePage, bytes]) -> None:
    course, content = package
    before, lessons = digests(course.uuid), course.listed_lessons().count()
    wipe()
    report = import_course(file=io.BytesIO(content), publish=True)
    assert report.problems == []
    arrived = CoursePage.objects.get(uuid=course.uuid)
    assert arrived.live
    assert (arrived.title, arrived.summary, arrived.audience) == (course.title, course.summary, course.audience)
    assert arrived.listed_lessons().count() == lessons
    assert digests(course.uuid) == before, "nothing that a learner sees differs"
    with zipfile.ZipFile(io.BytesIO(packed(arrived))) as again, zipfile.ZipFile(io.BytesIO(content)) as first:
        names = [name for name in first.namelist() if name != archive.MANIFEST]
        assert names == [name for name in again.namelist() if name != archive.MANIFEST]
        assert all(again.read(name) == first.read(name) for name in names if name.endswith(".md"))


def test_it_arrives_as_drafts_for_somebody_to_review(package: tuple[CoursePage, bytes]) -> None:
    course, content = package
    wipe()
    reviewer = User.objects.create_user("0912345678", full_name="Lê Duyệt")
    versions = LessonVersion.objects.count()
    report = import_course(file=io.BytesIO(content), user=reviewer)
    assert report.problems == []
    arrived = CoursePage.objects.get(uuid=course.uuid)
    assert not arrived.live
    lesson = arrived.get_children().first()
    assert lesson is not None
    assert not lesson.live
    assert lesson.latest_revision.user == reviewer
    assert LessonVersion.objects.count() == versions, "nothing is published"
    again = import_course(file=io.BytesIO(content), user=reviewer)
    assert {event.did for event in again.events} == {"unchanged"}


def test_what_an_official_changed_since_is_kept_and_said(package: tuple[CoursePage, bytes]) -> None:
    course, content = package
    lesson = LessonPage.objects.child_of(course).first()
    edit(lesson, title="Tên của tỉnh")
    report = import_course(file=io.BytesIO(content), publish=True)
    assert [event.did for event in report.events].count("kept") == 1
    lesson.refresh_from_db()
    assert lesson.title == "Tên của tỉnh"


def test_only_trying_keeps_nothing(package: tuple[CoursePage, bytes], settings: Any) -> None:
    _course, content = package
    wipe()
    before, files = state(), stored_files(settings)
    report = import_course(file=io.BytesIO(content), publish=True, only_check=True)
    assert report.count("created") == len(report.events) > 1
    assert state() == before
    assert stored_files(settings) == files


def test_the_track_that_is_here_stays_as_it_is(package: tuple[CoursePage, bytes]) -> None:
    course, content = package
    track = TrackPage.objects.ancestor_of(course).get()
    edit(track, title="Chặng của chúng tôi")
    Course = CoursePage.objects.get(uuid=course.uuid)
    Course.delete()
    LoadedPage.objects.filter(uuid=course.uuid).delete()
    LoadedPage.objects.filter(parent=course.uuid).delete()
    assert import_course(file=io.BytesIO(content), publish=True).problems == []
    track.refresh_from_db()
    assert track.title == "Chặng của chúng tôi"


def test_a_lesson_of_another_course_here_is_not_taken_away(package: tuple[CoursePage, bytes]) -> None:
    course, content = package
    other = CourseFactory()
    lesson = LessonPage.objects.child_of(course).first()
    lesson.move(other, pos="last-child")
    before = state()
    report = import_course(file=io.BytesIO(content), publish=True, force=True)
    assert [problem.file for problem in report.problems] != []
    assert state() == before
    assert LessonPage.objects.get(pk=lesson.pk).is_child_of(CoursePage.objects.get(pk=other.pk))


def _text(name: str, content: bytes) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        files[name] = content

    return change


def _lesson_name(package: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as zipped:
        return next(name for name in zipped.namelist() if name.rpartition("/")[2].startswith("0"))


BAD_NAMES = [
    "../x.md", "/etc/x.md", "C:\\x.md", "a\\b.md", "x/../../y.md", "a/b/01-c.md/../d", "a/b/.hidden.md", "a/b/01-ç.md",
    "a/b/media/" + "a" * 200 + ".mp3", "a/b/drawings/x y.svg", "a/b/drawings/..", "a/b/x.exe", "a/b/c/d/01-x.md",
    "A/B/course.md", "a/b/01-x.md\u202e", "nested.zip", "a/b/drawings/",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_only_names_of_curriculum_files_are_let_in(package: tuple[CoursePage, bytes], name: str) -> None:
    report = import_course(file=changed(package[1], _text(name, WORDS)), publish=True)
    assert report.problems
    assert report.events == []


def test_whatever_is_wrong_with_the_archive_is_refused_and_leaves_nothing(
    package: tuple[CoursePage, bytes], settings: Any
) -> None:
    _course, content = package
    lesson = _lesson_name(content)
    folder = lesson.rpartition("/")[0]

    def other_case(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        files[f"{folder}/drawings/Same.svg"] = files[f"{folder}/drawings/same.svg"] = WORDS

    def another_course(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["course"]["uuid"] = "00000000-0000-4000-8000-000000000000"

    def lying(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["told"] = {name: {"size": len(body), "sha256": "0" * 64} for name, body in files.items()}

    def forgotten(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["told"] = {
            **{name: {"size": 1, "sha256": ""} for name in files},
            "a/track.md": {"size": 1, "sha256": ""},
        }

    def newer(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        manifest["version"] = 2

    link = {lesson: (stat.S_IFLNK | 0o777) << 16}
    hostile = {
        "not a zip": io.BytesIO(b"PK" * 100),
        "empty": io.BytesIO(b""),
        "cut off": io.BytesIO(content[: len(content) // 2]),
        "bytes behind": io.BytesIO(content + b"x"),
        "a bit turned": io.BytesIO(content[:2000] + bytes([content[2000] ^ 1]) + content[2001:]),
        "a link": changed(content, lambda files, manifest: None, attributes=link),
        "unknown packing": changed(content, lambda files, manifest: None, compress_type=zipfile.ZIP_LZMA),
        "letter case": changed(content, other_case),
        "another course": changed(content, another_course),
        "lying hashes": changed(content, lying),
        "missing files": changed(content, forgotten),
        "newer": changed(content, newer),
        "bad yaml": changed(content, _text(lesson, b"---\na: &a [*a, *a]\n---\n")),
        "script in a drawing": changed(
            content, _text(f"{folder}/drawings/cac-nut.svg", b'<svg viewBox="0 0 1 1"><script/></svg>')
        ),
    }
    wipe()
    before, files = state(), stored_files(settings)
    for name, file in hostile.items():
        report = import_course(file=file, publish=True)
        assert report.problems, name
        assert all(str(problem) for problem in report.problems), name
        assert state() == before, name
        assert stored_files(settings) == files, name


def test_a_bomb_is_refused_before_it_is_unpacked(package: tuple[CoursePage, bytes]) -> None:
    _course, content = package
    folder = _lesson_name(content).rpartition("/")[0]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(
            archive.MANIFEST, json.dumps({"format": archive.FORMAT, "version": 1, "course": {"uuid": "x"}, "files": {}})
        )
        for number in range(40):
            zipped.writestr(f"{folder}/media/{number}.mp3", b"\0" * 25_000_000)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as zipped:
        for number in range(60_000):
            zipped.writestr(f"a/b/media/{number}.mp3", b"")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for bomb in (made, many):
        began = time.process_time()
        assert import_course(file=bomb).problems
        assert time.process_time() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_the_commands_export_check_and_import(package: tuple[CoursePage, bytes], tmp_path: Path) -> None:
    course, _content = package
    file = tmp_path / "khoa.bdhvs.zip"
    call_command("export_course", str(file), course=course.url, stdout=io.StringIO())
    with pytest.raises(CommandError) as there:
        call_command("export_course", str(file), course=course.url, stdout=io.StringIO())
    assert there.value.returncode == 2
    wipe()
    call_command("import_course", str(file), check=True, stdout=io.StringIO())
    assert not CoursePage.objects.filter(uuid=course.uuid).exists()
    out = io.StringIO()
    call_command("import_course", str(file), json=True, publish=True, stdout=out)
    assert {line.get("did") for line in map(json.loads, out.getvalue().splitlines())} >= {"created"}
    assert CoursePage.objects.get(uuid=course.uuid).live
    file.write_bytes(b"no zip")
    with pytest.raises(CommandError) as refused:
        call_command("import_course", str(file), stdout=io.StringIO(), stderr=io.StringIO())
    assert refused.value.returncode == 1

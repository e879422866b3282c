"""Loading is repeatable, keeps identities, and never overwrites what an official changed since."""

from __future__ import annotations

import json
import time
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.curriculum_files import library
from courses.models import CoursePage, LessonPage, LessonVersion, LoadedPage, TrackPage
from courses.selectors import newest_course_version, newest_lesson_version
from foundation.models import Publication
from tests.courses.folders import BODY, DRAWING, another_course, course, identity, lesson, starter, track, write
from tests.courses.making import cards, edit, text

pytestmark = pytest.mark.django_db

LESSON = "chang/khoa/01-bai-mot.md"


def load(root: Path, **options: Any) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and JSON lines."""
    out = StringIO()
    try:
        call_command("load_curriculum", str(root), json=True, stdout=out, stderr=StringIO(), **options)
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def did(root: Path, **options: Any) -> dict[str, str]:
    """What became of each file."""
    _code, lines = load(root, **options)
    return {line["file"]: line["did"] for line in lines if "did" in line}


def refused(lines: list[dict[str, Any]]) -> list[tuple[str, int | None]]:
    """Where refusals stand."""
    return [(line["refused"]["file"], line["refused"]["line"]) for line in lines if "refused" in line]


def the_lesson() -> LessonPage:
    return LessonPage.objects.get(uuid=identity("lesson"))


def test_a_folder_becomes_published_pages(tmp_path: Path, client: Any) -> None:
    code, lines = load(starter(tmp_path))
    assert code == 0
    assert lines[-1] == {"created": 4, "updated": 0, "unchanged": 0, "kept": 0, "refusals": 0}
    page = the_lesson()
    assert page.url == "/khoa-hoc/chang/khoa/bai-mot/"
    assert [card.id for card in page.cards] == ["c1", "c2"]
    assert client.get(page.url).status_code == 200
    shown = CoursePage.objects.get()
    assert [competence.code for competence in shown.competences.all()] == ["1.1"]
    assert [lesson["uuid"] for lesson in newest_course_version(shown.uuid).lessons] == [identity("lesson")]
    assert newest_course_version(shown.uuid).number == 1
    image = Image.objects.get()
    assert image.collection == library.collection()
    assert page.cards[0].value["body"][1].value["image"] == image


def test_loading_again_writes_nothing(tmp_path: Path) -> None:
    load(starter(tmp_path))
    before = Publication.objects.get().number
    with CaptureQueriesContext(connection) as captured:
        code, lines = load(tmp_path)
    assert (code, lines[-1]["unchanged"]) == (0, 4)
    written = [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE", "NOTIFY"))]
    assert written == []
    assert Publication.objects.get().number == before


def test_a_changed_file_becomes_the_next_version_of_the_same_lesson(tmp_path: Path) -> None:
    load(starter(tmp_path))
    first = the_lesson()
    write(tmp_path, LESSON, lesson(BODY.replace("Chào", "Kính chào")))
    assert did(tmp_path)[LESSON] == "updated"
    assert (the_lesson().pk, newest_lesson_version(first.uuid).number) == (first.pk, 2)
    assert Image.objects.count() == 1


def test_a_changed_drawing_counts_as_a_change(tmp_path: Path) -> None:
    load(starter(tmp_path))
    write(tmp_path, "chang/khoa/drawings/hinh.svg", DRAWING.replace("<rect", "<circle r='5'/><rect"))
    assert did(tmp_path)[LESSON] == "updated"
    assert "circle" in newest_lesson_version(the_lesson().uuid).cards[0]["html"]


class TestOfficialsChanges:
    """What an official changed since is theirs."""

    @pytest.fixture(autouse=True)
    def _loaded(self, tmp_path: Path) -> None:
        load(starter(tmp_path))

    @staticmethod
    def published() -> None:
        edit(the_lesson(), title="Của cán bộ")

    @staticmethod
    def draft() -> None:
        page = the_lesson()
        page.title = "Của cán bộ"
        page.save_revision()

    @staticmethod
    def unpublished() -> None:
        the_lesson().unpublish()

    @staticmethod
    def moved() -> None:
        track = TrackPage.objects.get()
        other = CoursePage(title="Khác", slug="khac", summary="x", audience="x", outcomes=[("outcome", "x")])
        track.add_child(instance=other)
        the_lesson().move(other, pos="last-child")

    @staticmethod
    def deleted() -> None:
        the_lesson().delete()

    @pytest.mark.parametrize("change", ["published", "draft", "unpublished", "moved", "deleted"])
    @pytest.mark.parametrize("newer_file", [False, True])
    def test_they_are_kept_and_said(self, tmp_path: Path, change: str, newer_file: bool) -> None:
        getattr(self, change)()
        before = list(LessonPage.objects.values())
        if newer_file:
            write(tmp_path, LESSON, lesson(title="Từ tệp"))
        code, lines = load(tmp_path)
        kept = [line for line in lines if line.get("did") == "kept"]
        assert code == 0
        assert [line["file"] for line in kept] == [LESSON]
        assert kept[0]["reason"]
        assert list(LessonPage.objects.values()) == before

    @pytest.mark.parametrize("change", ["published", "draft", "unpublished", "moved", "deleted"])
    def test_force_loads_the_file_all_the_same(self, tmp_path: Path, change: str) -> None:
        getattr(self, change)()
        assert did(tmp_path, force=True)[LESSON] in {"updated", "created"}
        page = the_lesson()
        assert (page.title, page.live, page.url) == ("Bài một", True, "/khoa-hoc/chang/khoa/bai-mot/")
        assert did(tmp_path)[LESSON] == "unchanged"

    def test_a_lesson_made_anew_goes_on_with_its_versions(self, tmp_path: Path) -> None:
        self.deleted()
        load(tmp_path, force=True)
        edit(the_lesson(), cards=cards(text("Khác")))
        assert newest_lesson_version(UUID(identity("lesson"))).number == 2

    def test_a_deleted_track_keeps_its_courses_out_and_others_in(self, tmp_path: Path) -> None:
        another_course(tmp_path, "khoa-hai", "chang-hai")
        write(tmp_path, "chang-hai/track.md", track(id=identity("t2"), title="Chặng hai", order=2))
        TrackPage.objects.get().delete()
        _code, lines = load(tmp_path)
        told = {line["file"]: line["did"] for line in lines if "did" in line}
        assert told["chang/track.md"] == "kept"
        assert told["chang/khoa/course.md"] == "kept"
        assert told["chang-hai/khoa-hai/01-bai.md"] == "created"
        assert [page.title for page in CoursePage.objects.all()] == ["Khóa khoa-hai"]

    def test_a_deleted_course_keeps_its_lessons_out(self, tmp_path: Path) -> None:
        CoursePage.objects.get().delete()
        told = did(tmp_path)
        assert (told["chang/khoa/course.md"], told[LESSON]) == ("kept", "kept")
        assert not LessonPage.objects.exists()


def test_a_course_is_loaded_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another_course(starter(tmp_path))
    write(tmp_path, "chang/khoa/02-bai-hai.md", lesson(id=identity("2"), title="Bài hai", minutes="mười"))
    code, lines = load(tmp_path)
    assert code == 1
    assert [
        (line["refused"]["file"], line["refused"]["line"])
        for line in lines
        if "did" not in line and "created" not in line
    ] == [("chang/khoa/02-bai-hai.md", 5)]
    assert [page.title for page in CoursePage.objects.all()] == ["Khóa khoa-hai"]
    assert not Image.objects.exclude(title="Một hình vẽ").exists()


def test_a_course_that_fails_while_it_is_loaded_leaves_nothing(
    tmp_path: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(another_course(starter(tmp_path), "khoa-hai"))
    kept = sorted(media_root.rglob("*.svg"))
    for name in ("khoa", "khoa-hai"):
        write(tmp_path, f"chang/{name}/drawings/hinh.svg", DRAWING.replace("320", "330"))
    # An official's page already has the address that the renamed lesson wants.
    page = the_lesson()
    page.copy(update_attrs={"slug": "ten-moi", "title": "Của cán bộ"}, keep_live=True)
    (tmp_path / LESSON).rename(tmp_path / "chang/khoa/01-ten-moi.md")
    write(tmp_path, "chang/khoa/course.md", course(title="Khóa đổi tên"))
    code, lines = load(tmp_path)
    assert code == 1
    assert [file for file, _line in refused(lines)] == ["chang/khoa/01-ten-moi.md"]
    assert CoursePage.objects.get(uuid=identity("course")).title == "Khóa"
    assert the_lesson().slug == "bai-mot"
    assert CoursePage.objects.get(uuid=identity("khoa-hai")).title == "Khóa khoa-hai"
    drawings = sorted(set(media_root.rglob("*.svg")) - set(kept))
    assert len(drawings) == 1  # the one of the course that was loaded


def test_a_competence_that_the_framework_lacks_is_refused_with_its_line(tmp_path: Path) -> None:
    write(starter(tmp_path), "chang/khoa/course.md", course(competences='["1.1", "9.9"]'))
    code, lines = load(tmp_path)
    assert (code, refused(lines)) == (1, [("chang/khoa/course.md", 8)])
    assert not CoursePage.objects.exists()
    assert load(tmp_path, check=True)[0] == 1


def test_a_course_moves_with_its_folder_and_stays_the_same_course(tmp_path: Path) -> None:
    load(starter(tmp_path))
    course_before, lesson_before = CoursePage.objects.get(), the_lesson()
    write(tmp_path, "chang-hai/track.md", track(id=identity("t2"), title="Chặng hai", order=2))
    (tmp_path / "chang/khoa").rename(tmp_path / "chang-hai/khoa")
    assert load(tmp_path)[0] == 0
    assert the_lesson().pk == lesson_before.pk
    assert CoursePage.objects.get().pk == course_before.pk
    assert the_lesson().url == "/khoa-hoc/chang-hai/khoa/bai-mot/"
    assert newest_course_version(course_before.uuid).path == "/khoa-hoc/chang-hai/khoa/"
    assert did(tmp_path)["chang-hai/khoa/01-bai-mot.md"] == "unchanged"


def test_a_lesson_moves_to_another_course_with_its_file(tmp_path: Path) -> None:
    load(another_course(starter(tmp_path)))
    write(tmp_path, "chang/khoa/02-con-lai.md", lesson(id=identity("rest"), title="Còn lại"))
    (tmp_path / LESSON).rename(tmp_path / "chang/khoa-hai/02-bai-mot.md")
    assert load(tmp_path)[0] == 0
    assert the_lesson().get_parent().slug == "khoa-hai"
    titles = [one["title"] for one in newest_course_version(UUID(identity("khoa-hai"))).lessons]
    assert titles == ["Bài của khoa-hai", "Bài một"]
    assert [one["title"] for one in newest_course_version(UUID(identity("course"))).lessons] == ["Còn lại"]


def test_the_order_of_files_becomes_the_order_of_pages(tmp_path: Path) -> None:
    load(starter(tmp_path))
    write(tmp_path, "chang/khoa/03-bai-ba.md", lesson(id=identity("3"), title="Bài ba"))
    load(tmp_path)
    write(tmp_path, "chang/khoa/02-bai-hai.md", lesson(id=identity("2"), title="Bài hai"))
    load(tmp_path)
    assert [page.title for page in CoursePage.objects.get().listed_lessons()] == ["Bài một", "Bài hai", "Bài ba"]
    (tmp_path / "chang/khoa/03-bai-ba.md").rename(tmp_path / "chang/khoa/00-bai-ba.md")
    assert did(tmp_path)["chang/khoa/00-bai-ba.md"] == "updated"
    assert [page.title for page in CoursePage.objects.get().listed_lessons()] == ["Bài ba", "Bài một", "Bài hai"]
    assert newest_lesson_version(UUID(identity("3"))).number == 1


def test_an_officials_copy_is_not_the_loaders(tmp_path: Path) -> None:
    load(starter(tmp_path))
    copy = the_lesson().copy(update_attrs={"slug": "ban-sao", "title": "Bản sao"}, keep_live=True)
    write(tmp_path, LESSON, lesson(title="Từ tệp"))
    assert did(tmp_path)[LESSON] == "updated"
    assert LessonPage.objects.get(pk=copy.pk).title == "Bản sao"


def test_recordings_go_into_the_library_with_their_captions(tmp_path: Path) -> None:
    root = starter(tmp_path)
    write(root, "chang/khoa/media/phim.mp4", b"\0\0\0\x18ftypmp42" + bytes(9))
    write(root, "chang/khoa/media/phim.vtt", b"WEBVTT\n\n")
    body = "::: video\nfile: media/phim.mp4\ntitle: Xem\ncaptions: media/phim.vtt\ntranscript:\nLời.\n:::\n"
    write(root, LESSON, lesson(f"## Một {{#c1}}\n\n{body}"))
    assert load(root)[0] == 0
    assert Document.objects.count() == 2
    assert "/media/h/" in newest_lesson_version(the_lesson().uuid).cards[0]["html"]
    assert did(root)[LESSON] == "unchanged"


class TestCommand:
    """Exit codes and lines."""

    def test_checking_writes_nothing(self, tmp_path: Path) -> None:
        assert load(starter(tmp_path), check=True) == (0, [{"checked": True, "problems": 0}])
        assert not LoadedPage.objects.exists()
        assert not TrackPage.objects.exists()

    def test_a_folder_that_is_not_there_is_wrong_usage(self, tmp_path: Path) -> None:
        assert load(tmp_path / "nowhere")[0] == 2

    def test_each_refusal_stands_on_a_line_of_its_own_with_its_place(self, tmp_path: Path) -> None:
        write(starter(tmp_path), LESSON, lesson(minutes="mười", review_by=None))
        errors = StringIO()
        with pytest.raises(CommandError):
            call_command("load_curriculum", str(tmp_path), stdout=StringIO(), stderr=errors)
        lines = [line for line in errors.getvalue().splitlines() if line]
        assert len(lines) == 2
        assert all(f"{LESSON}:" in line for line in lines)


def test_the_starter_curriculum_loads_whole_and_the_second_time_at_once() -> None:
    out = StringIO()
    call_command("load_curriculum", stdout=out)
    assert TrackPage.objects.live().count() == 3
    assert CoursePage.objects.live().count() >= 3
    assert LessonPage.objects.live().count() >= 6
    began = time.monotonic()
    call_command("load_curriculum", stdout=out)
    assert time.monotonic() - began < 2
    assert all(5 <= len(version.cards) <= 8 for version in LessonVersion.objects.all())
    for version in LessonVersion.objects.all():
        assert not any("/static/" in card["html"] for card in version.cards)

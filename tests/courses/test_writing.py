"""Curriculum files written from the tree read back as the same."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from courses.curriculum_files.reader import read_curriculum
from courses.models import LessonPage
from tests.courses.folders import identity, starter
from tests.courses.making import CourseFactory, LessonFactory, card, cards, edit, text

pytestmark = pytest.mark.django_db

STARTER = Path(apps.get_app_config("courses").path) / "curriculum"


def export(folder: Path, **options: Any) -> tuple[int, list[dict[str, Any]]]:
    out = StringIO()
    try:
        call_command("export_curriculum", str(folder), json=True, stdout=out, stderr=StringIO(), **options)
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def load(folder: Path) -> None:
    call_command("load_curriculum", str(folder), stdout=StringIO(), stderr=StringIO())


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.md")}


def test_the_starter_curriculum_comes_back_byte_for_byte(tmp_path: Path) -> None:
    load(STARTER)
    code, lines = export(tmp_path / "out")
    assert (code, [line for line in lines if "refused" in line or "note" in line]) == (0, [])
    assert texts(tmp_path / "out") == texts(STARTER)
    before, after = read_curriculum(STARTER), read_curriculum(tmp_path / "out")
    assert after.problems == []
    assert after.framework is not None
    assert before.framework is not None
    assert (after.framework.groups, after.framework.note) == (before.framework.groups, before.framework.note)
    for was, now in zip(before.tracks, after.tracks, strict=True):
        for course, again in zip(was.courses, now.courses, strict=True):
            digests = [lesson.digest for lesson in course.lessons]
            assert [lesson.digest for lesson in again.lessons] == digests


def test_it_does_not_touch_a_folder_with_something_in_it(tmp_path: Path) -> None:
    load(starter(tmp_path / "in"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert export(tmp_path / "out")[0] == 2
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    assert export(tmp_path / "out", force=True)[0] == 0
    assert not (tmp_path / "out" / "mine.txt").exists()


def test_what_the_format_cannot_say_is_refused_by_name_and_nothing_is_kept(tmp_path: Path) -> None:
    load(starter(tmp_path / "in"))
    page = LessonPage.objects.get(uuid=identity("lesson"))
    edit(page, cards=[card("c1", text('x <a linktype="page" id="3">trang</a>'))])
    code, lines = export(tmp_path / "out")
    assert code == 1
    assert "c1" in next(line["refused"]["reason"] for line in lines if "refused" in line)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_draft_is_exported_only_when_asked_for(tmp_path: Path) -> None:
    load(starter(tmp_path / "in"))
    page = LessonPage.objects.get(uuid=identity("lesson"))
    page.title = "Nháp"
    page.save_revision()
    export(tmp_path / "live")
    export(tmp_path / "draft", draft=True)
    name = "chang/khoa/01-bai-mot.md"
    assert "title: Bài một" in texts(tmp_path / "live")[name]
    assert "title: Nháp" in texts(tmp_path / "draft")[name]


def test_one_course_by_its_id_or_address(tmp_path: Path) -> None:
    load(starter(tmp_path / "in"))
    lesson = LessonFactory(parent=CourseFactory(), cards=cards(text("Một"), [text("a"), text("b")]))
    course = lesson.get_parent().specific
    for number, name in enumerate([str(course.uuid), course.url]):
        assert export(tmp_path / f"out{number}", course=[name])[0] == 0
        found = read_curriculum(tmp_path / f"out{number}").tracks[0].courses[0]
        assert (found.id, [len(one["value"]["body"]) for one in found.lessons[0].cards]) == (course.uuid, [1, 2])
    assert export(tmp_path / "none", course=["/khong-co/"])[0] == 2

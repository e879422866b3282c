"""Activities beside lessons in curriculum files: in, again, changed by an official, out, and in on another site."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from courses.curriculum_files.loading import Report, check_curriculum, load_curriculum
from courses.curriculum_files.reader import read_curriculum
from courses.curriculum_files.writing.folder import export_curriculum
from courses.interactive.importing import import_package
from courses.interactive.models import H5PFile, H5PLibrary, H5PPackage, H5PVersion
from courses.models import CoursePage, LessonPage
from courses.packages.services import export_course, import_course
from courses.selectors import newest_lesson_version
from tests.courses.folders import identity, lesson, starter, write
from tests.courses.h5p.making import PNG
from tests.courses.packages.test_packages import wipe

STARTER = Path(apps.get_app_config("courses").path) / "curriculum"
PRACTICE = STARTER / "an-toan-tren-mang" / "tranh-bay-lua-dao" / "h5p" / "tap-nhan-ra-lua-dao"
LESSON = "chang/khoa/01-bai-mot.md"
NAME = "h5p/tap"
KEY = f"{identity('course')}/{NAME}"
BODY = """
## Tập {#c1}

::: h5p
file: h5p/tap
:::
"""
HEAD = {
    "title": "Tập", "language": "vi", "mainLibrary": "BDHVS.ScamOrNot", "embedTypes": ["iframe"],
    "preloadedDependencies": [{"machineName": "BDHVS.ScamOrNot", "majorVersion": 1, "minorVersion": 0}],
}  # fmt: skip


def content(words: str = "Trúng thưởng!") -> dict[str, Any]:
    message = {
        "kind": "sms", "sender": {"text": "0000 111 222"}, "pieces": [{"text": words, "telling": True}], "scam": True,
        "why": "Không chơi thì không trúng.",
    }  # fmt: skip
    return {"messages": [message]}


def with_activity(root: Path, words: str = "Trúng thưởng!", body: str = BODY, **head: Any) -> Path:
    """A curriculum with one lesson, in which an activity stands as a folder."""
    write(starter(root), LESSON, lesson(body))
    write(root, f"chang/khoa/{NAME}/h5p.json", json.dumps(HEAD | head))
    write(root, f"chang/khoa/{NAME}/content/content.json", json.dumps(content(words)))
    return root


def load(root: Path, **options: Any) -> Report:
    return load_curriculum(read_curriculum(root), **options)


def reasons(root: Path) -> list[tuple[str, int, str]]:
    return [(problem.file, problem.line, problem.reason) for problem in read_curriculum(root).problems]


def an_officials_version(package: H5PPackage) -> H5PVersion:
    """Somebody brought another file on the screens."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("h5p.json", json.dumps(HEAD | {"title": "Của cán bộ"}))
        archive.writestr("content/content.json", json.dumps(content("Khác hẳn")))
    done = import_package(file=file, source="cua-toi.h5p", user=None, install=False, into=package)
    assert done.version is not None
    return done.version


@pytest.mark.django_db
class TestStarter:
    """The practice of the course on staying safe."""

    def test_it_holds_to_its_library_without_a_note_and_about_a_third_is_no_scam(self) -> None:
        curriculum = read_curriculum(STARTER)
        assert check_curriculum(curriculum) == []
        assert load_curriculum(curriculum).problems == []
        version = H5PPackage.objects.get(kind="BDHVS.ScamOrNot").newest
        assert version.notes == []
        assert version.calls_out == {}
        told = json.loads((PRACTICE / "content" / "content.json").read_text())
        assert version.content == told
        scams = [message["scam"] for message in told["messages"]]
        assert (len(scams), scams.count(False)) == (8, 3)

    def test_every_scam_has_signs_that_are_explained_and_nothing_else_has_any(self) -> None:
        for message in json.loads((PRACTICE / "content" / "content.json").read_text())["messages"]:
            spots = [message["sender"], *message["pieces"]]
            signs = [spot for spot in spots if spot.get("telling")]
            assert len(signs) >= 3 if message["scam"] else not signs
            assert all(spot.get("why") for spot in spots)
            assert message["why"]

    def test_numbers_and_links_are_nobodys(self) -> None:
        for message in json.loads((PRACTICE / "content" / "content.json").read_text())["messages"]:
            texts = [message["sender"]["text"], *(piece["text"] for piece in message["pieces"])]
            for text in texts:
                assert "http" not in text
                # No number begins with four zeros, and no country has +999.
                if text.replace(" ", "").lstrip("+").isdigit():
                    assert text.startswith(("0000 ", "+999 "))
                if "." in text and " " not in text:
                    assert text.endswith(".example")

    def test_the_lesson_plays_it(self) -> None:
        load_curriculum(read_curriculum(STARTER))
        package = H5PPackage.objects.get(kind="BDHVS.ScamOrNot")
        page = LessonPage.objects.get(slug="tap-nhan-ra-lua-dao")
        cards = newest_lesson_version(page.uuid).outline["cards"]
        assert {"activity": str(package.pk), "number": 1} in [card.get("h5p") for card in cards]


@pytest.mark.django_db
class TestLoading:
    """The same file is the same activity; libraries never come from there."""

    def test_an_activity_is_made_once_and_again_makes_nothing(self, tmp_path: Path) -> None:
        root = with_activity(tmp_path)
        assert load(root).problems == []
        made = H5PPackage.objects.get(loaded_from=KEY)
        assert (made.title, made.number) == ("Tập", 1)
        assert load(root).count("unchanged") == 4
        assert load(root, force=True).problems == []
        assert H5PVersion.objects.count() == 1

    def test_packed_and_as_a_folder_are_the_same(self, tmp_path: Path) -> None:
        root = with_activity(tmp_path)
        load(root)
        folder = root / "chang/khoa" / NAME
        packed = zipped({path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.json")})
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()
        write(root, f"chang/khoa/{NAME}.h5p", packed)
        report = load(root)
        assert report.problems == []
        assert report.count("unchanged") == 4
        assert H5PVersion.objects.count() == 1

    def test_a_change_is_the_next_version_and_the_lesson_follows(self, tmp_path: Path) -> None:
        load(with_activity(tmp_path))
        report = load(with_activity(tmp_path, "Bị khóa!"))
        assert (report.count("updated"), report.problems) == (1, [])
        assert H5PPackage.objects.get().number == 2
        assert newest_lesson_version(LessonPage.objects.get().uuid).cards[0]["h5p"]["number"] == 2

    def test_an_officials_version_stays_and_that_is_said(self, tmp_path: Path) -> None:
        load(with_activity(tmp_path))
        an_officials_version(H5PPackage.objects.get())
        report = load(with_activity(tmp_path, "Bị khóa!"))
        kept = [event for event in report.events if event.did == "kept"]
        assert [(event.file, bool(event.reason)) for event in kept] == [(f"chang/khoa/{NAME}", True)]
        assert [event for event in load(tmp_path).events if event.did == "kept"] == kept
        assert H5PPackage.objects.get().newest.source == "cua-toi.h5p"
        assert load(tmp_path, force=True).problems == []
        assert H5PPackage.objects.get().newest.content == content("Bị khóa!")

    def test_how_the_card_is_done_can_be_said(self, tmp_path: Path) -> None:
        load(with_activity(tmp_path, body=BODY.replace(":::\n", "completes: opened\n:::\n", 2).replace(
            "::: h5p\ncompletes: opened\n", "::: h5p\n")))  # fmt: skip
        assert newest_lesson_version(LessonPage.objects.get().uuid).outline["cards"][0]["completes"] == "opened"

    def test_what_is_missing_is_named_at_its_line_and_nothing_is_kept(self, tmp_path: Path) -> None:
        other = {"machineName": "H5P.Elsewhere", "majorVersion": 1, "minorVersion": 2}
        root = with_activity(tmp_path, mainLibrary="H5P.Elsewhere", preloadedDependencies=[other])
        [(file, line, reason)] = reasons(root)
        assert file == LESSON
        assert (root / LESSON).read_text().splitlines()[line - 1] == "file: h5p/tap"
        assert "H5P.Elsewhere 1.2" in reason
        assert load(root).problems != []
        assert not H5PPackage.objects.exists()
        assert not CoursePage.objects.exists()

    def test_a_library_in_a_curriculum_folder_is_never_installed(self, tmp_path: Path) -> None:
        own = {"machineName": "T.Mine", "majorVersion": 1, "minorVersion": 0}
        root = with_activity(tmp_path, mainLibrary="T.Mine", preloadedDependencies=[own])
        told = {"title": "Mine", **own, "patchVersion": 0, "runnable": 1}
        write(root, f"chang/khoa/{NAME}/T.Mine-1.0/library.json", json.dumps(told))
        assert "T.Mine 1.0" in reasons(root)[0][2]
        load(root)
        assert not H5PLibrary.objects.filter(machine="T.Mine").exists()

    def test_files_of_the_content_come_along(self, tmp_path: Path) -> None:
        root = with_activity(tmp_path)
        write(root, f"chang/khoa/{NAME}/content/images/khong-dung.png", PNG)
        assert load(root).problems == []
        # No field of this type names a file, so none is in use.
        assert H5PPackage.objects.get().newest.files == {}

    @pytest.mark.parametrize(
        "fence",
        [
            "file: h5p/khac", "file: ../h5p/tap", "file: h5p/tap.h5p", "file: h5p/.an", "tap", "completes: finished",
            "file: h5p/tap\nfile: h5p/tap", "file: h5p/tap\ncompletes: never", "file: drawings/hinh.svg",
        ],
    )  # fmt: skip
    def test_a_wrong_name_is_refused(self, tmp_path: Path, fence: str) -> None:
        found = reasons(with_activity(tmp_path, body=BODY.replace("file: h5p/tap", fence)))
        assert found
        assert all(reason for _file, _line, reason in found)

    def test_links_out_of_the_folder_are_not_followed(self, tmp_path: Path) -> None:
        root = with_activity(tmp_path / "in")
        outside = write(tmp_path, "outside/h5p.json", json.dumps(HEAD))
        inside = root / "chang/khoa" / NAME / "h5p.json"
        inside.unlink()
        inside.symlink_to(outside)
        assert any("h5p.json" in reason for _file, _line, reason in reasons(root))

    def test_two_activities_on_a_card_or_one_beside_a_check_are_refused(self, tmp_path: Path) -> None:
        twice = BODY + "\n::: h5p\nfile: h5p/tap\n:::\n"
        check = BODY + "\n::: check\n? Đúng không?\n- [x] Đúng => Vì thế.\n- [ ] Sai => Không.\n:::\n"
        assert reasons(with_activity(tmp_path, body=twice))
        report = load(with_activity(tmp_path, body=check))
        assert report.problems
        assert not H5PPackage.objects.exists()


@pytest.mark.django_db
class TestTravelling:
    """Out and in again."""

    def test_what_nobody_changed_comes_out_as_it_went_in(self, tmp_path: Path) -> None:
        root = with_activity(tmp_path / "in")
        load(root)
        done = export_curriculum(tmp_path / "out", courses=CoursePage.objects.all())
        assert (done.problems, done.notes) == ([], [])
        assert BODY in (tmp_path / "out" / LESSON).read_text()
        before, after = (read_curriculum(folder).tracks[0].courses[0].lessons[0] for folder in (root, tmp_path / "out"))
        assert before.activities[NAME].digest == after.activities[NAME].digest
        with zipfile.ZipFile(tmp_path / "out/chang/khoa" / f"{NAME}.h5p") as archive:
            assert sorted(archive.namelist()) == ["content/content.json", "h5p.json"]

    def test_a_course_package_brings_it_to_another_site(self, tmp_path: Path) -> None:
        load(with_activity(tmp_path))
        file = io.BytesIO()
        assert export_course(course=CoursePage.objects.get(), file=file).problems == []
        wipe()
        H5PPackage.objects.all().delete()
        assert import_course(file=file, publish=True).problems == []
        package = H5PPackage.objects.get()
        assert package.loaded_from == KEY
        assert package.newest.content == content()
        cards = newest_lesson_version(LessonPage.objects.get().uuid).cards
        assert cards[0]["h5p"] == {"activity": str(package.pk), "number": 1}
        assert import_course(file=file, publish=True).count("unchanged") == 2
        assert H5PVersion.objects.count() == 1

    def test_only_trying_keeps_nothing(self, tmp_path: Path) -> None:
        load(with_activity(tmp_path))
        file = io.BytesIO()
        export_course(course=CoursePage.objects.get(), file=file)
        wipe()
        H5PPackage.objects.all().delete()
        H5PLibrary.objects.all().delete()
        H5PFile.objects.all().delete()
        assert import_course(file=file, only_check=True).problems == []
        assert not H5PPackage.objects.exists()
        assert not H5PLibrary.objects.exists()

    def test_an_activity_that_was_made_here_finds_itself_again(self, tmp_path: Path) -> None:
        load(with_activity(tmp_path))
        H5PPackage.objects.update(loaded_from="")
        key = H5PPackage.objects.get().pk
        done = export_curriculum(tmp_path / "out", courses=CoursePage.objects.all())
        assert f"chang/khoa/h5p/{key}.h5p" in done.files
        assert load(tmp_path / "out", force=True).problems == []
        assert [package.pk for package in H5PPackage.objects.all()] == [key]

    def test_an_activity_that_was_deleted_is_said_by_name(self, tmp_path: Path) -> None:
        load(with_activity(tmp_path / "in"))
        H5PPackage.objects.all().delete()
        done = export_curriculum(tmp_path / "out", courses=CoursePage.objects.all())
        assert any(problem.file == LESSON for problem in done.problems)
        assert not (tmp_path / "out").exists()


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return made.getvalue()

"""Frameworks are data: imported version beside version, edited by officials, named by courses."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from courses.models import Competence, CompetenceGroup, CoursePage, Framework
from tests.courses.folders import FRAMEWORK, starter, write
from tests.courses.making import CourseFactory

pytestmark = pytest.mark.django_db


def load(path: Path, **options: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("load_framework", str(path), json=True, stdout=out, stderr=StringIO(), **options)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, "khung.yaml", FRAMEWORK)


def codes(framework: Framework) -> list[str]:
    return [one.code for one in Competence.objects.filter(group__framework=framework)]


def test_a_framework_is_imported_once_and_clearly_provisional(file: Path) -> None:
    assert '"created"' in load(file)[1]
    assert '"unchanged"' in load(file)[1]
    framework = Framework.objects.get()
    assert framework.provisional
    assert codes(framework) == ["1.1", "1.2"]


def test_another_version_leaves_the_first_as_it_is(file: Path) -> None:
    load(file)
    first = Framework.objects.get()
    before = list(Competence.objects.values())
    file.write_text(FRAMEWORK.replace('version: "1"', 'version: "2"').replace("Việc một", "Việc khác"))
    assert load(file)[0] == 0
    second = Framework.objects.exclude(pk=first.pk).get()
    assert list(Competence.objects.filter(group__framework=first).values()) == before
    assert Competence.objects.get(group__framework=second, code="1.1").title == "Việc khác"


def test_a_changed_file_of_the_same_version_keeps_the_rows_that_courses_name(file: Path) -> None:
    load(file)
    row = Competence.objects.get(code="1.1")
    course = CourseFactory()
    course.competences = [row]
    course.save_revision().publish()
    file.write_text(FRAMEWORK.replace("Việc một", "Việc đổi tên").replace('code: "1.2"', 'code: "1.3"'))
    assert '"updated"' in load(file)[1]
    assert Competence.objects.get(pk=row.pk).title == "Việc đổi tên"
    assert codes(Framework.objects.get()) == ["1.1", "1.3"]
    assert list(CoursePage.objects.get().competences.all()) == [row]


def test_a_competence_that_a_course_names_is_not_dropped(file: Path) -> None:
    load(file)
    course = CourseFactory()
    course.competences = [Competence.objects.get(code="1.1")]
    course.save_revision().publish()
    file.write_text(FRAMEWORK.replace('code: "1.1"', 'code: "1.9"').replace("Việc hai", "Việc đổi"))
    assert load(file)[0] == 1
    assert codes(Framework.objects.get()) == ["1.1", "1.2"]
    assert not Competence.objects.filter(title="Việc đổi").exists()


def test_what_an_official_changed_is_kept_until_it_is_loaded_by_force(file: Path) -> None:
    load(file)
    Competence.objects.filter(code="1.1").update(title="Của cán bộ")
    file.write_text(FRAMEWORK.replace("Việc hai", "Việc mới"))
    assert '"kept"' in load(file)[1]
    assert Competence.objects.get(code="1.1").title == "Của cán bộ"
    assert '"updated"' in load(file, force=True)[1]
    assert [one.title for one in Competence.objects.all()] == ["Việc một", "Việc mới"]


@pytest.mark.parametrize(
    "wrong",
    [
        FRAMEWORK.replace('code: "1.2"', 'code: "1.1"'),
        FRAMEWORK.replace("title: Khung thử\n", ""),
        FRAMEWORK + "colour: red\n",
        FRAMEWORK.replace('version: "1"', "version: 1"),
        "- a",
        "a: [",
        "",
    ],
)
def test_a_wrong_file_is_refused_and_nothing_of_it_is_loaded(tmp_path: Path, wrong: str) -> None:
    assert load(write(tmp_path, "khung.yaml", wrong))[0] == 1
    assert not Framework.objects.exists()


def test_a_wrong_framework_is_refused_beside_a_curriculum_that_an_older_one_carries(tmp_path: Path) -> None:
    call_command("load_curriculum", str(starter(tmp_path)), stdout=StringIO())
    write(tmp_path, "framework.yaml", "a: [")
    with pytest.raises(CommandError):
        call_command("load_curriculum", str(tmp_path), stdout=StringIO(), stderr=StringIO())
    assert CoursePage.objects.get().competences.count() == 1


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere.yaml")[0] == 2


def test_officials_edit_frameworks_on_their_screens(client: Any, official: Any, file: Path) -> None:
    load(file)
    framework, competence = Framework.objects.get(), Competence.objects.get(code="1.1")
    assert client.get(reverse("framework:index")).status_code == 200
    assert client.get(reverse("framework:edit", args=[framework.pk])).status_code == 200
    fields = {"group": competence.group_id, "code": "1.1", "title": "Sửa trên màn hình", "description": ""}
    assert client.post(reverse("competence:edit", args=[competence.pk]), fields).status_code == 302
    assert Competence.objects.get(pk=competence.pk).title == "Sửa trên màn hình"
    assert CompetenceGroup.objects.count() == 1


def test_a_course_says_that_its_framework_is_provisional(client: Any, file: Path) -> None:
    load(file)
    course = CourseFactory()
    course.competences = list(Competence.objects.all())
    course.save_revision().publish()
    shown = client.get(course.url)
    assert shown.context["frameworks"] == [Framework.objects.get()]
    assert shown.content.decode().count("Khung thử (") == 1

"""What is typed into a form becomes content that its library allows, and can be edited again without loss."""

from __future__ import annotations

import copy
import io
import json
import re

import pytest
from django.utils.translation import override

from courses.h5p import Package
from courses.interactive.authoring.exporting import export_package
from courses.interactive.authoring.kinds import KINDS
from courses.interactive.authoring.kinds.question_set import placed
from courses.interactive.authoring.services import CannotEdit, Stale, offered, open_version
from courses.interactive.authoring.sheets import Sheet
from courses.interactive.authoring.words import in_vietnamese, known_words
from courses.interactive.importing import import_package
from courses.interactive.models import H5PLibrary, H5PVersion
from people.audit.events import Event
from people.audit.models import AuditEntry
from tests.courses.interactive.authoring.making import (
    TYPED,
    brought,
    kept,
    query,
    rows,
    shown,
    written,
)
from tests.courses.making import make_photo

pytestmark = pytest.mark.django_db
MACHINES = [kind.machine for kind in KINDS]


@pytest.fixture(autouse=True)
def _installed() -> None:
    brought()


@pytest.mark.parametrize("machine", MACHINES)
def test_what_a_form_makes_leaves_nothing_to_mend(machine):
    version = written(machine)
    assert version.notes == []
    assert version.head["title"] == version.package.title == TYPED[machine]["title"]
    assert version.head["language"] == "vi"
    assert not version.head.keys() & {"editorDependencies", "dynamicDependencies"}
    assert version.main.machine == version.package.kind == machine
    assert AuditEntry.objects.get(event=Event.H5P_WRITTEN).object_id == str(version.package_id)


@pytest.mark.parametrize("machine", MACHINES)
def test_opened_again_it_shows_what_was_typed_and_kept_again_it_is_the_same(machine):
    version = written(machine)
    sheet = Sheet(open_version(version), title=version.package.title)
    again = shown(sheet)
    typed = {name: value for name, value in TYPED[machine].items() if "_FORMS" not in name}
    assert {name: again.get(name) for name in typed} == typed
    assert kept(open_version(version), again, version.package) == version
    assert H5PVersion.objects.filter(package=version.package).count() == 1


@pytest.mark.parametrize("machine", MACHINES)
def test_the_exported_file_is_a_good_package_and_comes_back_as_the_same_version(machine):
    version = written(machine)
    file = io.BytesIO()
    export_package(version=version, file=file)
    with Package(file) as package:
        report = package.check(may_install=True)
        assert report.ok, list(report)
        assert not report.notes
    done = import_package(file=file, source="x.h5p", user=None, install=False, into=version.package)
    assert (done.known, done.version) == (True, version)


def test_typed_letters_stand_as_they_are_and_not_as_marks():
    content = written("H5P.MultiChoice").content
    assert content["question"] == "<p>Thấy cháy &amp; khói thì gọi số nào?</p>"
    assert [answer["text"] for answer in content["answers"]][2] == "<div>&lt;115&gt;</div>"
    assert [answer["correct"] for answer in content["answers"]] == [False, True, False]
    assert written("H5P.TrueFalse").content["behaviour"]["feedbackOnCorrect"] == "Rất &quot;chuẩn&quot;"


def test_buttons_are_vietnamese_by_the_library_or_by_us():
    choice = written("H5P.MultiChoice").content
    assert choice["UI"] == {"checkAnswerButton": "Kiểm tra", "tryAgainButton": "Làm lại"}
    assert choice["overallFeedback"] == [{"from": 0, "to": 100}]
    cards = written("H5P.Dialogcards").content
    # The library's own; ours where it says the same as in English; ours where its translation lost a number.
    assert (cards["answer"], cards["next"], cards["progressText"]) == ("Xoay", "Tiếp", "Thẻ @card trên @total")


def test_a_translation_of_another_shape_is_not_used():
    library = H5PLibrary.objects.get(machine="H5P.Dialogcards")
    library.languages["vi"]["semantics"].pop(0)
    library.save()
    assert written("H5P.Dialogcards").content["answer"] == "Lật thẻ"


def test_our_words_keep_what_the_player_fills_in():
    token = re.compile(r"[@:%][a-z]+")
    for english in known_words():
        said = in_vietnamese(english)
        assert said != english
        assert sorted(token.findall(said)) == sorted(token.findall(english))


def test_words_for_learners_are_vietnamese_whatever_the_official_reads():
    with override("en"):
        assert in_vietnamese("Check") == "Kiểm tra"


IMPORTED = {
    "question": "<p>Màu <strong>gì</strong>?</p>",
    "answers": [
        {"text": "<div>Đỏ</div>\n", "correct": True, "tipsAndFeedback": {"tip": "Nhìn kỹ", "chosenFeedback": ""}},
        {"text": "<div>Xanh</div>\n", "correct": False, "tipsAndFeedback": {"notChosenFeedback": "Nên xem"}},
        {"text": "Tím", "correct": False},
    ],
    "UI": {"checkAnswerButton": "Xem"},
    "behaviour": {"enableRetry": False},
}


def test_what_the_form_does_not_know_stays():
    version = brought("H5P.MultiChoice 1.16", IMPORTED)
    writing = open_version(version)
    typed = shown(Sheet(writing, title="Màu"))
    # The second answer goes to the top with other words, the third goes away.
    typed |= {"rows-1-ORDER": "1", "rows-0-ORDER": "2", "rows-1-text": "Xanh lá", "rows-2-DELETE": "on"}
    made = kept(writing, typed, version.package)
    assert made.number == 2
    assert made.content == IMPORTED | {
        "answers": [
            {**IMPORTED["answers"][1], "text": "<div>Xanh lá</div>"},
            IMPORTED["answers"][0],
        ]
    }
    assert made.head["license"] == "CC BY"
    assert made.head["title"] == "Màu"


def test_the_form_says_where_marks_would_be_lost():
    sheet = Sheet(open_version(brought("H5P.MultiChoice 1.16", IMPORTED)))
    assert "in đậm" in str(sheet.form.fields["question"].help_text)
    assert "in đậm" not in str(sheet.rows.forms[0].fields["text"].help_text)


SET = {
    "passPercentage": 80,
    "questions": [
        {"library": "H5P.Essay 1.5", "params": {"task": "Viết"}, "subContentId": f"{1:08}-1111-4111-8111-111111111111"},
        {
            "library": "H5P.MultiChoice 1.16", "params": copy.deepcopy(IMPORTED),
            "subContentId": "22222222-2222-4222-8222-222222222222", "metadata": {"title": "Màu", "license": "U"},
        },
    ],
}  # fmt: skip


def test_questions_of_a_set_keep_what_the_form_does_not_know_and_those_of_other_kinds_stay():
    version = brought("H5P.QuestionSet 1.20", SET)
    writing = open_version(version)
    typed = shown(Sheet(writing, title="A question"))
    assert typed["rows-1-answers"] == "* Đỏ\nXanh\nTím"
    assert kept(writing, typed, version.package) == version
    typed |= {"rows-1-answers": "* Đỏ\nXanh lá\nTím", "rows-1-ORDER": "1", "rows-0-ORDER": "2"}
    made = kept(writing, typed, version.package).content["questions"]
    assert made[1] == SET["questions"][0]
    changed = copy.deepcopy(SET["questions"][1])
    changed["params"]["answers"][1]["text"] = "<div>Xanh lá</div>"
    assert made[0] == changed


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("ab", "ba", [1, 0]),
        ("abc", "axc", [0, 1, 2]),
        ("abc", "ac", [0, 2]),
        ("ab", "axb", [0, None, 1]),
        ("aa", "aa", [0, 1]),
        ("", "a", [None]),
    ],
)
def test_changed_lines_find_what_they_were(old, new, places):
    assert placed(list(old), list(new)) == places


def test_a_picture_goes_into_the_content_with_its_words_stays_and_goes():
    typed = TYPED["H5P.MultiChoice"] | {"picture": make_photo().pk, "picture_alt": "Ngọn lửa"}
    version = written("H5P.MultiChoice", typed)
    (path,) = version.kept_files
    media = version.content["media"]["type"]
    assert media["library"] == "H5P.Image 1.1"
    assert media["params"]["file"] == {"path": path, "mime": "image/jpeg", "width": 1200, "height": 675}
    assert (media["params"]["alt"], media["params"]["contentName"]) == ("Ngọn lửa", "Ảnh")
    again = shown(Sheet(open_version(version), title=version.package.title))
    assert kept(open_version(version), again, version.package) == version
    gone = kept(open_version(version), again | {"picture_gone": "on"}, version.package)
    assert "type" not in gone.content["media"]
    assert gone.kept_files == {}
    assert version.kept_files


def test_cards_have_pictures_of_their_own():
    typed = TYPED["H5P.Dialogcards"] | {"rows-1-picture": make_photo().pk, "rows-1-picture_alt": "Mã vuông"}
    version = written("H5P.Dialogcards", typed)
    first, second = version.content["dialogs"]
    assert "image" not in first
    assert second["image"]["path"] in version.kept_files
    assert second["imageAltText"] == "Mã vuông"
    file = io.BytesIO()
    export_package(version=version, file=file)
    assert import_package(file=file, source="x", user=None, install=False, into=version.package).known


def test_a_film_above_a_question_stays_and_no_picture_is_asked_for():
    content = IMPORTED | {"media": {"type": {"library": "H5P.Video 1.6", "params": {}}, "disableImageZooming": False}}
    version = brought("H5P.MultiChoice 1.16", IMPORTED)
    # Where films are not installed no package with one comes in; they may have been taken away since.
    H5PVersion.objects.filter(pk=version.pk).update(content=content)
    version.refresh_from_db()
    sheet = Sheet(open_version(version))
    assert "picture" not in sheet.form.fields
    writing = open_version(version)
    sheet = Sheet(writing, data=query(shown(Sheet(writing, title="x"))))
    assert sheet.is_valid()
    assert writing.kind.content(content, sheet.cleaned, sheet.cleaned_rows, writing.base, None) == content


WRONG = [
    ("H5P.MultiChoice", {"title": ""}, "Hãy đặt tên."),
    ("H5P.MultiChoice", {"question": " "}, "Hãy điền ô này."),
    ("H5P.MultiChoice", {"rows-1-right": ""}, "Hãy đánh dấu ít nhất một phương án đúng."),
    ("H5P.MultiChoice", {"rows-0-right": "on", "rows-2-right": "on"}, "Không thể mọi phương án đều đúng"),
    ("H5P.MultiChoice", {"rows-1-text": ""}, "Hãy viết phương án."),
    ("H5P.MultiChoice", {"rows-1-DELETE": "on", "rows-2-DELETE": "on"}, "Hãy viết ít nhất hai phương án."),
    ("H5P.TrueFalse", {"correct": ""}, "Hãy chọn câu này đúng hay sai."),
    ("H5P.TrueFalse", {"said_right": "x" * 2049}, "2048"),
    ("H5P.Blanks", {"rows-0-text": "Không có gì"}, "Chưa có chỗ nào để điền"),
    ("H5P.Blanks", {"rows-0-text": "Một *dấu"}, "Có một dấu sao đứng lẻ"),
    ("H5P.Blanks", {"rows-0-text": "Trống ** đây"}, "không có từ nào"),
    ("H5P.Blanks", {"rows-0-text": "", "rows-1-text": ""}, "ít nhất một câu có chỗ trống"),
    ("H5P.QuestionSet", {"rows-0-answers": "113\n114"}, "Hãy đặt dấu sao (*) trước phương án đúng."),
    ("H5P.QuestionSet", {"rows-0-answers": "* 113"}, "Hãy viết ít nhất hai phương án, mỗi phương án một dòng."),
    ("H5P.QuestionSet", {"rows-1-right": ""}, "Hãy chọn câu này đúng hay sai."),
    ("H5P.QuestionSet", {"rows-2-answers": ""}, "ít nhất một câu có chỗ trống"),
    ("H5P.QuestionSet", {"pass_percentage": ""}, "Hãy điền ô này."),
    ("H5P.Dialogcards", {"rows-0-back": ""}, "Hãy viết mặt sau."),
    ("H5P.Accordion", {"rows-0-title": ""}, "Hãy viết tên mục."),
]


@pytest.mark.parametrize(("machine", "change", "said"), WRONG)
def test_what_is_wrong_is_said_in_vietnamese(machine, change, said):
    writing = open_version(written(machine))
    sheet = Sheet(writing, data=query(TYPED[machine] | change))
    assert not sheet.is_valid()
    all_said = [sheet.form.errors, sheet.rows and [*sheet.rows.errors, sheet.rows.non_form_errors()]]
    assert said in str(all_said)


def test_a_picture_needs_words_and_is_no_drawing():
    typed = TYPED["H5P.MultiChoice"] | {"picture": make_photo().pk}
    sheet = Sheet(open_version(written("H5P.MultiChoice")), data=query(typed))
    assert not sheet.is_valid()
    assert "picture_alt" in sheet.form.errors


def test_no_more_rows_than_the_form_has_room_for():
    typed = TYPED["H5P.MultiChoice"] | rows(*({"text": str(number), "right": "on"} for number in range(21)))
    sheet = Sheet(open_version(written("H5P.MultiChoice")), data=query(typed))
    assert not sheet.is_valid()
    assert "tối đa là 20" in str(sheet.rows.non_form_errors())


def test_the_second_of_two_people_is_told_and_may_still_keep_theirs():
    version = written("H5P.MultiChoice")
    mine, theirs = open_version(version), open_version(version)
    typed = shown(Sheet(theirs, title="x"))
    second = kept(theirs, typed | {"question": "Của họ"}, version.package)
    with pytest.raises(Stale) as stale:
        kept(mine, typed | {"question": "Của tôi"}, version.package)
    assert stale.value.newest == second
    third = kept(mine, typed | {"question": "Của tôi"}, version.package, over=2)
    assert (third.number, third.content["question"]) == (3, "<p>Của tôi</p>")
    with pytest.raises(Stale):
        kept(mine, typed | {"question": "Nữa"}, version.package, over=2)


def test_a_kind_is_made_with_the_latest_library_whose_fields_fit():
    brought(without=("H5P.MultiChoice 1.16",), content={}, main="H5P.TrueFalse 1.8")
    copied = H5PLibrary.objects.get(machine="H5P.MultiChoice")
    fields = json.loads(json.dumps(copied.semantics).replace('"question"', '"task"'))
    for minor, semantics in ((15, copied.semantics), (17, fields)):
        document = copied.document | {"minorVersion": minor}
        H5PLibrary.objects.create(
            digest=str(minor), machine=copied.machine, major=1, minor=minor, patch=0, title="x", runnable=True,
            document=document, semantics=semantics, files={}, size=0, current=True, installed_at=copied.installed_at,
        )  # fmt: skip
    assert offered()["H5P.MultiChoice"].name.minor == 16


def test_a_kind_whose_library_is_missing_or_lacks_a_part_is_not_offered():
    H5PLibrary.objects.filter(machine__in=["H5P.AdvancedText", "H5P.Dialogcards"]).delete()
    assert offered().keys() == set(MACHINES) - {"H5P.Accordion", "H5P.Dialogcards"}


def test_a_set_asks_only_for_kinds_that_are_installed():
    H5PLibrary.objects.filter(machine="H5P.TrueFalse").delete()
    writing = open_version(brought("H5P.QuestionSet 1.20", SET, without=("H5P.TrueFalse 1.8",)))
    kinds = [dict(form.fields["kind"].choices).keys() for form in Sheet(writing).rows.forms if "kind" in form.fields]
    assert kinds == [{"choice", "gaps"}] * 4


def test_a_set_offers_only_what_its_parts_are_installed_for():
    H5PLibrary.objects.filter(machine__in=["H5P.MultiChoice", "H5P.TrueFalse", "H5P.Blanks"]).delete()
    assert "H5P.QuestionSet" not in offered()


def test_what_has_no_form_says_why():
    other = brought("H5P.Essay 1.5", {"task": "Viết"})
    with pytest.raises(CannotEdit, match="kind"):
        open_version(other)
    long = brought("H5P.Blanks 1.14", {"questions": [f"*{number}*" for number in range(31)]})
    with pytest.raises(CannotEdit, match="rows"):
        open_version(long)
    version = written("H5P.TrueFalse")
    H5PLibrary.objects.filter(machine="H5P.TrueFalse").update(semantics=[])
    with pytest.raises(CannotEdit, match="shape"):
        open_version(version)
    H5PLibrary.objects.filter(machine="H5P.TrueFalse").delete()
    with pytest.raises(CannotEdit, match="library"):
        open_version(version)

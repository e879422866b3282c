"""The screens: an editor brings a file, a reviewer looks through it and puts it in, the bank is taken along."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncRequestFactory, Client, RequestFactory

from people.audit.models import AuditEntry
from people.models import User
from people.roles.names import Role
from quizzes.formats.spreadsheet.reader import read
from quizzes.formats.spreadsheet.template import template
from quizzes.imports import working
from quizzes.imports.exporting import WRITERS, chosen, records_of
from quizzes.imports.models import Format, ImportFile, ImportRow, ImportRun, State
from quizzes.imports.views import take_along
from quizzes.imports.working import clean_old
from quizzes.models import Question, QuestionVersion
from tests.courses.editing.people import make_area_official
from tests.courses.making import plant
from tests.people.staff import make_staff, sign_in
from tests.quizzes.imports.making import BAD, Office, csv_of, good_row, many_rows, through
from tests.quizzes.making import EVERY_KIND, make_question

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/ngan-hang-cau-hoi/nhap/"
NEW = f"{LIST}moi/"
EXPORT = "/quan-tri/ngan-hang-cau-hoi/xuat/"


@pytest.fixture
def office() -> Office:
    plant()
    return Office()


def desk(user: User) -> Client:
    return sign_in(Client(), user)


def text(answer: Any) -> str:
    return answer.content.decode()


def bring(client: Client, data: bytes, kind: str = Format.CSV, name: str = "cau-hoi.csv", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(NEW, {"file": file, "format": kind, "difficulty": "medium", **fields})


def test_from_the_file_to_the_bank(office: Office) -> None:
    editor, reviewer = desk(office.editor), desk(office.reviewer)
    answer = bring(editor, csv_of(many_rows(120, [7, 11])))
    run = ImportRun.objects.get()
    page = f"{LIST}{run.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert 'http-equiv="refresh"' in text(editor.get(page))
    through(run)
    shown = text(editor.get(page))
    assert 'http-equiv="refresh"' not in shown
    assert 'value="put_in"' not in shown
    assert "Người duyệt sẽ đưa các câu hỏi vào ngân hàng." in shown
    assert "Gác máy" in shown, "the second person sees the right answers"
    editor.post(page, {"do": "put_in"})
    run.refresh_from_db()
    assert run.state == State.CHECKED
    assert 'value="put_in"' in text(reviewer.get(page))
    reviewer.post(page, {"do": "put_in"})
    through(run)
    assert (run.state, run.loaded, run.applied_by) == (State.DONE, 118, office.reviewer)
    assert "118" in text(editor.get(page))
    assert run.name in text(editor.get(LIST))
    events = set(AuditEntry.objects.filter(object_type="importrun").values_list("event", "actor_id"))
    assert events == {("questions_uploaded", office.editor.pk), ("questions_imported", office.reviewer.pk)}
    assert "cau-hoi" not in "".join(AuditEntry.objects.values_list("note", flat=True))


def test_who_brought_it_does_not_put_it_in_but_for_an_administrator(office: Office) -> None:
    reviewer = desk(office.reviewer)
    bring(reviewer, csv_of([good_row(2)]))
    run = through(ImportRun.objects.get())
    reviewer.post(f"{LIST}{run.pk}/", {"do": "put_in"})
    run.refresh_from_db()
    assert run.state == State.CHECKED
    assert "Chính bạn tải tệp này lên" in text(reviewer.get(f"{LIST}{run.pk}/"))
    chief = make_staff("0905000009", Role.ADMINISTRATOR)
    bring(desk(chief), csv_of([good_row(3)]))
    own = through(ImportRun.objects.latest("pk"))
    desk(chief).post(f"{LIST}{own.pk}/", {"do": "put_in"})
    own.refresh_from_db()
    assert own.state == State.LOADING


def test_outsiders_see_nothing_of_it(office: Office) -> None:
    run = office.checked(csv_of([good_row(2)]))
    for client in (Client(), desk(make_area_official())):
        for path in (LIST, NEW, f"{LIST}mau/", f"{LIST}{run.pk}/", f"{LIST}{run.pk}/loi/", EXPORT):
            answer = client.get(path)
            assert (path, answer.status_code in {302, 403}) == (path, True)
        client.post(f"{LIST}{run.pk}/", {"do": "discard"})
    run.refresh_from_db()
    assert run.state == State.CHECKED
    assert desk(office.editor).get(EXPORT)["Location"] == "/quan-tri/"


def test_it_is_discarded_by_who_brought_it_and_nothing_of_it_is_kept(office: Office) -> None:
    run = office.checked(csv_of(many_rows(50, [])))
    other = desk(make_staff("0905000006", Role.EDITOR))
    other.post(f"{LIST}{run.pk}/", {"do": "discard"})
    run.refresh_from_db()
    assert run.state == State.CHECKED, "another editor may not"
    desk(office.editor).post(f"{LIST}{run.pk}/", {"do": "discard"})
    run.refresh_from_db()
    assert run.state == State.DISCARDED
    assert not ImportRow.objects.exists()
    assert not ImportFile.objects.exists()
    assert AuditEntry.objects.filter(event="questions_discarded", object_id=str(run.pk)).exists()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 310_000_000)
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as inside:
        inside.writestr("anh.txt", "không phải bảng tính")
    return file.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
NO_GOOD = {
    "empty": (Format.CSV, b"", "trống"),
    "blank": (Format.GIFT, b" \n\n ", "trống"),
    "exe as xlsx": (Format.XLSX, b"MZ\x90\0" + b"\0" * 500, "không phải tệp XLSX"),
    "zip as xlsx": (Format.XLSX, archive(), "hỏng"),
    "xls as xlsx": (Format.XLSX, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, ".xls"),
    "xlsx as csv": (Format.CSV, template(), "XLSX"),
    "xml as gift": (Format.GIFT, b"<?xml version='1.0'?><quiz></quiz>", "Moodle XML"),
    "csv as xml": (Format.MOODLE_XML, csv_of([good_row(2)]), "không phải tệp Moodle XML"),
    "gift as csv": (Format.CSV, "::Tên::Hai cộng hai?{=4}".encode(), "Loại"),
    "only the template": (Format.XLSX, template(), "Không dùng được câu hỏi nào"),
    "xml bomb": (Format.MOODLE_XML, DOCTYPE, "gây hại"),
    "xml of another kind": (Format.MOODLE_XML, b"<?xml version='1.0'?><rss><a/></rss>", "Moodle"),
    "broken braces": (Format.GIFT, "Hai cộng hai? {=4\n\nBa? }".encode(), "Dòng 1"),
    "latin": (Format.CSV, "Loại,Câu hỏi\n".encode("utf-16-le")[1:] + b"\xff\xfe\xfd", "UTF-8"),
    "too large": (Format.CSV, b"a" * 20_000_001, "20 MB"),
}


@pytest.mark.parametrize("name", NO_GOOD)
def test_what_is_no_good_is_refused_with_a_sentence_and_not_kept(office: Office, name: str) -> None:
    kind, data, sentence = NO_GOOD[name]
    answer = bring(desk(office.editor), data, kind)
    assert answer.status_code == 422
    errors = " ".join(str(one) for one in answer.context["form"].errors["file"])
    assert sentence in errors
    assert "error-message" in text(answer)
    assert not ImportRun.objects.exists()
    assert not ImportFile.objects.exists()


def test_a_workbook_that_unpacks_to_far_more_is_refused(office: Office) -> None:
    answer = bring(desk(office.editor), bomb(), Format.XLSX)
    assert "quá lớn" in str(answer.context["form"].errors["file"])
    assert not ImportRun.objects.exists()


def test_100_001_rows_are_refused_and_not_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizzes.formats.spreadsheet.reader.MOST_QUESTIONS", 30)
    monkeypatch.setattr(working, "PIECE", 10)
    run = office.checked(csv_of(many_rows(31, [])))
    assert (run.state, "30" in run.message) == (State.FAILED, True)
    assert not ImportRow.objects.exists()
    assert not ImportFile.objects.exists()
    assert run.message in text(desk(office.editor).get(f"{LIST}{run.pk}/"))
    assert office.checked(csv_of(many_rows(30, []))).state == State.CHECKED


def test_a_file_that_breaks_off_says_so_above_all(office: Office) -> None:
    data = csv_of(many_rows(5, [])) + b'"Cau,khong dong ngoac\n'
    run = office.checked(data)
    assert (run.state, run.good) == (State.CHECKED, 5)
    assert "hỏng từ dòng 7" in text(desk(office.reviewer).get(f"{LIST}{run.pk}/"))


def test_troubles_are_paged_and_come_as_a_file(office: Office) -> None:
    run = office.checked(csv_of(many_rows(200, list(range(20, 91)))))
    page = desk(office.editor)
    assert len(page.get(f"{LIST}{run.pk}/").context["troubles"]) == 50
    assert len(page.get(f"{LIST}{run.pk}/?trang=2").context["troubles"]) == 21
    assert len(page.get(f"{LIST}{run.pk}/?cau=2").context["waiting"]) == 20
    answer = page.get(f"{LIST}{run.pk}/loi/")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Dòng", *(str(number) for number in range(20, 91))]
    assert "no-store" in answer["Cache-Control"]


def test_the_same_file_is_not_brought_twice_at_once_and_is_told_of_later(office: Office) -> None:
    data = csv_of([good_row(2)])
    first = office.loaded(data)
    again = office.checked(data)
    assert again.state == State.CHECKED
    shown = text(desk(office.reviewer).get(f"{LIST}{again.pk}/"))
    assert f'href="{LIST}{first.pk}/"' in shown
    answer = bring(desk(office.editor), data)
    assert "đang được xử lý" in str(answer.context["form"].errors["file"])


def test_what_was_chosen_in_the_form_is_kept(office: Office) -> None:
    bring(
        desk(office.editor), csv_of([good_row(2, competence="", source="", review_by="")]), name="a.csv",
        competence=office.competence.pk, source="Sở", review_by="01/05/2027",
    )  # fmt: skip
    run = through(ImportRun.objects.get())
    assert (run.good, run.competence, run.source, str(run.review_by)) == (1, office.competence, "Sở", "2027-05-01")


def test_after_some_weeks_files_go_and_what_waited_is_discarded(office: Office) -> None:
    loaded, waiting, fresh = (office.loaded(csv_of([good_row(number)])) for number in (2, 3, 4))
    ImportRun.objects.filter(pk=waiting.pk).update(state=State.CHECKED)
    ImportRun.objects.exclude(pk=fresh.pk).update(uploaded_at="2026-01-01T00:00:00Z")
    clean_old()
    states = dict(ImportRun.objects.values_list("pk", "state"))
    assert states == {loaded.pk: State.DONE, waiting.pk: State.DISCARDED, fresh.pk: State.DONE}
    assert [one.run_id for one in ImportFile.objects.all()] == [fresh.pk]
    assert clean_old() == 0


def test_the_list_and_the_page_take_as_many_queries_for_many_as_for_few(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    runs = [office.checked(csv_of([*many_rows(60, list(range(2, 19))), good_row(number)])) for number in range(12)]
    page = desk(office.reviewer)
    with django_assert_max_num_queries(30):
        assert len(page.get(LIST).context["shown"]) == 12
    with django_assert_max_num_queries(34):
        page.get(f"{LIST}{runs[0].pk}/")
    assert len(BAD) == 17


def test_the_template_is_a_spreadsheet_of_examples(office: Office) -> None:
    answer = desk(office.editor).get(f"{LIST}mau/")
    assert "mau-cau-hoi.xlsx" in answer["Content-Disposition"]
    assert {one.code for one in read(answer.content)} == {"example"}


def test_the_bank_is_taken_along_by_reviewers_only(office: Office) -> None:
    here = make_question("fill_in")
    make_question("scam", competence="2.1")
    retired = make_question()
    Question.objects.filter(pk=retired.pk).update(retired_at="2026-01-01T00:00:00Z")
    make_question(publish=False)
    reviewer = desk(office.reviewer)
    fields = {"format": "csv", "competence": office.competence.pk, "kind": ""}
    answer = reviewer.post(EXPORT, fields)
    (record,) = read(b"".join(answer.streaming_content))
    assert (record.id, record.kind) == (here.pk, "fill_in")
    assert answer["Content-Disposition"].endswith('.csv"')
    assert AuditEntry.objects.get(event="questions_exported").note == "csv, 1, 1.1"
    gift = b"".join(reviewer.post(EXPORT, {"format": "gift"}).streaming_content).decode()
    assert "Không có trong tệp này" in gift
    assert reviewer.post(EXPORT, {"format": "moodle_xml"}).status_code == 422
    assert desk(office.editor).post(EXPORT, fields).status_code == 302
    assert AuditEntry.objects.filter(event="questions_exported").count() == 2


def test_an_asynchronous_server_sends_it_while_it_is_made(office: Office) -> None:
    make_question()
    request = AsyncRequestFactory().post(EXPORT, {"format": "xlsx"})
    request.user = office.reviewer
    assert take_along(request).is_async
    assert not take_along(_plain_request(office.reviewer)).is_async


def _plain_request(user: User) -> Any:
    request = RequestFactory().post(EXPORT, {"format": "xlsx"})
    request.user = user
    return request


@pytest.mark.parametrize("kind", WRITERS)
def test_what_goes_out_comes_back_as_the_same(office: Office, kind: str) -> None:
    for name in EVERY_KIND:
        # GIFT has no gap of its own; the sign that stands for it there is as long as this one.
        content = {**EVERY_KIND[name], **({"sentence": "Đuôi là _____"} if name == "fill_in" else {})}
        make_question(name, content=content)
        make_question(name, content=content, difficulty="hard")
    data = b"".join(WRITERS[kind](records_of(chosen())))
    run = office.checked(data, kind)
    carried = 2 * len(EVERY_KIND) - (4 if kind == Format.GIFT else 0)
    assert (run.bad, run.good, run.unchanged) == (0, carried, carried)


def test_new_questions_from_a_file_mean_what_the_old_ones_did(office: Office) -> None:
    for name in EVERY_KIND:
        make_question(name)
    records = list(records_of(chosen()))
    for record in records:
        record.id = None
    office.loaded(b"".join(WRITERS[Format.XLSX](records)), Format.XLSX)
    versions = list(QuestionVersion.objects.values_list("name", "digest"))
    assert len(versions) == 2 * len(EVERY_KIND)
    assert len(set(versions)) == len(EVERY_KIND), "two of each, alike in all that learners see"

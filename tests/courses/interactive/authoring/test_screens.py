"""The forms in the officials' screens: who may, without scripts, and nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.interactive.authoring import views
from courses.interactive.authoring.services import save
from courses.interactive.files import name_of, storage
from courses.interactive.models import H5PLibrary, H5PPackage
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.models import User
from people.roles.names import Role
from tests.courses.h5p.making import changed, good
from tests.courses.interactive.authoring.making import TYPED, brought, written
from tests.courses.interactive.making import version
from tests.courses.making import make_drawing
from tests.people.staff import make_commune, make_staff, sign_in

pytestmark = pytest.mark.django_db

BASE = "/quan-tri/hoat-dong-tuong-tac"
CHOOSE = f"{BASE}/soan/"
CHOICE = f"{BASE}/soan/trac-nghiem/"
TYPED_CHOICE = TYPED["H5P.MultiChoice"]


@pytest.fixture
def editor() -> User:
    return make_staff("0901111111", Role.EDITOR)


@pytest.fixture
def client(client: Client, editor: User) -> Client:
    return sign_in(client, editor)


@pytest.fixture(autouse=True)
def _installed() -> None:
    brought()


def page(answer: Any) -> str:
    return answer.content.decode()


def edit(package: H5PPackage) -> str:
    return f"{BASE}/{package.pk}/sua/"


def test_an_editor_chooses_a_kind_writes_and_edits_again(client, editor):
    chosen = client.get(CHOOSE)
    assert CHOICE in page(chosen)
    assert "no-store" in chosen["Cache-Control"]
    assert client.get(CHOICE).status_code == 200
    answer = client.post(CHOICE, TYPED_CHOICE)
    package = H5PPackage.objects.get(title="Số khẩn cấp")
    assert answer["Location"] == edit(package)
    assert package.newest.made_by == editor
    shown = page(client.get(edit(package)))
    assert "Thấy cháy &amp; khói thì gọi số nào?" in shown
    assert 'value="&lt;115&gt;"' in shown


def test_on_an_error_everything_that_was_typed_is_there_and_nothing_is_kept(client):
    before = H5PPackage.objects.count()
    answer = client.post(CHOICE, TYPED_CHOICE | {"title": "", "rows-1-right": ""})
    assert answer.status_code == 422
    shown = page(answer)
    assert "Hãy đặt tên." in shown
    assert "Hãy đánh dấu ít nhất một phương án đúng." not in shown.partition("<form")[0].partition('role="alert"')[0]
    assert "Hãy đánh dấu ít nhất một phương án đúng." in shown
    for typed in ("Thấy cháy &amp; khói", 'value="113"', 'value="114"', "Đúng rồi"):
        assert typed in shown
    assert H5PPackage.objects.count() == before


def test_more_rows_come_without_scripts_and_without_complaints(client):
    answer = client.post(CHOICE, TYPED_CHOICE | {"title": "", "more": "1"})
    assert answer.status_code == 200
    shown = page(answer)
    assert "Hãy đặt tên." not in shown
    assert len(re.findall(r'name="rows-\d+-text"', shown)) == 6
    assert 'value="113"' in shown
    assert re.search(r'name="rows-1-right"[^>]*checked', shown)


def test_rows_are_put_in_order_and_taken_away_without_scripts(client):
    package = written("H5P.MultiChoice").package
    change = {"number": "1", "rows-0-ORDER": "3", "rows-1-ORDER": "1", "rows-2-DELETE": "on"}
    places = {f"rows-{number}-place": str(number) for number in range(3)}
    client.post(edit(package), TYPED_CHOICE | change | places)
    package.refresh_from_db()
    assert [answer["text"] for answer in package.newest.content["answers"]] == ["<div>114</div>", "<div>113</div>"]


def test_rows_that_were_moved_stay_where_they_were_put_when_something_is_wrong(client):
    change = {"title": "", "rows-0-ORDER": "3", "rows-1-ORDER": "1", "rows-2-ORDER": "2"}
    shown = page(client.post(CHOICE, TYPED_CHOICE | change))
    assert re.findall(r'name="rows-(\d)-text"', shown) == ["1", "2", "0"]


def test_the_second_of_two_people_is_told_keeps_what_was_typed_and_may_insist(client):
    package = written("H5P.MultiChoice").package
    other = Client()
    sign_in(other, make_staff("0902222222", Role.REVIEWER))
    mine = TYPED_CHOICE | {"number": "1"}
    assert other.post(edit(package), mine | {"question": "Của họ"}).status_code == 302
    answer = client.post(edit(package), mine | {"question": "Của tôi"})
    assert answer.status_code == 409
    assert "phiên bản 2" in page(answer)
    assert "Của tôi" in page(answer)
    package.refresh_from_db()
    assert package.number == 2
    assert client.post(edit(package), mine | {"question": "Của tôi", "over": "2"}).status_code == 302
    assert [version.content["question"] for version in package.versions.order_by("number")][1:] == [
        "<p>Của họ</p>", "<p>Của tôi</p>",
    ]  # fmt: skip


def test_a_number_that_no_version_has_is_not_found(client):
    package = written("H5P.MultiChoice").package
    for number in ("9", "99999999"):
        assert client.post(edit(package), TYPED_CHOICE | {"number": number}).status_code == 404
    for number in ("-1", "x", "", "9" * 30):
        assert client.post(edit(package), TYPED_CHOICE | {"number": number}).status_code in (302, 422)


@pytest.mark.parametrize(
    "change",
    [
        {"rows-TOTAL_FORMS": "99999"}, {"rows-TOTAL_FORMS": "x"}, {"rows-TOTAL_FORMS": "99999", "more": "1"},
        {"rows-TOTAL_FORMS": "x", "more": "1"}, {"rows-0-place": "99999999999999999999"}, {"rows-0-ORDER": "x"},
        {"rows-0-picture": "1"}, {"picture": "x"}, {"picture": "987654"}, {"rows-INITIAL_FORMS": "77"},
    ],
)  # fmt: skip
def test_a_browser_that_makes_things_up_breaks_nothing(client, change):
    assert client.post(CHOICE, TYPED_CHOICE | change).status_code in (200, 302, 422)


def test_a_script_that_was_typed_stays_letters(client):
    typed = TYPED_CHOICE | {"title": "<script>alert(1)</script>", "question": "<img src=x onerror=alert(1)>"}
    client.post(CHOICE, typed)
    version = H5PPackage.objects.get(title__startswith="<script").newest
    assert version.content["question"] == "<p>&lt;img src=x onerror=alert(1)&gt;</p>"
    assert "<script>alert(1)" not in page(client.get(edit(version.package)))


def test_the_screen_says_which_library_is_missing_and_who_can_install_it(client):
    User.objects.filter(pk=make_staff("0901111113", Role.ADMINISTRATOR).pk).update(full_name="Lê Thị Quản")
    H5PLibrary.objects.filter(machine="H5P.MultiChoice").delete()
    shown = page(client.get(CHOOSE))
    assert "H5P.MultiChoice" in shown
    answer = client.get(CHOICE)
    assert answer.status_code == 409
    for said in (shown, page(answer)):
        assert "Chỉ quản trị viên cài được" in said
        assert "Lê Thị Quản" in said
        assert f'href="{BASE}/nhap/">Đưa tệp H5P lên</a>.' not in said
    assert client.get(f"{BASE}/soan/khong-co/").status_code == 404


def test_who_may_install_a_library_is_led_to_where_a_file_is_brought():
    package = written("H5P.TrueFalse").package
    H5PLibrary.objects.filter(machine__in=["H5P.MultiChoice", "H5P.TrueFalse"]).delete()
    administrator = sign_in(Client(), make_staff("0901111113", Role.ADMINISTRATOR))
    for address in (CHOOSE, CHOICE, f"{BASE}/{package.pk}/tep/"):
        assert f'href="{BASE}/nhap/">Đưa tệp H5P lên</a>.' in page(administrator.get(address))


def test_every_screen_of_a_form_has_a_heading_and_a_way_back(client):
    package = written("H5P.TrueFalse").package
    everything, about = f'href="{BASE}/">Tất cả hoạt động', f'href="{BASE}/{package.pk}/">Về trang của hoạt động'
    for address, way, name in [
        (CHOOSE, everything, "Soạn hoạt động"), (CHOICE, everything, "Trắc nghiệm"),
        (edit(package), about, "Đúng hay sai"),
    ]:  # fmt: skip
        assert_leads(page(client.get(address)), way, name)
    H5PLibrary.objects.all().delete()
    for address, way, name in [
        (CHOICE, everything, "Chưa soạn ở đây được"), (edit(package), about, "Chưa soạn ở đây được"),
        (f"{BASE}/{package.pk}/tep/", about, "Chưa tạo được tệp"),
    ]:  # fmt: skip
        assert_leads(page(client.get(address)), way, name)


def assert_leads(shown: str, way: str, name: str) -> None:
    assert way in shown
    found = re.search(r"<h1.*?</h1>", shown, re.DOTALL)
    assert found, name
    assert name in found[0]


def test_pictures_that_a_form_refuses_are_not_offered_and_not_found(client):
    drawing = make_drawing()
    photo = get_image_model().objects.create(title="Hình chụp", file=get_test_image_file())
    pictures = f"{CHOOSE}hinh/"
    assert f'data-chooser-url="{pictures}"' in page(client.get(CHOICE))
    for address in (pictures, f"{pictures}ket-qua/", f"{pictures}ket-qua/?q=hình"):
        shown = page(client.get(address))
        assert f"/chosen/{photo.pk}/" in shown
        assert f"/chosen/{drawing.pk}/" not in shown


def test_who_kept_an_activity_is_led_to_how_learners_see_it(client):
    kept = client.post(CHOICE, TYPED_CHOICE, follow=True)
    package = H5PPackage.objects.get(title="Số khẩn cấp")
    said = page(kept).partition('class="messages"')[2].partition("</ul>")[0]
    assert f"{BASE}/{package.pk}/" in said
    assert "Xem như người học thấy" in said


def test_an_activity_without_a_form_says_so_and_can_be_taken_along(client):
    package = brought("H5P.Essay 1.5", {"task": "Viết"}).package
    answer = client.get(edit(package))
    assert answer.status_code == 409
    assert f"{BASE}/{package.pk}/tep/" in page(answer)


def test_an_activity_is_taken_along_as_a_file(client):
    package = written("H5P.TrueFalse").package
    answer = client.get(f"{BASE}/{package.pk}/tep/")
    assert answer["Content-Disposition"] == 'attachment; filename="ma-otp-1.h5p"'
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert AuditEntry.objects.filter(event=Event.H5P_EXPORTED, object_id=str(package.pk)).count() == 1


def test_what_cannot_be_taken_along_says_what_is_missing(client):
    package = written("H5P.TrueFalse").package
    H5PLibrary.objects.filter(machine="H5P.TrueFalse").delete()
    answer = client.get(f"{BASE}/{package.pk}/tep/")
    assert answer.status_code == 409
    assert "H5P.TrueFalse 1.8" in page(answer)
    assert not AuditEntry.objects.filter(event=Event.H5P_EXPORTED).exists()


@pytest.mark.parametrize("of", ["content", "library"])
def test_what_lost_a_file_is_not_taken_along_in_part(client, of):
    packed = changed(good(), "content/content.json", file={"path": "a.txt", "mime": "text/plain"})
    made = version(packed | {"content/a.txt": b"mine"})
    files = made.kept_files if of == "content" else H5PLibrary.objects.get(machine="T.Question").files
    storage().delete(name_of(next(iter(files.values()))[0]))
    answer = client.get(f"{BASE}/{made.package_id}/tep/")
    assert answer.status_code == 409
    assert "không còn trên trang này" in page(answer)
    assert not AuditEntry.objects.filter(event=Event.H5P_EXPORTED).exists()


@pytest.mark.parametrize("title", ["\u0958" * 200, "\u200b\u2060"])
def test_a_title_that_is_too_long_or_nothing_when_it_is_spelt_right_is_refused(client, title):
    assert client.post(CHOICE, TYPED_CHOICE | {"title": title}).status_code == 422


def test_an_activity_that_is_deleted_while_it_is_written_is_not_found(client, monkeypatch):
    package = written("H5P.MultiChoice").package

    def late(**given: Any) -> Any:
        H5PPackage.objects.filter(pk=package.pk).delete()
        return save(**given)

    monkeypatch.setattr(views, "save", late)
    assert client.post(edit(package), TYPED_CHOICE | {"number": "1"}).status_code == 404


def test_who_may_not_write_does_not():
    package = written("H5P.MultiChoice").package
    official = Client()
    sign_in(official, make_staff("0903333333", Role.AREA_OFFICIAL, area=make_commune()))
    for address in (CHOOSE, CHOICE, edit(package), f"{BASE}/{package.pk}/tep/"):
        assert official.get(address).status_code == 302
        assert Client().get(address).status_code == 302
    official.post(CHOICE, TYPED_CHOICE | {"title": "Lén"})
    official.post(edit(package), TYPED_CHOICE | {"number": "1", "question": "Lén"})
    assert not H5PPackage.objects.filter(title="Lén").exists()
    package.refresh_from_db()
    assert package.number == 1


def test_screens_ask_the_database_a_bounded_number_of_times(client, django_assert_max_num_queries):
    cards = written("H5P.Dialogcards").package
    questions = written("H5P.QuestionSet").package
    client.get(CHOOSE)
    with django_assert_max_num_queries(30):
        client.get(CHOOSE)
    for package in (cards, questions):
        with django_assert_max_num_queries(30):
            client.get(edit(package))
    typed = TYPED["H5P.Dialogcards"] | {"number": "1", "title": "Thẻ mới"}
    with django_assert_max_num_queries(45):
        client.post(edit(cards), typed)


def test_fields_of_the_form_are_those_of_the_library():
    # Fields that a library has no place for are not asked.
    semantics = [
        {**field, "fields": [each for each in field["fields"] if each["name"] != "feedbackOnWrong"]}
        if field["name"] == "behaviour" else field
        for field in H5PLibrary.objects.get(machine="H5P.TrueFalse").semantics
    ]  # fmt: skip
    H5PLibrary.objects.filter(machine="H5P.TrueFalse").update(semantics=semantics)
    client = sign_in(Client(), make_staff("0904444444", Role.EDITOR))
    shown = page(client.get(f"{BASE}/soan/dung-sai/"))
    assert 'name="said_right"' in shown
    assert 'name="said_wrong"' not in shown

"""The officials' screens of activities: who sees what, searching, choosing, usage, renewing lessons, deleting."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageLogEntry

from courses.interactive.models import H5PLibrary, H5PPackage, H5PVersion
from courses.interactive.office import showing
from courses.interactive.office.library_views import needed_by
from courses.interactive.office.usage import lessons_behind, uses_of
from courses.models import CourseVersion, LessonPage, LessonVersion
from courses.selectors import newest_lesson_version
from people.audit.models import AuditEntry
from people.models import User
from tests.courses.editing.people import fields_of, make_administrator, make_area_official, make_editor, make_reviewer
from tests.courses.h5p.making import MAIN, changed, good, head, library, packed_json
from tests.courses.interactive.making import version
from tests.courses.making import LessonFactory, cards, edit, plant, text
from tests.courses.test_h5p_cards import h5p
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/hoat-dong-tuong-tac/"


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "h5p": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "h5p"}}
    }
    plant()


def desk(user: User) -> Client:
    return sign_in(Client(), user)


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def titled(title: str, **given: Any) -> H5PVersion:
    return version(changed(good(), "h5p.json", title=title), **given)


def renewed(made: H5PVersion, points: int = 4, **given: Any) -> H5PVersion:
    return version(changed(good(), "content/content.json", points=points), into=made.package, **given)


def screens(package: H5PPackage) -> list[str]:
    return [
        HERE, f"{HERE}results/", f"{HERE}edit/{package.pk}/", f"{HERE}{package.pk}/",
        f"{HERE}{package.pk}/xuat-ban-lai/", f"{HERE}{package.pk}/phien-ban-moi/", f"{HERE}nhap/",
        f"{HERE}thu-vien/", f"{HERE}chon/",
        f"{HERE}chon/chosen/{package.pk}/", f"{HERE}usage/{package.pk}/", f"{HERE}history/{package.pk}/",
    ]  # fmt: skip


def test_writers_and_reviewers_see_the_screens_and_nobody_else_does() -> None:
    package = version().package
    insiders = [desk(make_editor()), desk(make_reviewer()), desk(make_administrator())]
    outsiders = [desk(make_area_official()), Client()]
    for address in screens(package):
        for client in insiders:
            assert (address, client.get(address).status_code) == (address, 200)
        for client in outsiders:
            answer = client.get(address)
            assert (address, answer.status_code in (302, 403)) == (address, True)
            assert package.title not in answer.content.decode()


def test_the_list_is_searched_without_marks_and_filtered_by_kind() -> None:
    titled("Nhận ra tin lừa đảo")
    titled("Gọi điện thoại")
    other = {name: content for name, content in good().items() if not name.startswith("h5p")}
    other |= library("T.Other 1.0", scripts=("o.js",)) | {"h5p.json": packed_json(head("T.Other 1.0", title="Khác"))}
    version(other)
    client = desk(make_editor())
    found = page(client.get(f"{HERE}results/?q=lua dao"))
    assert "Nhận ra tin lừa đảo" in found
    assert "Gọi điện thoại" not in found
    assert re.search(r"<td[^>]*> ?T\.Question 1\.0 ?</td>", found)
    kinds = page(client.get(f"{HERE}results/?kind=T.Other"))
    assert "Khác" in kinds
    assert "Gọi điện thoại" not in kinds


def test_the_list_asks_the_database_the_same_for_one_and_for_many(django_assert_max_num_queries: Any) -> None:
    client = desk(make_editor())
    for number in range(12):
        titled(f"Hoạt động {number}")
    client.get(HERE)
    with django_assert_max_num_queries(24):
        assert "Hoạt động 11" in page(client.get(HERE))


def test_the_page_about_an_activity_says_what_is_known() -> None:
    files = changed(good(), "content/content.json", points=99)
    files[f"{MAIN}/js/q.js"] = b'fetch("https://tracker.example.com/a");'
    made = version(files)
    found = page(desk(make_editor()).get(f"{HERE}{made.package_id}/"))
    for said in ("T.Question", "T.Helper 1.0.0", "x.h5p", "tracker.example.com", f"{MAIN}/js/q.js", "points"):
        assert said in found
    assert f'data-player="http://h5p.bdhvs.localhost:8000/p/{made.package_id}/1/"' in found


def test_the_frame_of_a_preview_leads_nowhere_but_to_the_content_host() -> None:
    answer = desk(make_editor()).get(f"{HERE}{version().package_id}/")
    assert answer["Content-Security-Policy"] == "frame-src http://h5p.bdhvs.localhost:8000"


def test_the_page_about_an_activity_asks_the_database_no_more_than_so_often(
    django_assert_max_num_queries: Any,
) -> None:
    made = version()
    for number in range(6):
        renewed(made, number)
    for _ in range(5):
        LessonFactory(cards=cards(h5p(made.package)))
    client = desk(make_editor())
    client.get(f"{HERE}{made.package_id}/")
    with django_assert_max_num_queries(34):
        client.get(f"{HERE}{made.package_id}/")


def test_where_it_is_used_names_live_lessons_drafts_and_lessons_with_a_draft() -> None:
    made, other = version(), version()
    live = LessonFactory(cards=cards(h5p(made.package)), title="Bài đang hiện")
    draft = LessonFactory(cards=cards(h5p(made.package)), title="Bài nháp", live=False)
    both = LessonFactory(title="Bài có bản nháp mới")
    both.cards = cards(text("Chào"), h5p(made.package))
    both.save_revision()
    LessonFactory(cards=cards(h5p(other.package)), title="Bài khác")
    uses = uses_of(made.package)
    assert {(use.page.pk, use.shows) for use in uses.listed} == {(live.pk, 1), (draft.pk, None), (both.pk, None)}
    assert (uses.count, uses.published) == (3, 1)
    found = page(desk(make_editor()).get(f"{HERE}{made.package_id}/"))
    for lesson in (live, draft, both):
        assert lesson.title in found
    assert "Bài khác" not in found


def test_renaming_changes_what_it_is_found_by() -> None:
    package = version().package
    client = desk(make_editor())
    fields = fields_of(client.get(f"{HERE}edit/{package.pk}/")) | {"title": "Thẻ ghi nhớ"}
    answer = client.post(f"{HERE}edit/{package.pk}/", fields)
    assert answer["Location"] == f"{HERE}{package.pk}/"
    package.refresh_from_db()
    assert (package.title, package.folded, package.kind, package.number) == (
        "Thẻ ghi nhớ",
        "the ghi nho",
        "T.Question",
        1,
    )


def test_a_title_that_is_longer_to_be_searched_by_than_to_be_read_is_kept() -> None:
    package = version().package
    client = desk(make_editor())
    fields = fields_of(client.get(f"{HERE}edit/{package.pk}/")) | {"title": "ß" * 200}
    assert client.post(f"{HERE}edit/{package.pk}/", fields)["Location"] == f"{HERE}{package.pk}/"
    package.refresh_from_db()
    assert (package.title, package.folded) == ("ß" * 200, ("ss" * 200)[:255])


# A letter that is two in the one spelling that is kept, and letters that nobody sees.
@pytest.mark.parametrize("title", ["\u0958" * 200, "\u200b\u2060"])
def test_a_title_that_is_too_long_or_nothing_when_it_is_spelt_right_is_refused(title: str) -> None:
    package = version().package
    client = desk(make_editor())
    fields = fields_of(client.get(f"{HERE}edit/{package.pk}/")) | {"title": title}
    assert client.post(f"{HERE}edit/{package.pk}/", fields).status_code == 200
    package.refresh_from_db()
    assert package.title == "A question"


def test_the_chooser_finds_without_marks_and_answers_with_the_key_as_text() -> None:
    made = titled("Lừa đảo qua điện thoại")
    titled("Khác hẳn")
    client = desk(make_editor())
    found = page(client.get(f"{HERE}chon/results/?q=lua+dao"))
    assert "Lừa đảo qua điện thoại" in found
    assert "T.Question" in found
    assert "Khác hẳn" not in found
    chosen = client.get(f"{HERE}chon/chosen/{made.package_id}/").json()
    assert chosen["result"]["id"] == str(made.package_id)


def test_the_chooser_makes_no_activity_without_a_version() -> None:
    assert desk(make_editor()).post(f"{HERE}chon/create/", {"title": "Rỗng"}).status_code == 404
    desk(make_editor("0912000021")).post(f"{HERE}add/", {"title": "Rỗng"})
    assert not H5PPackage.objects.exists()


def test_adding_leads_to_bringing_a_file() -> None:
    assert desk(make_editor()).get(f"{HERE}add/")["Location"] == f"{HERE}nhap/"


def test_what_a_lesson_shows_or_ever_showed_is_not_deleted() -> None:
    client = desk(make_administrator())
    shown, once, draft = version().package, version().package, version().package
    LessonFactory(cards=cards(h5p(shown)))
    edit(LessonFactory(cards=cards(h5p(once))), cards=cards(text("Nay không còn")))
    LessonFactory(cards=cards(h5p(draft)), live=False)
    for package in (shown, once, draft):
        address = f"{HERE}{package.pk}/xoa/"
        assert 'class="button no"' not in page(client.get(address))
        client.post(address)
        assert H5PPackage.objects.filter(pk=package.pk).exists()
    assert not AuditEntry.objects.filter(event="h5p_deleted").exists()


def test_what_nothing_uses_is_deleted_with_its_versions_and_the_audit_knows() -> None:
    package = renewed(version()).package
    administrator = make_administrator()
    client = desk(administrator)
    assert client.get(f"{HERE}delete/{package.pk}/")["Location"] == f"{HERE}{package.pk}/xoa/"
    answer = client.post(f"{HERE}{package.pk}/xoa/")
    assert answer["Location"] == HERE
    assert not H5PVersion.objects.exists()
    entry = AuditEntry.objects.get(event="h5p_deleted")
    assert (entry.actor, entry.object_id) == (administrator, str(package.pk))


def test_nobody_but_an_administrator_deletes_and_nobody_many_at_once() -> None:
    package = version().package
    for client in (desk(make_editor()), desk(make_reviewer())):
        assert client.post(f"{HERE}{package.pk}/xoa/").status_code in (302, 403)
    many = f"/quan-tri/bulk/courses/h5ppackage/delete/?id={package.pk}"
    desk(make_administrator()).post(many)
    assert H5PPackage.objects.filter(pk=package.pk).exists()


def test_lessons_show_the_newest_version_when_a_reviewer_says_so() -> None:
    made = version()
    lesson, draft = LessonFactory(cards=cards(h5p(made.package))), LessonFactory(cards=cards(h5p(made.package)))
    draft.title = "Bản nháp chưa duyệt"
    draft.save_revision()
    newest = renewed(made)
    courses = CourseVersion.objects.count()
    reviewer = make_reviewer()
    client = desk(reviewer)
    address = f"{HERE}{made.package_id}/xuat-ban-lai/"
    assert {use.page.pk for use in lessons_behind(newest.package)} == {lesson.pk, draft.pk}
    found = page(client.get(address))
    assert lesson.title in found
    assert client.post(address, {"number": 2})["Location"] == address
    for each in (lesson, draft):
        first, kept = LessonVersion.objects.filter(lesson=each.uuid).order_by("number")
        assert (kept.cards[0]["h5p"]["number"], kept.title) == (2, first.title)
    assert LessonPage.objects.get(pk=draft.pk).has_unpublished_changes
    assert CourseVersion.objects.count() == courses
    assert lessons_behind(newest.package) == []
    assert AuditEntry.objects.filter(event="h5p_shown_again", actor=reviewer).count() == 2
    assert PageLogEntry.objects.filter(action=showing.SHOWN_AGAIN).count() == 2
    for each in (lesson, draft):
        assert made.package.title in page(client.get(f"/quan-tri/pages/{each.pk}/history/"))
    client.post(address, {"number": 2})
    assert LessonVersion.objects.filter(lesson=lesson.uuid).count() == 2


@pytest.mark.parametrize("agreed", [{"number": 2}, {}, {"number": "2²"}])
def test_a_version_that_nobody_has_looked_at_is_not_shown_in_the_place_of_another(agreed: dict[str, Any]) -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    renewed(made)
    client = desk(make_reviewer())
    address = f"{HERE}{made.package_id}/xuat-ban-lai/"
    assert '<input type="hidden" name="number" value="2">' in page(client.get(address))
    renewed(made, 5)
    assert "đã có phiên bản khác" in page(client.post(address, agreed, follow=True))
    assert newest_lesson_version(lesson.uuid).cards[0]["h5p"]["number"] == 1
    assert not AuditEntry.objects.filter(event="h5p_shown_again").exists()


def test_a_version_that_comes_while_lessons_are_published_is_not_shown(monkeypatch: Any) -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    renewed(made)
    reviewer = make_reviewer()
    publish = showing.publish_lesson

    def later(page: LessonPage) -> LessonVersion:
        renewed(made, 5, user=reviewer, install=False)
        return publish(page)

    monkeypatch.setattr(showing, "publish_lesson", later)
    desk(reviewer).post(f"{HERE}{made.package_id}/xuat-ban-lai/", {"number": 2})
    assert newest_lesson_version(lesson.uuid).cards[0]["h5p"]["number"] == 2
    assert [use.page.pk for use in lessons_behind(H5PPackage.objects.get())] == [lesson.pk]


def test_another_activity_of_the_lesson_stays_in_its_version() -> None:
    made, other = version(), version()
    lesson = LessonFactory(cards=cards(h5p(made.package), h5p(other.package)))
    renewed(made)
    renewed(other, 3)
    desk(make_reviewer()).post(f"{HERE}{made.package_id}/xuat-ban-lai/", {"number": 2})
    assert [card["h5p"]["number"] for card in newest_lesson_version(lesson.uuid).cards] == [2, 1]


def test_so_many_lessons_at_a_time_and_the_rest_is_told(monkeypatch: Any) -> None:
    monkeypatch.setattr(showing, "A_TIME", 2)
    made = version()
    for _ in range(3):
        LessonFactory(cards=cards(h5p(made.package)))
    package = renewed(made).package
    client = desk(make_reviewer())
    answer = client.post(f"{HERE}{package.pk}/xuat-ban-lai/", {"number": 2}, follow=True)
    assert len(lessons_behind(package)) == 1
    assert "Còn 1 bài" in page(answer)
    client.post(f"{HERE}{package.pk}/xuat-ban-lai/", {"number": 2})
    assert lessons_behind(package) == []


def test_who_brought_a_version_or_may_not_publish_does_not_let_lessons_show_it() -> None:
    made = version()
    lesson = LessonFactory(cards=cards(h5p(made.package)))
    reviewer, editor = make_reviewer(), make_editor()
    renewed(made, user=reviewer, install=False)
    for user in (reviewer, editor):
        client = desk(user)
        assert "<form" not in page(client.get(f"{HERE}{made.package_id}/xuat-ban-lai/")).split("<main")[1]
        assert client.post(f"{HERE}{made.package_id}/xuat-ban-lai/").status_code in (302, 403)
    assert newest_lesson_version(lesson.uuid).number == 1


def test_libraries_say_how_many_activities_need_them_and_who_installed_them(
    django_assert_max_num_queries: Any,
) -> None:
    administrator = make_administrator()
    made = version(user=administrator)
    version()
    version(changed(good(), f"{MAIN}/library.json", patchVersion=3), into=made.package, user=administrator)
    assert H5PLibrary.objects.filter(machine="T.Question").count() == 2
    assert {name.machine: count for name, count in needed_by().items()} == {"T.Helper": 2, "T.Question": 2}
    client = desk(make_editor())
    client.get(f"{HERE}thu-vien/")
    with django_assert_max_num_queries(18):
        found = page(client.get(f"{HERE}thu-vien/"))
    assert "1.0.3" in found
    assert "1.0.0" in found  # the helper
    assert found.count("<code>T.Question</code>") == 1
    assert administrator.full_name in found
    assert "<form" not in found.split("<main")[1]


def test_pages_of_versions_are_turned() -> None:
    made = version()
    for number in range(22):
        renewed(made, number % 10 + (number // 10) * 0.5)
    made.package.refresh_from_db()
    client = desk(make_editor())
    first, second = (page(client.get(f"{HERE}{made.package_id}/?trang={n}")) for n in (1, 2))
    assert "trang=2" in first
    assert "trang=1" in second


def test_the_list_offers_what_the_page_about_an_activity_offers() -> None:
    package = version().package
    pk = package.pk
    everybody = {f"{HERE}{pk}/", f"{HERE}{pk}/tep/"}
    changing = {f"{HERE}{pk}/phien-ban-moi/", f"{HERE}edit/{pk}/"}

    def offered(user: User) -> set[str]:
        return set(re.findall(rf'href="({HERE}[^"]*{pk}/[^"]*)"', page(desk(user).get(HERE))))

    editor, administrator = make_editor(), make_administrator()
    assert offered(editor) == everybody | changing
    assert offered(administrator) == everybody | changing | {f"{HERE}{pk}/xoa/"}
    H5PPackage.objects.filter(pk=pk).update(kind="H5P.TrueFalse")
    assert offered(editor) == everybody | changing | {f"{HERE}{pk}/sua/"}
    assert "Đổi tên" in page(desk(editor).get(HERE))


def test_the_page_says_when_a_kind_is_never_finished_and_what_came_with_the_curriculum() -> None:
    made = version(source="an-toan/h5p/tin")
    client = desk(make_editor())
    before = page(client.get(f"{HERE}{made.package_id}/"))
    assert "không bao giờ báo là đã làm xong" not in before
    assert "an-toan/h5p/tin" in before
    H5PPackage.objects.filter(pk=made.package_id).update(kind="H5P.Accordion", loaded_from="an-toan/h5p/tin")
    found = page(client.get(f"{HERE}{made.package_id}/"))
    assert "không bao giờ báo là đã làm xong" in found
    assert "an-toan/h5p/tin" not in found
    assert "đi kèm chương trình học" in found


def test_libraries_are_called_in_vietnamese_where_we_have_a_name() -> None:
    version()
    H5PLibrary.objects.filter(machine="T.Question").update(machine="H5P.TrueFalse", title="True/False Question")
    found = page(desk(make_editor()).get(f"{HERE}thu-vien/"))
    assert "Đúng hay sai <code>H5P.TrueFalse</code>" in found
    assert "True/False Question" not in found


def test_the_screens_lead_to_the_forms_and_to_the_file() -> None:
    package = version().package
    H5PPackage.objects.filter(pk=package.pk).update(kind="H5P.TrueFalse")
    editor = desk(make_editor())
    assert f'href="{HERE}soan/"' in page(editor.get(HERE))
    found = page(editor.get(f"{HERE}{package.pk}/"))
    for led in (f"{HERE}{package.pk}/sua/", f"{HERE}{package.pk}/tep/"):
        assert f'href="{led}"' in found
    H5PPackage.objects.filter(pk=package.pk).update(kind="H5P.Other")
    assert f"{HERE}{package.pk}/sua/" not in page(editor.get(f"{HERE}{package.pk}/"))

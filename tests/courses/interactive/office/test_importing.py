"""A file is checked, read by its owner, taken in once; nobody installs programs without the right."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from courses.interactive.models import H5PFile, H5PLibrary, H5PPackage, H5PVersion
from courses.interactive.office import forms, uploads
from courses.interactive.office.models import H5PUpload, H5PUploadPiece
from people.audit.models import AuditEntry
from people.models import User
from tests.courses.editing.people import make_administrator, make_area_official, make_editor, make_reviewer
from tests.courses.h5p.making import MAIN, Files, changed, good, packed_json, zipped
from tests.courses.interactive.making import version
from tests.courses.making import plant
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/hoat-dong-tuong-tac/"
BRING = f"{HERE}nhap/"


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "h5p": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "h5p"}}
    }
    plant()


@pytest.fixture
def administrator() -> User:
    return make_administrator()


@pytest.fixture
def editor() -> User:
    return make_editor()


def desk(user: User) -> Client:
    return sign_in(Client(), user)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def given(files: Files | None = None, name: str = "bai.h5p") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, zipped(files if files is not None else good()))}


def bring(client: Client, files: Files | None = None, address: str = BRING) -> H5PUpload:
    """A good file, waiting."""
    answer = client.post(address, given(files))
    assert answer.status_code == 302, text(answer)
    return H5PUpload.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def agreed(client: Client, upload: H5PUpload) -> dict[str, str]:
    """What the form of the page would send."""
    page = text(client.get(f"{BRING}{upload.pk}/"))
    found = re.search(r'name="agreed" value="([0-9a-f]{64})"', page)
    assert found
    return {"do": "confirm", "agreed": found[1]}


def confirm(client: Client, upload: H5PUpload) -> Any:
    return client.post(f"{BRING}{upload.pk}/", agreed(client, upload))


def test_an_administrator_reads_what_would_be_installed_and_only_then_is_it_done(administrator: User) -> None:
    client = desk(administrator)
    upload = bring(client)
    page = text(client.get(f"{BRING}{upload.pk}/"))
    for name in ("T.Helper", "T.Question", "1.0.0", "A question"):
        assert name in page
    assert not H5PLibrary.objects.exists()
    assert not H5PPackage.objects.exists()
    answer = confirm(client, upload)
    package = H5PPackage.objects.get()
    assert answer["Location"] == f"{HERE}{package.pk}/"
    assert (package.made_by, package.newest.source) == (administrator, "bai.h5p")
    assert {library.machine for library in H5PLibrary.objects.all()} == {"T.Helper", "T.Question"}
    assert not H5PUploadPiece.objects.exists()
    events = dict(AuditEntry.objects.values_list("event", "note"))
    assert events["h5p_libraries_installed"] == "2: T.Helper 1.0 (0), T.Question 1.0 (0)"
    assert AuditEntry.objects.get(event="h5p_imported").object_id == str(package.pk)


def test_a_higher_patch_is_told_with_both_numbers(administrator: User) -> None:
    version(changed(good(), f"{MAIN}/library.json", patchVersion=2))
    client = desk(administrator)
    upload = bring(client, changed(good(), f"{MAIN}/library.json", patchVersion=6))
    page = text(client.get(f"{BRING}{upload.pk}/"))
    assert "1.0.2 → 1.0.6" in page
    confirm(client, upload)
    assert H5PLibrary.objects.get(machine="T.Question", current=True).patch == 6


def test_an_older_patch_is_told_and_passed_over(administrator: User) -> None:
    version(changed(good(), f"{MAIN}/library.json", patchVersion=6))
    client = desk(administrator)
    upload = bring(client)
    assert {step["does"] for step in upload.plan["steps"]} == {"same", "older"}
    confirm(client, upload)
    assert H5PLibrary.objects.get(machine="T.Question", current=True).patch == 6


def test_who_may_not_install_is_told_what_is_missing_and_whom_to_ask(editor: User, administrator: User) -> None:
    User.objects.filter(pk=administrator.pk).update(full_name="Lê Thị Quản")
    answer = desk(editor).post(BRING, given())
    assert answer.status_code == 422
    page = text(answer)
    for name in ("T.Helper 1.0", "T.Question 1.0", "Lê Thị Quản"):
        assert name in page
    assert not H5PUpload.objects.exists()
    assert not H5PFile.objects.exists()


def test_a_file_that_is_to_be_mended_is_not_sent_on_as_it_is(editor: User) -> None:
    page = text(desk(editor).post(BRING, given(good() | {"content/a.svg": b"<svg/>"})))
    assert "hãy sửa những chỗ nêu dưới đây trước" in page
    assert "gửi chính tệp này" not in page


def test_content_that_is_here_already_is_named_before_there_are_two_of_it(administrator: User) -> None:
    client = desk(administrator)
    first = bring(client)
    assert "Nội dung này đã có" not in text(client.get(f"{BRING}{first.pk}/"))
    client.post(f"{BRING}{first.pk}/", agreed(client, first))
    package = H5PPackage.objects.get()
    again = text(client.get(f"{BRING}{bring(client).pk}/"))
    assert f'đã có ở đây: <a href="{HERE}{package.pk}/">' in again
    # As its next version it is told otherwise, and makes no second one.
    into = bring(client, address=f"{HERE}{package.pk}/phien-ban-moi/")
    assert "sẽ có hai hoạt động" not in text(client.get(f"{BRING}{into.pk}/"))
    other = bring(client, changed(good(), "content/content.json", points=7))
    assert "Nội dung này đã có" not in text(client.get(f"{BRING}{other.pk}/"))


def test_who_may_not_install_uses_what_is_here_and_installs_nothing(editor: User) -> None:
    version()
    client = desk(editor)
    newer = changed(good(), f"{MAIN}/library.json", patchVersion=9)
    upload = bring(client, newer)
    assert upload.plan["steps"] == []
    confirm(client, upload)
    assert not H5PLibrary.objects.filter(patch=9).exists()
    assert H5PPackage.objects.filter(made_by=editor).count() == 1
    assert not AuditEntry.objects.filter(event="h5p_libraries_installed").exists()


def test_everything_that_is_wrong_is_on_the_page_and_nothing_is_kept(administrator: User) -> None:
    files = good() | {"content/../../evil.txt": b"x", "content/a.svg": b"<svg/>", "content/content.json": b"{"}
    answer = desk(administrator).post(BRING, given(files))
    assert answer.status_code == 422
    page = text(answer)
    for name in ("content/../../evil.txt", "content/a.svg", "content/content.json"):
        assert name in page
    assert not H5PUpload.objects.exists()
    assert not H5PUploadPiece.objects.exists()


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"0" * 500])
def test_what_is_no_package_is_refused_with_a_sentence(administrator: User, content: bytes) -> None:
    answer = desk(administrator).post(BRING, {"file": SimpleUploadedFile("a.h5p", content)})
    assert answer.status_code == 422
    assert not H5PUpload.objects.exists()


def test_a_form_without_a_file_is_refused(administrator: User) -> None:
    assert desk(administrator).post(BRING, {}).status_code == 422


def test_what_is_above_the_bound_is_refused_as_too_large(administrator: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(forms, "MOST_BYTES", 100)
    answer = desk(administrator).post(BRING, given())
    assert answer.status_code == 413
    assert "64 MB" in text(answer)


def test_a_title_from_a_stranger_is_shown_as_text(administrator: User) -> None:
    client = desk(administrator)
    upload = bring(client, changed(good(), "h5p.json", title="<script>alert(1)</script>"))
    page = text(client.get(f"{BRING}{upload.pk}/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_zero_character_in_a_title_breaks_nothing(administrator: User) -> None:
    answer = desk(administrator).post(BRING, given(changed(good(), "h5p.json", title="A\0b")))
    assert answer.status_code == 422
    assert "h5p.json" in text(answer)


def test_a_second_click_is_told_and_takes_nothing_in_twice(administrator: User) -> None:
    client = desk(administrator)
    upload = bring(client)
    fields = agreed(client, upload)
    first, second = (client.post(f"{BRING}{upload.pk}/", fields, follow=True) for _ in range(2))
    assert H5PVersion.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain
    assert AuditEntry.objects.filter(event="h5p_imported").count() == 1
    told = text(second)
    assert "đã được đưa vào" in told
    assert client.get(f"{BRING}{upload.pk}/").status_code == 302


def test_what_was_not_shown_is_not_done(administrator: User) -> None:
    client = desk(administrator)
    upload = bring(client)
    fields = agreed(client, upload)
    # A colleague installs one of the two meanwhile, in a newer patch.
    version(changed(good(), f"{MAIN}/library.json", patchVersion=3))
    before = H5PVersion.objects.count()
    answer = client.post(f"{BRING}{upload.pk}/", fields)
    assert answer.status_code == 409
    assert H5PVersion.objects.count() == before
    # The page that comes says what would be done now, and can be confirmed.
    confirm(client, upload)
    assert H5PVersion.objects.count() == before + 1


def test_a_form_made_up_by_somebody_does_nothing(administrator: User) -> None:
    client = desk(administrator)
    upload = bring(client)
    for fields in ({}, {"agreed": ""}, {"do": "confirm", "agreed": "0" * 64}):
        assert client.post(f"{BRING}{upload.pk}/", fields).status_code == 409
    assert not H5PPackage.objects.exists()


def test_who_lost_the_right_to_install_meanwhile_installs_nothing(administrator: User) -> None:
    client = desk(administrator)
    upload = bring(client)
    fields = agreed(client, upload)
    colleague = make_reviewer()
    H5PUpload.objects.filter(pk=upload.pk).update(owner=colleague)
    answer = desk(colleague).post(f"{BRING}{upload.pk}/", fields)
    assert answer.status_code == 422
    assert "T.Question 1.0" in text(answer)
    assert not H5PLibrary.objects.exists()


def test_a_file_is_its_owners_only(administrator: User) -> None:
    upload = bring(desk(administrator))
    fields = agreed(desk(administrator), upload)
    for other in (make_reviewer(), make_administrator("0912000013")):
        client = desk(other)
        assert client.get(f"{BRING}{upload.pk}/").status_code == 404
        assert client.post(f"{BRING}{upload.pk}/", fields).status_code == 404
        client.post(f"{BRING}{upload.pk}/", {"do": "discard"})
        assert "A question" not in text(client.get(BRING))
    assert H5PUpload.objects.filter(pk=upload.pk, done_at=None).exists()
    assert not H5PPackage.objects.exists()


def test_a_file_that_is_thrown_away_is_gone(administrator: User) -> None:
    client = desk(administrator)
    upload = bring(client)
    client.post(f"{BRING}{upload.pk}/", {"do": "discard"})
    assert not H5PUploadPiece.objects.exists()
    assert client.get(f"{BRING}{upload.pk}/").status_code == 404
    assert client.get(f"{BRING}{uuid.uuid4()}/").status_code == 404


def test_nobody_has_more_than_so_many_waiting(administrator: User) -> None:
    client = desk(administrator)
    for _ in range(uploads.MOST_WAITING):
        bring(client)
    answer = client.post(BRING, given())
    assert answer.status_code == 422
    assert str(uploads.MOST_WAITING) in text(answer)
    assert H5PUpload.objects.count() == uploads.MOST_WAITING


def test_after_a_day_a_file_is_gone_and_a_younger_one_is_not(administrator: User) -> None:
    client = desk(administrator)
    old, young = bring(client), bring(client)
    H5PUpload.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - dt.timedelta(hours=25))
    assert uploads.clean_old() == 1
    assert list(H5PUpload.objects.all()) == [young]
    assert not H5PUploadPiece.objects.filter(upload=old.pk).exists()


def test_a_file_of_several_pieces_comes_out_as_it_went_in(administrator: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("courses.interactive.office.models.PIECE", 100)
    content = zipped(good())
    brought = uploads.bring(by=administrator, file=io.BytesIO(content), name="a.h5p")
    assert brought.upload is not None
    assert H5PUploadPiece.objects.count() == -(-len(content) // 100)
    with brought.upload.opened() as file:
        assert file.read() == content


def test_a_file_becomes_the_next_version_and_says_so(administrator: User) -> None:
    package = version().package
    client = desk(administrator)
    upload = bring(client, changed(good(), "h5p.json", title="Câu hỏi mới"), f"{HERE}{package.pk}/phien-ban-moi/")
    answer = confirm(client, upload)
    assert answer["Location"] == f"{HERE}{package.pk}/xuat-ban-lai/"
    package.refresh_from_db()
    assert (package.number, package.title) == (2, "Câu hỏi mới")


def test_the_same_content_again_makes_no_version_and_says_so(administrator: User) -> None:
    package = version().package
    client = desk(administrator)
    answer = confirm(client, bring(client, address=f"{HERE}{package.pk}/phien-ban-moi/"))
    assert "rồi" in text(client.get(answer["Location"]))
    assert H5PVersion.objects.count() == 1


def test_what_it_calls_and_what_was_mended_is_told(administrator: User) -> None:
    files = changed(good(), "content/content.json", points=99)
    files[f"{MAIN}/js/q.js"] = b'fetch("https://tracker.example.com/a");'
    client = desk(administrator)
    upload = bring(client, files)
    page = text(client.get(f"{BRING}{upload.pk}/"))
    assert "tracker.example.com" in page
    assert f"{MAIN}/js/q.js" in page
    assert "points" in page


def test_outsiders_bring_nothing() -> None:
    package = version().package
    official = desk(make_area_official())
    for address in (BRING, f"{HERE}{package.pk}/phien-ban-moi/", f"{BRING}{uuid.uuid4()}/"):
        for client in (official, Client()):
            assert client.get(address).status_code in (302, 403)
            assert client.post(address, given()).status_code in (302, 403)
    assert not H5PUpload.objects.exists()


def test_the_page_of_a_file_asks_the_database_no_more_than_so_often(
    administrator: User, django_assert_max_num_queries: Any
) -> None:
    client = desk(administrator)
    upload = bring(client)
    with django_assert_max_num_queries(20):
        client.get(f"{BRING}{upload.pk}/")
    many = changed(good(), "content/content.json", **{f"x{n}": packed_json(n).decode() for n in range(300)})
    client.post(BRING, given(many))

"""Asking for a certificate, and checking one: the holder, another learner, somebody who has only the number."""

import re
import uuid

import pytest
from django.core.cache import cache

from learn.certificates import limits
from learn.certificates.models import RevokeReason
from learn.certificates.services import correct_name, issue, revoke, withdraw_for_holder
from learn.learners.services import take_over
from learn.learners.tokens import Claim
from learn.models import Certificate, Learner
from people.models import User
from tests.learn.certificates.making import (
    NAME,
    confirm,
    finish,
    grade,
    hold,
    make_certificate,
    make_finished,
    make_person,
)
from tests.learn.making import make_course, make_learner

pytestmark = pytest.mark.django_db

NOBODYS = "2222-3333-4444-5555-6666"


@pytest.fixture(autouse=True)
def _no_misses():
    cache.clear()
    yield
    cache.clear()


def text(response):
    return response.content.decode()


def own(course):
    return f"/toi/chung-nhan/{course.course}/"


# Asking


def test_the_holder_of_the_account_asks_looks_and_gets_it(client):
    person, course = make_finished("Nguyễn Thị Hạnh")
    confirm(client, person)
    page = client.get(own(course))
    assert page.status_code == 200
    assert not re.search(r"<input type=\"checkbox\"[^>]* checked", text(page)), "never ticked beforehand"
    looked = client.post(own(course), {"name": "Nguyễn  Thị Hạnh Hoa", "preview": "1"})
    assert (looked.status_code, looked.context["preview"]) == (200, "Nguyễn Thị Hạnh Hoa")
    assert not Certificate.objects.exists()
    done = client.post(own(course), {"name": "Nguyễn Thị Hạnh Hoa", "agreed": "1"})
    assert (done.status_code, done["Location"]) == (302, own(course))
    certificate = Certificate.objects.get()
    assert certificate.number in text(client.get(own(course)))


def test_what_somebody_is_called_here_is_not_proposed_for_the_paper(client):
    person, course = make_finished("Bác Năm")
    confirm(client, person)
    page = client.get(own(course))
    assert (page.context["typed"], page.context["preview"]) == ("", "")
    assert "Bác Năm" not in text(page)
    client.post(own(course), {"name": "Nguyễn Văn Năm", "agreed": "1"})
    grade(person.id, course)
    assert client.get(own(course)).context["typed"] == "Nguyễn Văn Năm", "what stands on the first certificate is"


def test_without_the_box_or_with_a_bad_name_nothing_typed_is_lost(client):
    person, course = make_finished()
    confirm(client, person)
    refused = client.post(own(course), {"name": "Nguyễn Thị Hạnh"})
    assert refused.status_code == 422
    assert 'value="Nguyễn Thị Hạnh"' in text(refused)
    refused = client.post(own(course), {"name": "Hạnh 5", "agreed": "1"})
    assert refused.status_code == 422
    assert 'value="Hạnh 5"' in text(refused)
    assert "“5”" in text(refused)
    assert not Certificate.objects.exists()


def test_a_phone_left_lying_about_gets_none_and_the_typed_name_waits(client):
    person, course = make_finished()
    hold(client, person)
    assert "/dang-nhap/?tiep=/toi/chung-nhan/" in text(client.get(own(course)))
    sent = client.post(own(course), {"name": "Tên Đã Gõ", "agreed": "1"})
    assert sent.status_code == 302
    assert sent["Location"] == f"/dang-nhap/?tiep={own(course)}"
    assert not Certificate.objects.exists()
    assert client.get(own(course)).context["typed"] == "Tên Đã Gõ"


def test_a_name_that_waits_is_shown_to_nobody_else_on_the_phone(client):
    person, course = make_finished()
    hold(client, person)
    client.post(own(course), {"name": "Tên Đã Gõ", "agreed": "1"})
    other = make_person("Người Khác")
    finish(other.id, course)
    confirm(client, other)
    assert client.get(own(course)).context["typed"] == ""


def test_a_name_that_a_guest_typed_waits_for_the_account(client):
    (guest, _), (course, _), person = make_learner(), make_course(), make_person()
    finish(guest, course)
    hold(client, Learner.objects.get(id=guest))
    client.post(own(course), {"name": "Tên Đã Gõ", "agreed": "1"})
    take_over(user=person.account, guest=Claim(guest, 0))
    hold(client, person)
    assert client.get(own(course)).context["typed"] == "Tên Đã Gõ"


def test_a_guest_who_is_forgotten_leaves_no_typed_name(client):
    (guest, _), (course, _) = make_learner(), make_course()
    finish(guest, course)
    hold(client, Learner.objects.get(id=guest))
    client.post(own(course), {"name": "Tên Đã Gõ", "agreed": "1"})
    assert client.session["certificate_name"]
    assert "data-account-ended" in text(client.post("/toi/du-lieu/quen-toi/"))
    assert "certificate_name" not in client.session


def test_a_session_of_another_person_confirms_nothing(client):
    person, course = make_finished()
    confirm(client, make_person())
    hold(client, person)
    assert client.post(own(course), {"name": NAME, "agreed": "1"})["Location"].startswith("/dang-nhap/")


def test_a_guest_is_led_to_an_account(client):
    guest, _ = make_learner()
    course, _ = make_course()
    finish(guest, course)
    hold(client, Learner.objects.get(id=guest))
    assert "/dang-nhap/?tiep=" in text(client.get(own(course)))


@pytest.mark.parametrize("who", ["nobody", "another", "guest"])
def test_others_find_nothing_of_it(client, who):
    certificate = make_certificate()
    if who == "another":
        confirm(client, make_person())
    elif who == "guest":
        hold(client, Learner.objects.get(id=make_learner()[0]))
    address = f"/toi/chung-nhan/{certificate.course}/"
    for path in (address, f"{address}ban-in.pdf", f"{address}sua-ten/"):
        response = client.get(path)
        assert response.status_code == 404, path
        assert certificate.number not in text(response)
        assert certificate.name not in text(response)
    assert client.get(f"/toi/chung-nhan/{uuid.uuid4()}/").status_code == 404


def test_the_holder_prints_it_and_the_browser_need_not_fetch_it_twice(client):
    certificate = make_certificate()
    hold(client, Learner.objects.get(id=certificate.learner))
    first = client.get(f"/toi/chung-nhan/{certificate.course}/ban-in.pdf")
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF")
    assert "private" in first["Cache-Control"]
    again = client.get(f"/toi/chung-nhan/{certificate.course}/ban-in.pdf", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_the_holder_corrects_the_name_in_a_confirmed_session_only(client):
    certificate = make_certificate("Nguyễn Thị Hạn")
    person, address = Learner.objects.get(id=certificate.learner), f"/toi/chung-nhan/{certificate.course}/sua-ten/"
    hold(client, person)
    assert client.post(address, {"name": NAME})["Location"].startswith("/dang-nhap/")
    confirm(client, person)
    assert client.post(address, {"name": "5"}).status_code == 422
    assert client.post(address, {"name": NAME}).status_code == 302
    assert Certificate.objects.valid().get().name == NAME


def test_who_passes_later_can_have_a_second_one(client):
    person, course = make_finished()
    issue(learner=person, course=course.course, name=NAME, agreed=True)
    grade(person.id, course)
    confirm(client, person)
    assert client.get(own(course)).context["entry"].can_ask
    client.post(own(course), {"name": NAME, "agreed": "1"})
    assert client.get(own(course)).context["certificate"].basis == "passed"


def test_the_page_takes_as_many_queries_for_many_courses(client, django_assert_num_queries):
    person, course = make_finished()
    hold(client, person)
    issue(learner=person, course=course.course, name=NAME, agreed=True)
    with django_assert_num_queries(5):
        client.get(own(course))
    for _ in range(4):
        finish(person.id, make_course()[0])
    with django_assert_num_queries(5):
        client.get(own(course))


# Checking


def test_everyone_with_the_number_sees_what_is_needed_and_no_more(client, django_assert_num_queries):
    certificate = make_certificate("Lò Thị Păn")
    person = Learner.objects.get(id=certificate.learner)
    with django_assert_num_queries(1):
        page = client.get(certificate.check_path)
    assert page.status_code == 200
    shown = text(page)
    assert "Lò Thị Păn" in shown
    assert certificate.course_title in shown
    for hidden in (str(person.id), person.account.phone, person.account.phone[3:], str(certificate.course)):
        assert hidden not in shown
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("spell", [str.lower, lambda number: number.replace("-", ""), lambda number: f" {number} "])
def test_a_number_is_found_in_any_spelling(client, spell):
    certificate = make_certificate()
    assert client.get(f"/chung-nhan/{spell(certificate.number)}/").status_code == 200
    sent = client.get("/chung-nhan/", {"so": spell(certificate.number)})
    assert sent["Location"] == certificate.check_path


@pytest.mark.parametrize("reason", list(RevokeReason))
def test_one_that_was_revoked_says_when_and_why_and_names_nobody(client, reason):
    certificate = make_certificate("Phạm Văn Hai")
    person = Learner.objects.get(id=certificate.learner)
    if reason == RevokeReason.REPLACED:
        new = correct_name(learner=person, certificate=certificate, name="Phạm Văn Hải")
    else:
        official = User.objects.create_superuser("0908111222", "mot-mat-khau-dai")
        revoke(certificate=certificate, reason=reason, by=official, note="một lời dặn trong nhà")
    page = client.get(certificate.check_path)
    assert page.status_code == 200
    assert str(reason.label) in text(page)
    assert "Phạm Văn" not in text(page)
    assert certificate.course_title not in text(page)
    assert "một lời dặn" not in text(page)
    if reason == RevokeReason.REPLACED:
        assert new.number not in text(page)


def test_one_that_was_withdrawn_names_nobody(client):
    certificate = make_certificate("Phạm Văn Hai")
    withdraw_for_holder(learner=Learner.objects.get(id=certificate.learner), keep_checkable=False)
    page = client.get(certificate.check_path)
    assert page.status_code == 200
    assert "Phạm Văn Hai" not in text(page)


def test_what_nobody_has_and_what_is_no_number_look_the_same(client):
    make_certificate()
    pages = []
    for typed in (NOBODYS, "abc", "🙂", "A" * 90, "%00"):
        page = client.get(f"/chung-nhan/{typed}/")
        assert page.status_code == 404
        pages.append(re.sub(r'name="so" value="[^"]*"', "", text(page)))
    assert len(set(pages)) == 1
    assert client.get("/chung-nhan/", {"so": "abc"}).status_code == 404
    assert client.get("/chung-nhan/").status_code == 200


def test_a_program_that_tries_numbers_is_told_to_wait_and_others_are_not(client, monkeypatch):
    certificate = make_certificate()
    monkeypatch.setattr(limits, "MOST_MISSES", 3)
    monkeypatch.setattr(limits, "SECONDS", 10**9)
    for _ in range(20):
        assert client.get(certificate.check_path).status_code == 200, "only misses count"
    for _ in range(3):
        assert client.get(f"/chung-nhan/{NOBODYS}/").status_code == 404
    stopped = client.get(f"/chung-nhan/{NOBODYS}/")
    assert stopped.status_code == 429
    assert int(stopped["Retry-After"]) > 0
    assert client.get(f"/chung-nhan/{NOBODYS}/huy-hieu.json").status_code == 429
    assert client.get("/chung-nhan/", {"so": "abc"}).status_code == 429
    # Thousands share one address of a mobile network: a right number is answered there all the same.
    assert client.get(certificate.check_path).status_code == 200
    assert client.get(f"{certificate.check_path}huy-hieu.json").status_code == 200
    assert client.get(certificate.check_path, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_checking_goes_on_while_the_cache_is_away(client, monkeypatch):
    def away(*_, **__):
        raise OSError

    certificate = make_certificate()
    monkeypatch.setattr(limits.cache, "get", away)
    monkeypatch.setattr(limits.cache, "add", away)
    assert client.get(certificate.check_path).status_code == 200
    assert client.get(f"/chung-nhan/{NOBODYS}/").status_code == 404

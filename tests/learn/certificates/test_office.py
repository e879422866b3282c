"""Certificates on the editor's screens: found, looked at on the record, revoked with a reason by who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learn.models import Certificate
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.roles.names import Role
from tests.learn.certificates.making import make_certificate
from tests.people.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/chung-nhan/"


@pytest.fixture
def administrator(client):
    return sign_in(client, make_staff("0901111111", Role.ADMINISTRATOR))


def own(certificate):
    return f"{LIST}{certificate.pk}/"


def seen():
    return AuditEntry.objects.filter(event=Event.PERSONAL_DATA_VIEWED, object_type="certificate")


def test_a_certificate_is_found_by_its_number_in_any_spelling_and_by_how_the_name_begins(administrator):
    wanted, other = make_certificate("Lò Thị Păn"), make_certificate("Vàng A Sử")
    for typed in (wanted.number, wanted.code.lower(), "lo thi", "LÒ THỊ PĂN"):
        page = administrator.get(LIST, {"q": typed}).content.decode()
        assert wanted.number in page, typed
        assert other.number not in page, typed
    assert "không" in administrator.get(LIST, {"q": "chẳng có ai"}).content.decode().lower()


def test_whose_certificates_were_looked_at_is_written_down_about_each(administrator):
    first, second = make_certificate(), make_certificate("Vàng A Sử")
    administrator.get(LIST)
    assert {entry.subject.full_name for entry in seen()} == {"Nguyễn Thị Hạnh", "Vàng A Sử"}
    administrator.get(own(first))
    assert seen().filter(object_id=str(first.pk)).count() == 1
    assert not seen().filter(object_id=str(second.pk)).exists()


def test_revoking_asks_why_and_everyone_who_checks_reads_it(administrator, client):
    certificate = make_certificate()
    refused = administrator.post(own(certificate), {"reason": "", "note": " "})
    assert refused.status_code == 422
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    done = administrator.post(own(certificate), {"reason": "mistake", "note": "Cấp nhầm người, theo đề nghị của xã."})
    assert done.status_code == 302
    certificate.refresh_from_db()
    assert (certificate.revoke_reason, certificate.revoke_note[:8]) == ("mistake", "Cấp nhầm")
    checked = client.get(certificate.check_path).content.decode()
    assert "cấp nhầm" in checked.lower()
    assert "theo đề nghị của xã" not in checked, "the note is for colleagues"
    assert AuditEntry.objects.filter(event=Event.CERTIFICATE_REVOKED, object_id=str(certificate.pk)).count() == 1


def test_revoking_twice_changes_nothing(administrator):
    certificate = make_certificate()
    administrator.post(own(certificate), {"reason": "mistake", "note": "Một"})
    administrator.post(own(certificate), {"reason": "misuse", "note": "Hai"})
    certificate.refresh_from_db()
    assert (certificate.revoke_reason, certificate.revoke_note) == ("mistake", "Một")


@pytest.mark.parametrize("reason", ["replaced", "withdrawn", "x" * 1000])
def test_only_the_reasons_of_officials_are_taken(administrator, reason):
    certificate = make_certificate()
    assert administrator.post(own(certificate), {"reason": reason, "note": "Một"}).status_code == 422
    assert Certificate.objects.valid().filter(pk=certificate.pk).exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER])
def test_who_writes_lessons_neither_looks_nor_revokes(client, role):
    certificate = make_certificate()
    sign_in(client, make_staff("0902222222", role))
    assert client.get(LIST).status_code == 302
    for answer in (client.get(own(certificate)), client.post(own(certificate), {"reason": "mistake", "note": "x"})):
        assert certificate.name not in answer.content.decode()
        assert answer.status_code in (302, 403)
    assert Certificate.objects.valid().filter(pk=certificate.pk).exists()
    assert not seen().exists()


def test_the_list_asks_the_same_number_of_queries_however_many_there_are(administrator):
    make_certificate()
    administrator.get(LIST)
    with CaptureQueriesContext(connection) as few:
        administrator.get(LIST)
    for _ in range(8):
        make_certificate()
    with CaptureQueriesContext(connection) as many:
        administrator.get(LIST)
    assert len(many) == len(few) <= 40

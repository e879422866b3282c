import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory

from people.audit.events import Event
from people.audit.models import AuditEntry
from people.audit.services import network_of, record
from people.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-rat-dai"


@pytest.fixture
def user():
    return User.objects.create_superuser("0912345678", PASSWORD, full_name="Nguyễn Thị Ánh")


def written():
    """What was written since the user was made, who got a role at that."""
    return AuditEntry.objects.exclude(event=Event.ROLE_GRANTED)


def test_an_act_is_written_down_with_who_about_whom_and_from_which_network(user):
    other = User.objects.create_user("0987654321")
    request = RequestFactory(REMOTE_ADDR="203.0.113.77").get("/")
    request.user = user
    entry = record(Event.INVITED, subject=other, object_type="invitation", object_id=7, note="x" * 900, request=request)
    entry.refresh_from_db()
    assert (entry.event, entry.actor, entry.subject) == ("invited", user, other)
    assert (entry.object_type, entry.object_id, entry.address) == ("invitation", "7", "203.0.113.0/24")
    assert len(entry.note) == 500
    assert entry.event_label == "mời"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("testserver", ""),
    ],
)
def test_only_the_network_of_an_address_is_kept(address, network):
    assert network_of(address) == network


def test_an_unknown_kind_of_act_is_refused():
    with pytest.raises(ValueError):
        record("something else")


@pytest.mark.parametrize("table", ["people_auditentry", "people_consent"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_delete_or_empty(user, table, change):
    with connection.cursor() as cursor:
        record(Event.SIGN_IN, actor=user)
        cursor.execute(
            "INSERT INTO people_consent (user_id, purpose, given, version, text, sha256, how, at) "
            "VALUES (%s, 'account', true, '1', '', '', '', now())",
            [user.pk],
        )
        # The tests' own database has it switched off, to be emptied between tests that commit.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_never_emptied")
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            cursor.execute(change.format(table))


def test_an_act_that_was_undone_leaves_no_entry(user):
    with transaction.atomic():
        record(Event.PUBLISHED, actor=user)
        transaction.set_rollback(True)
    assert not written().exists()


def test_signing_in_is_written_down_once(user):
    Client(REMOTE_ADDR="203.0.113.77").post("/quan-tri/login/", {"username": "0912345678", "password": PASSWORD})
    entry = written().get()
    assert (entry.event, entry.actor, entry.subject, entry.address) == ("sign_in", user, user, "203.0.113.0/24")


def test_a_wrong_password_is_written_down_about_the_account_with_no_actor_and_no_number(user):
    client = Client()
    client.post("/quan-tri/login/", {"username": "0912 345 678", "password": "sai"})
    client.post("/quan-tri/login/", {"username": "0999999999", "password": "sai"})
    known, unknown = written().order_by("id")
    assert (known.event, known.actor, known.subject, known.note) == ("sign_in_failed", None, user, "")
    assert (unknown.event, unknown.subject, unknown.note) == ("sign_in_failed", None, "")


def test_tries_at_a_locked_number_write_nothing_more(user):
    client = Client()
    for _try in range(15):
        client.post("/quan-tri/login/", {"username": "0912345678", "password": "sai"})
    assert AuditEntry.objects.filter(event=Event.SIGN_IN_FAILED).count() == 10


def test_a_failure_without_a_request_is_written_down_too(user):
    with pytest.raises(Exception, match="request"):
        authenticate(None, username="0912345678", password="sai")

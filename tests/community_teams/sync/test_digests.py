"""What stays of a payload's hash: enough to know the payload again, not enough to guess it by."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from community_teams.sealing import ciphers
from community_teams.sync.models import Operation
from tests.community_teams.phones import changed, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("eyes")]


@pytest.fixture
def masters(settings):
    """Sets the master key in force and earlier ones."""

    def put(first, *earlier):
        settings.FIELD_DATA_KEY, settings.FIELD_DATA_EARLIER_KEYS = first, list(earlier)
        ciphers._masters.cache_clear()

    yield put
    ciphers._masters.cache_clear()


def test_the_hash_of_a_payload_is_nowhere_in_the_table(phone, hamlet):
    made = phone.household(hamlet)
    phone.push(made)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(o)::text FROM community_teams_operation o")
        [(row,)] = cursor.fetchall()
    assert made["sha256"][:32] not in row


def test_after_a_change_of_the_master_key_what_is_sent_again_is_known(masters, phone, hamlet):
    masters("5f" * 32)
    made = phone.household(hamlet)
    phone.push(made)
    masters("6a" * 32, "5f" * 32)
    assert statuses(phone.push(made)) == ["duplicate"]
    other = changed(made, head_name="Lò Văn Hải")
    assert statuses(phone.push(other, other)) == ["quarantined", "duplicate"]
    assert statuses(phone.push(other, made)) == ["duplicate"] * 2


def test_hashes_that_were_kept_before_become_digests(phone, hamlet):
    made, visit = (first := phone.household(hamlet)), phone.visit(first["entity"], after=[first])
    phone.push(made, visit)
    migration = importlib.import_module("community_teams.migrations.0004_operations_digest")
    kept = set(Operation.objects.values_list("digest", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE community_teams_operation DISABLE TRIGGER community_teams_operation_kept")
        cursor.execute("ALTER TABLE community_teams_operation ALTER digest TYPE varchar(64)")
        for one in (made, visit):
            cursor.execute("UPDATE community_teams_operation SET digest = %s WHERE op = %s", [one["sha256"], one["op"]])
    migration.AT_ONCE = 1
    with connection.schema_editor() as editor:
        migration.keep_digests(apps, editor)
    assert set(Operation.objects.values_list("digest", flat=True)) == kept

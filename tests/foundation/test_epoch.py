import pytest
from django.core.management import call_command
from django.db import connection

from foundation.epoch import current_epoch, renew_epoch

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_epoch_stays_while_nothing_was_restored():
    assert current_epoch() == current_epoch()
    assert len(current_epoch()) == 16


def test_it_is_renewed_by_hand(capsys):
    before = current_epoch()
    call_command("renew_epoch")
    assert capsys.readouterr().out.strip() == current_epoch() != before


def test_a_dump_loaded_in_place_begins_a_new_epoch():
    renew_epoch()
    before = current_epoch()
    with connection.cursor() as cursor:
        # What loading a dump does: the table goes and comes back with the same rows.
        cursor.execute("CREATE TABLE kept AS TABLE foundation_epoch")
        cursor.execute("ALTER TABLE foundation_epoch RENAME TO gone")
        cursor.execute("CREATE TABLE foundation_epoch (LIKE gone INCLUDING ALL)")
        cursor.execute("INSERT INTO foundation_epoch TABLE kept")
        try:
            assert current_epoch() != before
        finally:
            cursor.execute("DROP TABLE foundation_epoch, kept")
            cursor.execute("ALTER TABLE gone RENAME TO foundation_epoch")
    assert current_epoch() == before

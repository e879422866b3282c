"""After a change of the master key: everything opens and is found, before, while and after `reseal_households` runs."""

from __future__ import annotations

import itertools
import json

import pytest
from django.core.management import call_command

from community_teams.households import resealing
from community_teams.households.models import Household
from community_teams.households.personal import open_households
from community_teams.households.tokens import new_token
from community_teams.reach import everything
from community_teams.receipts.selectors import card_of
from community_teams.sealing import ciphers
from community_teams.sealing.models import DataKey
from people.audit.models import AuditEntry
from tests.community_teams.world import make_household, make_team

pytestmark = pytest.mark.django_db
OLD, NEW = "5f" * 32, "a7" * 32


@pytest.fixture(autouse=True)
def turn(settings):
    """Change the master keys, as a start with other settings does."""

    def to(first: str, *earlier: str) -> None:
        settings.FIELD_DATA_KEY, settings.FIELD_DATA_EARLIER_KEYS = first, list(earlier)
        ciphers._masters.cache_clear()

    to(OLD)
    yield to
    ciphers._masters.cache_clear()


@pytest.fixture
def made():
    hamlet = make_team().hamlets.get()
    tokens = [new_token() for _one in range(5)]
    with everything():
        for number, token in enumerate(tokens):
            make_household(hamlet, f"Lò Thị {number}", token=token, phone=f"+8491234567{number}")
    return tokens


def found(tokens) -> list[str]:
    cards = [card_of(token) for token in tokens]
    with everything():
        return [
            open_households(Household.objects.filter(pk=card.household))[card.household].head_name for card in cards
        ]


def run(capsys) -> tuple[int, list[dict]]:
    code = 0
    try:
        call_command("reseal_households", "--json")
    except SystemExit as end:
        code = end.code
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_everything_is_found_before_and_after_and_without_the_old_key(made, turn, capsys):
    names = [f"Lò Thị {number}" for number in range(5)]
    turn(NEW, OLD)
    assert found(made) == names
    code, said = run(capsys)
    assert (code, said[0]["changed"], said[1]["changed"]) == (0, 5, 5)
    turn(NEW)
    assert found(made) == names
    assert AuditEntry.objects.filter(event="households_resealed").count() == 1


def test_again_changes_nothing(made, turn, capsys):
    turn(NEW, OLD)
    run(capsys)
    code, said = run(capsys)
    assert (code, said[0]["seen"], said[0]["changed"], said[1]["changed"]) == (0, 5, 0, 0)


def test_cut_off_in_the_middle_it_goes_on_from_there(made, turn, capsys):
    turn(NEW, OLD)
    assert [batch.changed for batch in itertools.islice(resealing.rewrap_keys(at_once=2), 2)] == [2, 2]
    assert [batch.changed for batch in itertools.islice(resealing.find_anew(at_once=2), 1)] == [2]
    assert found(made) == [f"Lò Thị {number}" for number in range(5)]
    code, said = run(capsys)
    assert (code, said[0]["changed"], said[1]["changed"]) == (0, 1, 3)
    turn(NEW)
    assert len(found(made)) == 5


def test_new_households_meanwhile_and_erased_ones_are_left(made, turn, capsys):
    turn(NEW, OLD)
    with everything():
        gone = Household.objects.first()
        DataKey.objects.filter(subject=gone.pk).update(wrapped=None, destroyed_at=gone.created_at)
        Household.objects.filter(pk=gone.pk).update(sealed=None, token_key=None)
        make_household(gone.hamlet, "Mới")
    code, said = run(capsys)
    assert (code, said[0]["seen"], said[0]["changed"]) == (0, 5, 4)


def test_what_no_key_opens_is_named_and_harms_no_other(made, turn, capsys):
    turn(NEW, OLD)
    with everything():
        lost = DataKey.objects.first()
        DataKey.objects.filter(pk=lost.pk).update(wrapped=b"\x01" + b"0" * 60)
    code, said = run(capsys)
    refused = {line["refused"]["subject"] for line in said if "refused" in line}
    assert (code, refused) == (1, {str(lost.pk)})
    turn(NEW)
    with everything():
        good = DataKey.objects.exclude(pk=lost.pk)
        assert all(ciphers.unwrap(key.wrapped, key.subject) for key in good)


def test_one_card_of_two_households_is_named(made, turn, capsys):
    turn(NEW, OLD)
    with everything():
        twin = make_household(Household.objects.first().hamlet, "Hộ thứ hai", token=made[0])
    code, said = run(capsys)
    refused = [line["refused"]["subject"] for line in said if "refused" in line]
    assert code == 1
    assert len(refused) == 1
    assert str(twin.pk) not in refused

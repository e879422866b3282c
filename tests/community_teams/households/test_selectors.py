"""The latest answer of households to each purpose, and erasing again after a restore."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from community_teams.households.consents import Purpose
from community_teams.households.forgetting import forget_household, forget_purpose
from community_teams.households.models import Household, HouseholdConsent
from community_teams.households.selectors import consents_of, kept_for, may_keep
from community_teams.reach import everything
from community_teams.sealing.models import DataKey
from tests.community_teams.making import agree
from tests.community_teams.world import make_household, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def households():
    hamlet = make_team().hamlets.get()
    with everything():
        return [make_household(hamlet, f"Hộ {number}") for number in range(4)]


def test_the_latest_answer_counts_whatever_came_first(households, django_assert_num_queries):
    one, two, *_ = households
    now = timezone.now()
    with everything():
        agree(one, Purpose.PLACE, at=now)
        # Withdrawn before, but it arrived later.
        agree(one, Purpose.PLACE, given=False, at=now - dt.timedelta(days=1))
        agree(two, Purpose.PLACE, at=now)
        agree(two, Purpose.PLACE, given=False, at=now + dt.timedelta(seconds=1))
        with django_assert_num_queries(1):
            found = consents_of(household.pk for household in households)
    assert may_keep(found[one.pk], Purpose.PLACE)
    assert not may_keep(found[two.pk], Purpose.PLACE)
    assert kept_for(found[one.pk]) == [Purpose.RECORD, Purpose.PLACE]
    assert not may_keep(found[one.pk], Purpose.NEEDS)


def test_a_household_without_answers_agreed_to_nothing():
    nobody = uuid.uuid4()
    with everything():
        assert consents_of([nobody]) == {nobody: {}}
    assert kept_for({}) == []


def test_what_is_not_agreed_to_is_not_withdrawn(households):
    assert not forget_purpose(household=households[0].pk, purpose=Purpose.PHOTO)
    assert not forget_purpose(household=households[0].pk, purpose=Purpose.RECORD)
    with everything():
        assert not HouseholdConsent.objects.filter(given=False).exists()


def test_after_a_restore_what_the_log_names_is_erased_again(
    households, tmp_path, caplog, capsys, django_capture_on_commit_callbacks
):
    caplog.set_level("INFO", logger="bdhvs.erased")
    here, kept, *_ = households
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_household(household=here.pk)
        assert not forget_household(household=here.pk)
    lines = [f"{one.levelname} {one.name}: {one.getMessage()}" for one in caplog.records]
    assert lines == [f"INFO bdhvs.erased: erased {here.pk}"]
    later = uuid.uuid4()
    log = tmp_path / "log"
    log.write_text("\n".join(["INFO other", *lines, f"INFO bdhvs.erased: erased {later}", "bdhvs.erased: nonsense"]))
    # The backup brings one back, and never had the other.
    with everything():
        wrapped = DataKey.objects.get(subject=kept.pk).wrapped
        DataKey.objects.filter(subject=here.pk).update(wrapped=wrapped, destroyed_at=None)
        Household.objects.filter(pk=here.pk).update(erased_at=None)
    call_command("erase_households", str(log), "--json")
    assert json.loads(capsys.readouterr().out) == {"erased": 1, "already": 0, "unknown": 1}
    call_command("erase_households", str(log), "--json")
    assert json.loads(capsys.readouterr().out) == {"erased": 0, "already": 1, "unknown": 1}
    with everything():
        assert Household.objects.get(pk=here.pk).erased_at is not None
        assert Household.objects.get(pk=kept.pk).erased_at is None
        # Phones that send it again find it erased.
        assert DataKey.objects.get(subject=later).wrapped is None


def test_a_log_that_is_not_there_is_wrong_usage(tmp_path):
    with pytest.raises(CommandError):
        call_command("erase_households", str(tmp_path / "none"))

"""A household's card in several windows at once, and while a member's phone sends."""

from __future__ import annotations

import pytest

from community_teams.households.consents import Purpose
from community_teams.households.models import Household, HouseholdConsent, HouseholdWish
from community_teams.households.tokens import new_token
from community_teams.reach import everything
from community_teams.receipts.carrying_out import erase_own, withdraw_own
from community_teams.receipts.selectors import card_of
from community_teams.receipts.services import Kind, answer_visit, wish
from community_teams.sealing.models import DataKey
from community_teams.sync.models import Change, Operation
from community_teams.visits.models import Visit
from people.audit.models import AuditEntry
from tests.community_teams.making import agree, make_visit
from tests.community_teams.phones import Phone
from tests.community_teams.world import join, make_household, make_team
from tests.concurrency.test_aliases import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def made():
    team = make_team()
    member = join(team)
    token = new_token()
    with everything():
        household = make_household(team.hamlets.get(), token=token, phone="+84912345678")
        agree(household, Purpose.PLACE)
        visit = make_visit(household, member)
    return token, household, visit, member


def test_erased_from_two_windows_it_is_erased_once(made):
    token, household, *_ = made
    card = card_of(token)
    results = at_once(*[lambda: erase_own(card=card)] * 4)
    assert sorted(results) == [False, False, False, True]
    with everything():
        assert Household.objects.get(pk=household.pk).erased_at is not None
        own = HouseholdConsent.objects.filter(how="own", given=False)
        assert sorted(own.values_list("purpose", flat=True)) == ["place", "record"]
    assert AuditEntry.objects.filter(event="household_erased_itself").count() == 1
    assert card_of(token) is None


def test_withdrawn_while_it_is_erased_nobody_waits_in_a_circle(made):
    token, household, *_ = made
    card = card_of(token)
    results = at_once(
        lambda: withdraw_own(card=card, purpose=Purpose.PLACE), lambda: erase_own(card=card),
        lambda: withdraw_own(card=card, purpose=Purpose.PLACE),
    )  # fmt: skip
    assert results[1] is True
    assert not [one for one in results if isinstance(one, BaseException)]
    with everything():
        own = HouseholdConsent.objects.filter(how="own", given=False, purpose="place")
        assert own.count() == 1
        assert Change.objects.get(household=household.pk).gone == "erased"


def test_confirmed_and_wished_from_many_windows_is_once(made):
    token, _household, visit, _member = made
    card = card_of(token)
    results = at_once(*[lambda: answer_visit(card=card, visit=visit.pk, kind=Kind.CONFIRM)] * 4)
    assert sorted(results) == [False, False, False, True]
    wishes = at_once(*[lambda: wish(card=card, kind=Kind.ERASE)] * 4)
    assert len({one.pk for one in wishes}) == 1
    with everything():
        assert HouseholdWish.objects.count() == 2


@pytest.mark.parametrize("turn", range(3))
def test_a_push_that_arrives_while_it_is_erased_leaves_nothing_that_opens(made, turn):
    token, household, _visit, member = made
    card = card_of(token)
    phone = Phone(member).registered()
    visits = [phone.visit(household.pk, note="Bà nghe kém") for _one in range(5)]
    results = at_once(lambda: erase_own(card=card), *[lambda one=one: phone.push(one) for one in visits])
    assert results[0] is True
    assert not [one for one in results if isinstance(one, BaseException)], results
    with everything():
        assert DataKey.objects.get(subject=household.pk).wrapped is None
        assert not Visit.objects.filter(household=household.pk).exclude(sealed=None).exists()
        assert not Operation.objects.filter(key_subject=household.pk).exclude(sealed=None).exists()
        # Each was applied before, or is set apart because the household was erased.
        stand = set(Operation.objects.filter(household=household.pk).values_list("status", "reason"))
        assert stand <= {("applied", ""), ("quarantined", "erased")}
        assert Operation.objects.filter(household=household.pk).count() == 5
        assert Change.objects.get(household=household.pk).gone == "erased"

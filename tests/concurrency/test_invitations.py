"""Two accept one invitation at once: it makes one person staff, once. Two administrators end each other: one stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from people.invitations.accepting import accept
from people.invitations.models import Invitation
from people.invitations.services import InvitationRefused, invite
from people.models import RoleGrant, User
from people.roles.names import Role
from people.roles.services import RoleRefused, end
from tests.people.staff import make_staff

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(calls: list[Any]) -> list[Any]:
    barrier = Barrier(len(calls))

    def run(call: Any) -> Any:
        try:
            barrier.wait(10)
            return call()
        except (InvitationRefused, RoleRefused) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_many_who_accept_at_once_one_succeeds() -> None:
    admin = make_staff("0912345678", Role.ADMINISTRATOR)
    token = invite(phone="+84987654321", role=Role.EDITOR, by=admin).link.rstrip("/").rsplit("/", 1)[1]
    outcomes = at_once([lambda: accept(token=token, full_name="Lê Thị Mới", password="mat-khau-rat-dai")] * 6)
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert User.objects.filter(phone="+84987654321").count() == 1
    assert RoleGrant.objects.filter(role=Role.EDITOR).count() == 1


def test_of_many_who_invite_the_same_at_once_one_message_is_sent() -> None:
    admin = make_staff("0912345678", Role.ADMINISTRATOR)
    others = [admin, *(make_staff(f"09123456{n}", Role.ADMINISTRATOR) for n in range(80, 84))]
    at_once([lambda by=by: invite(phone="+84987654321", role=Role.EDITOR, by=by) for by in others])
    assert Invitation.objects.count() == 1


def test_two_administrators_who_end_each_other_at_once_leave_one() -> None:
    first, second = make_staff("0912345678", Role.ADMINISTRATOR), make_staff("0912345679", Role.ADMINISTRATOR)
    pairs = [(first.role_grants.get(), second), (second.role_grants.get(), first)]
    outcomes = at_once([lambda g=g, by=by: end(grant=g, reason="Nghỉ", ended_by=by) for g, by in pairs])
    assert sum(isinstance(outcome, RoleRefused) for outcome in outcomes) == 1
    assert RoleGrant.objects.active().filter(role=Role.ADMINISTRATOR).count() == 1

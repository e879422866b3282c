"""A household's card, and the code that opens its page."""

from __future__ import annotations

import re

from django.test import Client

from community_teams.households.consents import Purpose
from community_teams.households.tokens import new_token
from community_teams.reach import everything
from tests.community_teams.making import agree, make_operation, make_visit
from tests.community_teams.world import join, make_household, make_team

PHONE = "+84912345678"
NAME, ADDRESS, NOTE = "Lò Thị Mai", "Cạnh nhà văn hóa", "Bà nghe kém, nói to"
SECRETS = [NAME, ADDRESS, NOTE, "0912", "345 678", "912345678", "Sống một mình", "Người già sống một mình"]


class World:
    """A household that agreed to everything, one without a number, and a stranger's."""

    def __init__(self) -> None:
        self.team = make_team()
        self.leader = join(self.team, leads=True)
        self.member = join(self.team)
        self.leader.full_name = "Tổ Trưởng Hoa"
        self.leader.save()
        self.token, self.poor_token, self.other_token = new_token(), new_token(), new_token()
        hamlet = self.team.hamlets.get()
        with everything():
            self.household = make_household(
                hamlet, NAME, token=self.token, phone=PHONE, address=ADDRESS, needs=["elderly_alone"]
            )
            agree(self.household, Purpose.NEEDS)
            agree(self.household, Purpose.PLACE)
            self.visit = make_visit(
                self.household, self.member, note=NOTE, place={"lat": 21.03, "lon": 105.85},
                service={"code": "criminal_record", "ended": "filed"},
            )  # fmt: skip
            self.old = make_visit(self.household, self.member, days_ago=61)
            make_operation(self.household, self.member)
            self.poor = make_household(hamlet, "Vàng A Súa", token=self.poor_token)
            self.other = make_household(hamlet, "Giàng Thị Dở", token=self.other_token, phone="+84987654321")
        self.path = f"/so-ho/{self.token}/"


def code_on(page) -> str:
    return re.search(r"data-shown-code>(\d{6})<", page.content.decode())[1]


def prove(client: Client, path: str, errand: str = "xem"):
    """Ask for a code and type it, as the household does."""
    asked = client.post(f"{path}ma/?viec={errand}", {"buoc": "gui"})
    assert asked.status_code == 303
    code = code_on(client.get(f"{path}ma/?viec={errand}"))
    return client.post(f"{path}ma/?viec={errand}", {"buoc": "ma", "code": code})

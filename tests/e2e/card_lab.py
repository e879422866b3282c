"""Puts households into a running site, in a process of its own that stands where the site's processes stand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.e2e.serving import Site, environment

_MAKE = """
import django
django.setup()
from community_teams.households.consents import Purpose
from community_teams.households.tokens import new_token
from community_teams.reach import everything
from people.areas.models import Area
from tests.community_teams.making import agree, make_visit
from tests.community_teams.world import join, make_household, make_team
number = __import__("secrets").randbelow(10**6)
team = make_team(f"Tổ công nghệ số thôn Đông {number}", commune=Area.objects.filter(level="commune").first())
from people.models import User
made = [User.objects.create_user(f"09{n}1{number:06}", full_name=name) for n, name in (("6", "Nguyễn Thị Hoa"),
                                                                                      ("7", "Lò Văn An"))]
leader, member = join(team, made[0], leads=True), join(team, made[1])
tokens = [new_token(), new_token()]
with everything():
    one = make_household(team.hamlets.get(), "Lò Thị Mai", token=tokens[0], phone=f"+8496{number:07}",
                         address="Cạnh nhà văn hóa", needs=["elderly_alone"])
    agree(one, Purpose.NEEDS)
    agree(one, Purpose.PLACE)
    make_visit(one, member, note="Bà nghe kém, nói to", place={"lat": 21.03, "lon": 105.85},
               service={"code": "residence", "ended": "filed"})
    make_visit(one, member, days_ago=9, outcome="nobody_home", skills=[])
    make_household(team.hamlets.get(), "Vàng A Súa", token=tokens[1])
print(*tokens)
"""


def make_cards(home: Path, site: Site) -> tuple[str, str]:
    """The tokens of a household with a number and everything, and of one without a number."""
    told = environment(home, site.database_url) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run([sys.executable, "-c", _MAKE], env=told, check=True, capture_output=True, text=True)
    first, second = done.stdout.split()
    return first, second

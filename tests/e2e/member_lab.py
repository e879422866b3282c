"""A team in a running site and the phones of its members: nothing is played, everything is what `make run` serves."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from community_teams.households.consents import Purpose, words_for
from community_teams.households.tokens import new_token
from tests.e2e.field_lab import FieldPhone
from tests.e2e.serving import Site, environment

APP = "/to-cong-nghe/"
# The first of the shelf, which every household is offered.
TOPIC = "bat-may-sac-pin-chinh-chu"
ACTIVE = "async () => Boolean((await navigator.serviceWorker.ready).active.state === 'activated')"

_MAKE = """
import importlib, json, secrets, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from community_teams.reach import everything
from community_teams.sync.streams import THERE, lock_streams, stamp
from learn.conversations import hold
from people.accounts.sessions import start_session
from people.areas.models import Area
from people.models import User
from tests.community_teams.world import join, make_household, make_team

def session_of(user):
    request = HttpRequest()
    request.session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    request.user = AnonymousUser()
    start_session(request, user)
    request.session.save()
    return [settings.SESSION_COOKIE_NAME, request.session.session_key]

def make(households):
    number = secrets.randbelow(10**6)
    team = make_team(f"Tổ công nghệ số Nà Lầu {number}", commune=commune, hamlet="Thôn Nà Lầu")
    hamlet = team.hamlets.get()
    people = []
    for place, name in enumerate(["Lò Văn Bình", "Nguyễn Thị Hoa", "Vàng A Súa"]):
        user = User.objects.create_user(f"09{place + 6}2{number:06}", full_name=name)
        join(team, user, leads=place == 0)
        people.append({"id": user.pk, "name": name, "phone": f"09{place + 6}2{number:06}", "session": session_of(user)})
    with everything():
        made = [make_household(hamlet, f"Lò Thị Số {n:03}").pk for n in range(households)]
        hold(lock_streams([hamlet.pk]))
        hold(stamp({(hamlet.pk, one): THERE for one in made}))
    return {"id": team.pk, "hamlet": hamlet.pk, "people": people, "households": [str(one) for one in made]}

commune = Area.objects.filter(level="commune").first()
print(json.dumps([make(int(households)) for households in sys.argv[1:]]))
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team; ``session`` is the name and the value of the cookie of who has signed in."""

    id: int
    name: str
    phone: str
    session: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Team:
    """A team with one hamlet, a leader and two members."""

    id: int
    hamlet: int
    leader: Person
    member: Person
    other: Person
    households: list[str]


def make_teams(home: Path, site: Site, *households: int) -> list[Team]:
    """A team for each number of households, made in a process that stands where the site's processes stand."""
    told = environment(home, site.database_url) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "-c", _MAKE, *map(str, households)]
    done = subprocess.run(command, env=told, check=True, capture_output=True, text=True)
    return [_team(made) for made in json.loads(done.stdout)]


def _team(made: dict[str, Any]) -> Team:
    people = [Person(**{**one, "session": tuple(one["session"])}) for one in made["people"]]
    return Team(made["id"], made["hamlet"], *people, made["households"])


def sign_in(context: BrowserContext, person: Person, url: str) -> None:
    """Let the phone be signed in as this person, as after a code."""
    name, value = person.session
    context.add_cookies([{"name": name, "value": value, "url": url}])


def open_app(page: Page, url: str) -> Page:
    """The app with its first screen and its service worker at work."""
    page.goto(f"{url}{APP}")
    page.locator("[data-app]:not([hidden]) h1").wait_for()
    page.wait_for_function(ACTIVE)
    return page


def go(page: Page, path: str) -> None:
    """To another screen of the app, by its address."""
    page.evaluate("(path) => { location.hash = path; }", path)
    page.wait_for_function(
        "(path) => location.hash === '#' + path && document.activeElement?.tagName === 'H1'", arg=path
    )


def log_visit(page: Page, household: str, level: int = 2) -> None:
    """Three taps: the topic, how far they are now, save."""
    go(page, f"/ho/{household}/tham")
    page.locator(f"[data-topic={TOPIC}] .topic-name").tap()
    page.locator(f"[name='after:{TOPIC}'][value='{level}']").tap()
    page.get_by_role("button", name="Lưu lượt này").tap()
    page.get_by_role("heading", level=1, name="Đã lưu trên máy này").wait_for()


class MemberPhone(FieldPhone):
    """A phone without its screens, of a member of a real team; sends when it is told to."""

    blank = "/healthz"

    def __init__(self, context: BrowserContext, url: str, team: Team, **options: Any) -> None:
        self.team = team
        super().__init__(context, _At(url), **{"delay": 3_600_000, **options})  # type: ignore[arg-type]

    def household(self, name: str = "Lò Thị Mai", **more: Any) -> str:
        """Write down a household that agreed to the words of today; returns its id."""
        words = words_for(Purpose.RECORD)
        made = self.page.evaluate(
            _HOUSEHOLD,
            {"hamlet": self.team.hamlet, "head_name": name, "token": new_token(), "version": words.version,
             "sha256": words.sha256, "more": more},
        )  # fmt: skip
        return str(made)


@dataclass(frozen=True, slots=True)
class _At:
    url: str


_HOUSEHOLD = """async ({ version, sha256, more, ...content }) => (await field.save("household.create", null, {
  ...content, consents: [{ id: uuid7(), purpose: "record", version, sha256, how: "spoken" }], ...more,
})).entity"""

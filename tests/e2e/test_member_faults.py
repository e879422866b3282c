"""What goes wrong between a member's phone and the site itself: each record is there once in the end."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from community_teams.households.consents import Purpose, words_for
from portal.embedded.postgres import Cluster
from tests.e2e.conftest import PHONE
from tests.e2e.field_lab import kill
from tests.e2e.lab import until
from tests.e2e.member_lab import (
    APP,
    MemberPhone,
    Team,
    go,
    log_visit,
    make_teams,
    open_app,
    sign_in,
)
from tests.e2e.serving import HOST_NAME, Site, running
from tests.wire import Wire

PUSH = rb"POST /api/v1/field/push "
OWN = "SELECT op::text FROM community_teams_operation WHERE member_id = %s ORDER BY seq, id"
DAYS = """SELECT day, count(*), bool_or(clock_off) FROM community_teams_visit WHERE member_id = %s
GROUP BY day ORDER BY day"""


@pytest.fixture(scope="module")
def site(make_site: Callable[[], Site]) -> Iterator[Site]:
    """A site of these tests alone: its process is killed and its database loses rows."""
    with running(make_site()) as site:
        yield site


@pytest.fixture(scope="module")
def teams(home: Path, site: Site) -> list[Team]:
    """One for each test: a member has so many phones and no more."""
    return make_teams(home, site, *[3] * 12)


@pytest.fixture
def team(teams: list[Team]) -> Team:
    """A team that nobody else has."""
    return teams.pop()


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    wire = Wire(site, host=HOST_NAME)
    yield wire
    wire.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    yield context
    context.close()


def phone_of(context: BrowserContext, url: str, team: Team, **options: Any) -> MemberPhone:
    """A phone of the member, registered, with the team's households."""
    sign_in(context, team.member, url)
    phone = MemberPhone(context, url, team, **options)
    assert phone.sync() is None
    return phone


def sent_once(site: Site, ops: list[str]) -> None:
    """Each of these stands on the server once, and was applied."""
    found = site.rows(
        "SELECT op::text, status FROM community_teams_operation WHERE op = ANY(%s::uuid[]) ORDER BY op", ops
    )
    assert found == [(op, "applied") for op in sorted(ops)]


# -- what dies --------------------------------------------------------------------------------------------------------


def test_what_was_said_to_be_saved_outlives_the_browser(
    open_phone: Callable[[str], BrowserContext], site: Site, team: Team, tmp_path: Path
) -> None:
    phone = open_phone(site.url)
    sign_in(phone, team.member, site.url)
    page = open_app(phone.new_page(), site.url)
    page.locator(".entries a").first.wait_for()
    before = len(site.rows(OWN, team.member.id))
    phone.set_offline(True)
    log_visit(page, team.households[0])
    kill(tmp_path / "phone")
    page = open_phone(site.url).new_page()
    page.goto(APP)
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")
    site.wait_for(f"SELECT count(*) FROM ({OWN}) AS own", team.member.id, expected=[(before + 1,)])


PHOTO = """async ([household, size]) => {
  const photo = await field.attachPhoto(await window.photo(size));
  return (await field.save("visit.create", null, { household, outcome: "met", photo })).op;
}"""


def test_a_browser_that_dies_in_mid_upload_goes_on_where_it_was(
    open_phone: Callable[[str], BrowserContext], site: Site, team: Team, wire: Wire, tmp_path: Path
) -> None:
    phone = phone_of(open_phone(wire.url), wire.url, team)
    words = words_for(Purpose.PHOTO)
    photo = {"purpose": "photo", "version": words.version, "sha256": words.sha256, "how": "spoken"}
    household = phone.household()
    phone.page.evaluate(
        "([id, words]) => field.save('consent.give', id, { household: id, ...words, id: uuid7() })", [household, photo]
    )
    op = phone.page.evaluate(PHOTO, [household, 1200])
    ops = [row["op"] for row in phone.store("outbox")]
    for stop in (PUSH, rb"PUT /api/v1/field/photos/\w+\?offset=[1-9]"):
        wire.stop("before", stop)
        phone.page.evaluate("() => { field.sync(); }")
        assert wire.halted.wait(10)
        kill(tmp_path / "phone")
        wire.resume()
        phone = MemberPhone(open_phone(wire.url), wire.url, team, register=False)
    [kept] = site.rows("SELECT received, size, done_at FROM community_teams_photo WHERE household = %s", household)
    assert 0 < kept[0] < kept[1]
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0
    sent_once(site, ops)
    assert op in ops
    [kept] = site.rows("SELECT refused, done_at IS NULL FROM community_teams_photo WHERE household = %s", household)
    assert kept == ("", False)


def test_a_server_that_dies_before_or_after_the_commit_has_everything_once(
    context: BrowserContext, site: Site, team: Team, wire: Wire
) -> None:
    phone = phone_of(context, wire.url, team)
    ops = phone.visits(team.households[0], 20)
    # In the middle of the transaction: the phone's row is held by somebody else.
    with psycopg.connect(site.database_url) as holding:
        holding.execute("SELECT 1 FROM community_teams_device WHERE user_id = %s FOR NO KEY UPDATE", [team.member.id])
        phone.page.evaluate("() => { window.turn = field.sync(); }")
        site.wait_for(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
            expected=[(True,)],
        )
        site.kill()
    assert phone.page.evaluate("turn.then(({ reason }) => reason)") == "network"
    # Asked while it is down: a browser sends once more by itself what was cut off, and the next process finds it there.
    assert site.rows("SELECT count(*) FROM community_teams_operation WHERE op = ANY(%s::uuid[])", ops) == [(0,)]
    site.start()
    # After it: the answer is on its way when the process dies.
    wire.stop("after", PUSH)
    phone.page.evaluate("() => { window.turn = field.sync(); }")
    assert wire.halted.wait(10)
    sent_once(site, ops)
    site.kill()
    wire.resume()
    assert phone.page.evaluate("turn.then(({ reason }) => reason)") == "network"
    assert phone.waiting()["waiting"] == 20
    site.start()
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0
    sent_once(site, ops)


# -- time and people --------------------------------------------------------------------------------------------------

_CLOCK = """(() => {
  const [Real, off] = [Date, Number(localStorage.getItem("lab-days") || 0) * 86400000];
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [Real.now() + off]));
    }
    static now() {
      return Real.now() + off;
    }
  };
})()"""


def test_fourteen_days_without_network_arrive_on_their_own_days(
    context: BrowserContext, site: Site, team: Team
) -> None:
    context.add_init_script(_CLOCK)
    sign_in(context, team.other, site.url)
    page = open_app(context.new_page(), site.url)
    page.locator(".entries a").first.wait_for()
    context.set_offline(True)
    for days in range(-13, 1):
        page.evaluate("(days) => localStorage.setItem('lab-days', days)", days)
        page.reload()
        page.locator("[data-app]:not([hidden]) h1").wait_for()
        log_visit(page, team.households[days % 3])
    expect(page.locator(".sent-line")).to_contain_text("14 việc chưa gửi")
    context.set_offline(False)
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")
    today = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=7)).date()
    assert site.rows(DAYS, team.other.id) == [(today + dt.timedelta(days=days), 1, False) for days in range(-13, 1)]
    go(page, "/so-cua-toi")
    expect(page.get_by_text("Hôm nay hai bên đếm giống nhau.")).to_be_visible()


def test_what_two_members_write_on_one_phone_is_each_ones_own(context: BrowserContext, site: Site, team: Team) -> None:
    first = phone_of(context, site.url, team)
    mine = first.visits(team.households[0], 3)
    sign_in(context, team.other, site.url)
    second = MemberPhone(context, site.url, team)
    assert second.page.evaluate("field.member.id") == team.other.id
    theirs = second.visits(team.households[0], 2)
    # Whoever holds the phone sends what the other wrote as well.
    assert second.sync() is None
    query = """SELECT o.op::text, o.member_id, d.user_id, v.member_id FROM community_teams_operation o
      JOIN community_teams_device d ON d.id = o.device_id JOIN community_teams_visit v ON v.id = o.entity
      WHERE o.op = ANY(%s::uuid[])"""
    members = {op: tuple(rest) for op, *rest in site.rows(query, mine + theirs)}
    assert members == dict.fromkeys(mine, (team.member.id,) * 3) | dict.fromkeys(theirs, (team.other.id,) * 3)
    assert first.waiting()["count"] == 0


# -- what is wrong ----------------------------------------------------------------------------------------------------

# Written past the app's own checks, as by a broken version of it.
_SPOIL = """async (op) => {
  const row = await field.disk.row(op);
  row.payload.skills = [{ topic: "khong-co-bai-nay", before: 9, after: "x" }];
  row.sha256 = await sha256(canonical(row.payload));
  await field.disk.run("readwrite", ["outbox"], (tx) => tx.objectStore("outbox").put(row));
}"""


def test_one_spoilt_record_among_a_hundred_is_set_apart_and_the_others_are_applied(
    context: BrowserContext, site: Site, team: Team
) -> None:
    phone = phone_of(context, site.url, team)
    ops = phone.visits(team.households[0], 100)
    phone.page.evaluate(_SPOIL, ops[49])
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0, "the server keeps what it could not apply"
    query = "SELECT op::text FROM community_teams_operation WHERE op = ANY(%s::uuid[]) AND status = 'quarantined'"
    assert site.rows(query, ops) == [(ops[49],)]
    sent_once(site, ops[:49] + ops[50:])
    [shown] = phone.page.evaluate("field.waitingItems()")["leader"]
    assert shown["op"] == ops[49]
    assert phone.page.evaluate("sha256('a')") == hashlib.sha256(b"a").hexdigest()


def test_a_site_that_was_put_back_to_a_backup_gets_again_what_it_lost(
    context: BrowserContext, site: Site, cluster: Cluster, team: Team
) -> None:
    phone = phone_of(context, site.url, team)
    ops = phone.visits(team.households[0], 2)
    assert phone.sync() is None
    backup = copied(cluster, site)
    ops += phone.visits(team.households[0], 4)
    assert phone.sync() is None
    sent_once(site, ops)
    put_back(cluster, site, backup)
    stored = "SELECT count(*) FROM community_teams_operation WHERE op = ANY(%s::uuid[])"
    assert site.rows(stored, ops) == [(2,)]
    assert phone.sync() == "epoch"
    assert phone.waiting()["waiting"] >= 6
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0
    sent_once(site, ops)


def copied(cluster: Cluster, site: Site) -> str:
    """A backup of the site's database; returns its name."""
    name = site.database_url.rpartition("/")[2]
    site.pause()
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_backup TEMPLATE {name}")
    site.start()
    return f"{name}_backup"


def put_back(cluster: Cluster, site: Site, backup: str) -> None:
    """The backup in the place of the database."""
    name = site.database_url.rpartition("/")[2]
    site.pause()
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"ALTER DATABASE {backup} RENAME TO {name}")
    site.start()


def test_a_phone_that_the_leader_takes_out_is_emptied_and_what_it_held_waits_for_the_leader(
    context: BrowserContext, browser: Browser, site: Site, team: Team
) -> None:
    sign_in(context, team.member, site.url)
    page = open_app(context.new_page(), site.url)
    page.locator(".entries a").first.wait_for()
    context.set_offline(True)
    log_visit(page, team.households[0])
    [(device,)] = site.rows("SELECT id FROM community_teams_device WHERE user_id = %s", team.member.id)
    desk = browser.new_context(**PHONE)
    sign_in(desk, team.leader, site.url)
    leading = desk.new_page()
    leading.goto(f"{site.url}{APP}quan-ly/{team.id}/thiet-bi/{device}/thu-hoi/")
    leading.locator("form textarea, form input.input").fill("Mất máy ở chợ")
    leading.get_by_role("button", name="Khóa điện thoại này").tap()
    leading.locator("main", has_text="Nguyễn Thị Hoa").wait_for()
    context.set_offline(False)
    site.wait_for("SELECT wiped_at IS NOT NULL FROM community_teams_device WHERE id = %s", device, expected=[(True,)])
    query = "SELECT kind, status, reason FROM community_teams_operation WHERE member_id = %s"
    assert site.rows(query, team.member.id) == [("visit.create", "quarantined", "device_revoked")]
    phone = MemberPhone(context, site.url, team, register=False)
    assert [phone.store(name) for name in ("households", "mine", "receipts", "outbox")] == [[], [], [], []]
    go(page, "/ho")
    assert "Lò Thị" not in page.locator("main").inner_text()
    leading.goto(f"{site.url}{APP}quan-ly/{team.id}/cho-quyet/")
    expect(leading.locator("main")).to_contain_text("Nguyễn Thị Hoa")
    desk.close()


# -- a new version ----------------------------------------------------------------------------------------------------


def newer(home: Path, made: Path) -> Path:
    """A home in which another version of the app has been collected: its first script is another one."""
    shutil.copytree(home, made, ignore=shutil.ignore_patterns("postgres", "phone"), copy_function=os.link)
    static = made / "static"
    [manifest] = static.rglob("staticfiles.json")
    content = json.loads(manifest.read_text("utf-8"))
    name = "community_teams/app/main.js"
    script = (static / content["paths"][name]).read_text("utf-8") + "\n// another version\n"
    address = f"community_teams/app/main.{hashlib.md5(script.encode(), usedforsecurity=False).hexdigest()[:12]}.js"
    (static / address).write_text(script, "utf-8")
    content["paths"][name] = address
    manifest.unlink()
    manifest.write_text(json.dumps(content), "utf-8")
    return made


def test_a_new_version_is_put_on_the_site_while_the_outbox_is_full(
    context: BrowserContext, site: Site, home: Path, team: Team, tmp_path: Path
) -> None:
    sign_in(context, team.member, site.url)
    page = open_app(context.new_page(), site.url)
    page.locator(".entries a").first.wait_for()
    before = page.evaluate("caches.keys()")
    page.goto(f"{site.url}/healthz")
    phone = MemberPhone(context, site.url, team, register=False)
    site.pause(newer(home, tmp_path / "newer"))
    ops = phone.visits(team.households[0], 40)
    page.goto(f"{site.url}{APP}")
    expect(page.locator(".sent-line")).to_contain_text("40 việc chưa gửi")
    site.start()
    page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update())")
    page.get_by_role("button", name="Dùng bản mới").tap()
    until(lambda: _versions(phone.page) not in ([], _versions_of(before)) and len(_versions(phone.page)) == 1, page)
    page.locator("[data-app]:not([hidden]) h1").wait_for()
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")
    assert "another version" in page.evaluate(
        "fetch(document.querySelector('script[src*=\"app/main\"]').src).then((answer) => answer.text())"
    )
    sent_once(site, ops)


def _versions(page: Page) -> list[str]:
    return _versions_of(page.evaluate("caches.keys()"))


def _versions_of(names: list[str]) -> list[str]:
    return sorted(name for name in names if not name.endswith("shelf"))

"""A member's day, from the first sign-in to the evening's count, against the site itself: nothing is played."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import signing
from tests.e2e.conftest import PHONE
from tests.e2e.member_lab import (
    APP,
    TOPIC,
    MemberPhone,
    Person,
    Team,
    go,
    log_visit,
    make_teams,
    open_app,
    sign_in,
)
from tests.e2e.serving import Site

logger = logging.getLogger(__name__)
Shoot = Callable[[Page, str], None]
OWN = """SELECT o.kind, count(*) FROM community_teams_operation o
WHERE o.member_id = %s AND o.status = 'applied' GROUP BY o.kind ORDER BY o.kind"""

VISITS = """SELECT household_id::text, current, corrects_id IS NOT NULL, count(*) FROM community_teams_visit
WHERE member_id = %s GROUP BY 1, 2, 3"""


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """Keeps a picture of what stands on the phone, in FIELD_SHOTS or where the test's own files are."""
    folder = Path(os.environ.get("FIELD_SHOTS", tmp_path))

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return keep


def come_in(page: Page, person: Person, path: str) -> None:
    """By number and code, from a page that leads to the sign-in; for the first time, so that one says who one is."""
    signing.type_number(page, person.phone, path=None)
    signing.type_code(page)
    signing.say_who(page, person.name, "boat")
    page.wait_for_url(f"**{path}")


def write_down(page: Page, team: Team, name: str) -> str:
    """A new household that agrees; returns its id."""
    go(page, "/ho/moi")
    hamlet = page.locator(f"[name=hamlet][value='{team.hamlet}']")
    if hamlet.count() and not hamlet.is_checked():
        hamlet.tap()
    page.locator("[name=answer][value=agrees]").tap()
    page.locator("[name=how][value=spoken]").tap()
    page.locator("[name=head_name]").fill(name)
    page.get_by_role("button", name="Lưu hộ này").tap()
    page.get_by_role("heading", level=1, name=name).wait_for()
    return str(page.evaluate("location.hash.split('/')[2]"))


def correct(page: Page) -> None:
    """The visit that was just saved, in a lower level."""
    page.get_by_role("link", name="Sửa lượt này").tap()
    page.get_by_role("heading", level=1, name="Sửa lượt đến nhà").wait_for()
    page.locator(f"[name='after:{TOPIC}'][value='1']").tap()
    page.locator("[name=why]").fill("Bấm nhầm")
    page.get_by_role("button", name="Lưu lượt đã sửa").tap()
    page.get_by_role("heading", level=1, name="Đã lưu trên máy này").wait_for()


def hold_session(page: Page, team: Team, name: str) -> None:
    """An evening with one household and seven others."""
    go(page, "/buoi")
    hamlet = page.locator(f"[name=hamlet][value='{team.hamlet}']")
    if hamlet.count() and not hamlet.is_checked():
        hamlet.tap()
    page.locator(f"[name=topics][value={TOPIC}]").tap()
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name=name).tap()
    page.locator("[name=others]").fill("7")
    page.get_by_role("button", name="Lưu buổi này").tap()
    expect(page.locator(".sent-line")).to_contain_text("5 việc chưa gửi")


def test_from_the_first_sign_in_to_the_evening_count(
    browser: Browser, site: Site, home: Path, open_phone: Callable[[str], BrowserContext], shoot: Shoot
) -> None:
    [team] = make_teams(home, site, 2)
    phone = open_phone(site.url)
    page = phone.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(APP)
    shoot(page, "01-welcome")
    page.get_by_role("link", name="Tôi ở trong tổ").tap()
    come_in(page, team.member, APP)
    open_app(page, site.url)
    page.get_by_role("link", name=re.compile("Lò Thị Số 000")).first.wait_for()
    shoot(page, "02-today")

    mai = write_down(page, team, "Bế Thị Sửu")
    shoot(page, "03-household")
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")
    phone.set_offline(True)
    page.reload()
    page.locator("[data-app]:not([hidden]) h1").wait_for()
    go(page, f"/ho/{mai}/tham")
    shoot(page, "04-visit-form-offline")
    log_visit(page, mai, level=3)
    shoot(page, "05-saved-offline")
    log_visit(page, team.households[0])
    correct(page)
    shoot(page, "06-corrected")
    log_visit(page, team.households[1])
    hold_session(page, team, "Bế Thị Sửu")
    shoot(page, "07-session-kept")
    go(page, "/so-cua-toi")
    expect(page.get_by_text("Còn 5 việc trên máy này chưa gửi.")).to_be_visible()
    shoot(page, "08-count-offline")

    phone.set_offline(False)
    expect(page.locator(".sent-line")).to_contain_text("Mọi thứ đã gửi")
    expect(page.get_by_text("Hôm nay hai bên đếm giống nhau.")).to_be_visible()
    shoot(page, "09-count-agrees")
    assert site.rows(OWN, team.member.id) == [
        ("household.create", 1), ("session.create", 1), ("visit.correct", 1), ("visit.create", 3),
    ]  # fmt: skip
    first, second = team.households
    assert sorted(site.rows(VISITS, team.member.id)) == sorted([
        (mai, True, False, 1), (first, False, False, 1), (first, True, True, 1), (second, True, False, 1),
    ])  # fmt: skip
    assert site.rows(
        "SELECT s.others, a.household_id::text FROM community_teams_groupsession s"
        " JOIN community_teams_attendance a ON a.session_id = s.id WHERE s.member_id = %s",
        team.member.id,
    ) == [(7, mai)]
    go(page, "/")
    shoot(page, "10-today-done")
    _household_reads_its_card(page, browser, site, mai, shoot)
    _leader_sees_the_numbers(browser, site, team, shoot)
    assert complaints == []


def _household_reads_its_card(page: Page, browser: Browser, site: Site, household: str, shoot: Shoot) -> None:
    """By the letters that stand below the QR, on a phone of its own."""
    go(page, f"/ho/{household}")
    page.get_by_text("Mã QR của hộ").tap()
    shoot(page, "11-qr")
    token = page.locator(".code strong").inner_text().replace(" ", "").lower()
    theirs = browser.new_context(**PHONE, base_url=site.url)
    card = theirs.new_page()
    card.goto(f"/so-ho/{token}/")
    expect(card.get_by_role("button", name="Đúng, có đến").first).to_be_visible()
    expect(card.locator("main")).to_contain_text("Bật máy")
    shoot(card, "12-card")
    theirs.close()


def _leader_sees_the_numbers(browser: Browser, site: Site, team: Team, shoot: Shoot) -> None:
    desk = browser.new_context(**PHONE, base_url=site.url)
    page = desk.new_page()
    page.goto("/to-cong-nghe/quan-ly/")
    come_in(page, team.leader, f"/to-cong-nghe/quan-ly/{team.id}/")
    row = page.get_by_role("link", name=re.compile("Nguyễn Thị Hoa"))
    expect(row).to_contain_text("3 lượt")
    shoot(page, "13-leader")
    row.tap()
    page.get_by_role("heading", level=1, name="Nguyễn Thị Hoa").wait_for()
    page.wait_for_load_state("networkidle")
    shoot(page, "14-leader-member")
    desk.close()


# -- many -------------------------------------------------------------------------------------------------------------


def open_offline(context: BrowserContext, url: str, unsent: int) -> tuple[Page, float]:
    """The app on a slow phone without network, and how long it took until today's list stood and could be tapped."""
    context.set_offline(True)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    begun = time.monotonic()
    page.goto(f"{url}{APP}", wait_until="commit")
    page.locator("[data-app]:not([hidden]) .entries a, [data-app]:not([hidden]) .empty a").first.wait_for()
    if unsent:
        page.locator(".sent-line", has_text=f"{unsent} việc chưa gửi").wait_for()
    page.locator("nav.bar a[href='#/ho']").tap()
    page.wait_for_function("location.hash === '#/ho'")
    return page, time.monotonic() - begun


def first_start(context: BrowserContext, url: str) -> float:
    page, took = open_offline(context, url, 0)
    page.close()
    context.set_offline(False)
    return took


SCROLL = """async () => {
  const gaps = [];
  let last = performance.now();
  while (gaps.length < 900 && document.querySelectorAll('.long > li').length < 600) {
    scrollBy(0, 300);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  const rows = document.querySelectorAll(".long > li").length;
  return { longest: Math.max(...gaps), middle: gaps.sort((one, other) => one - other)[gaps.length >> 1], rows };
}"""


def test_six_hundred_households_and_three_hundred_unsent_visits_open_as_fast_as_none(
    browser: Browser, site: Site, home: Path
) -> None:
    team, empty = make_teams(home, site, 600, 0)
    light = browser.new_context(**PHONE)
    sign_in(light, empty.member, site.url)
    page = open_app(light.new_page(), site.url)
    page.close()
    least = min(first_start(light, site.url) for _again in range(2))
    light.close()

    context = browser.new_context(**PHONE)
    sign_in(context, team.member, site.url)
    page = open_app(context.new_page(), site.url)
    page.locator(".entries a").first.wait_for()
    page.close()
    phone = MemberPhone(context, site.url, team, register=False)
    assert len(phone.store("households")) == 600
    context.set_offline(True)
    for household in team.households[:300]:
        phone.visits(household, 1, note="ghi chú " * 20, skills=[{"topic": TOPIC, "before": 0, "after": 2}])
    took = []
    for again in range(2):
        page, seconds = open_offline(context, site.url, 300)
        took.append(seconds)
        if not again:
            page.close()
    page.locator(".long > li").nth(30).wait_for()
    scrolled = page.evaluate(SCROLL)
    context.close()
    # Seen with `-rP`: what a phone of a poor member waits.
    logger.info("empty %.0f ms, full %s ms, scrolling %s", least * 1000, [round(one * 1000) for one in took], scrolled)
    assert min(took) < 2 * least
    assert scrolled["rows"] == 600, "every row was drawn on the way"
    # Drawing more rows never stops the finger as long as opening the app does.
    assert scrolled["longest"] < least * 1000 / 2

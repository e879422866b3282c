"""The member's app for everyone: nothing too small, too wide or without words."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.field_app.making import TARGETS, TOPIC, mai
from tests.e2e.field_office import COURSE, Office, come_in, go, open_phone
from tests.e2e.test_design_access import complaints


def paths(office: Office) -> list[str]:
    """Every screen that can be opened by its address."""
    house = f"/ho/{mai(office)}"
    return [
        "/", "/ho", "/ho/moi", house, f"{house}/sua", f"{house}/tham", f"{house}/xong", "/buoi", "/so-cua-toi", "/to",
        "/bai", f"/bai/{TOPIC}", "/bai/lua/cong-an-gia-goi-hinh", "/khoa", f"/khoa/{COURSE}", "/gui", "/may", "/la",
    ]  # fmt: skip


def unfolded(page: Page) -> None:
    """Everything that is folded away is open, and every question is asked."""
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    page.evaluate("""() => {
      for (const one of document.querySelectorAll("[name=answer][value=agrees], [name=agree_needs], [name=topics]")) {
        one.checked = true;
        one.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }""")


def fill(office: Office) -> None:
    """Something to see on every screen."""
    day = str((dt.datetime.now(dt.UTC) + dt.timedelta(hours=7)).date())
    due = {"id": "01900000-0000-7000-8000-000000000002", "due_from": day, "due_to": day, "topics": [TOPIC], "rule": "7"}
    needs = {"given": True, "version": "2026-11", "at": "2026-11-01T08:00:00+07:00"}
    known = office.households[mai(office)]
    office.add(mai(office), followups=[due], needs=["elderly_alone"], consents={**known["consents"], "needs": needs})
    office.leads = True
    office.words = [{"id": 1, "from": "Lò Văn Bình", "text": "Tối thứ Sáu họp ở nhà văn hóa.", "at": day}]
    office.warnings = [{"kind": "cong-an-gia-goi-hinh", "commune": "Xã Chợ Đồn", "reports": 4, "since": day}]
    office.month = {day[:7]: {"visits": 31, "taught": 40}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_every_target_is_large_enough(browser: Browser, office: Office, scheme: str) -> None:
    fill(office)
    context = open_phone(browser, office, color_scheme=scheme)
    page = come_in(context)
    page.get_by_text("Tối thứ Sáu họp").wait_for()
    for path in paths(office):
        go(page, path)
        assert complaints(page) == [], path
        unfolded(page)
        assert complaints(page) == [], f"{path}, unfolded"
        assert page.evaluate(TARGETS) == [], path
    context.close()


@pytest.mark.parametrize(("width", "letters"), [(360, 1), (360, 2), (1280, 1)])
def test_no_screen_is_wider_than_the_phone(browser: Browser, office: Office, width: int, letters: int) -> None:
    fill(office)
    context = open_phone(browser, office, viewport={"width": width, "height": 740})
    page = come_in(context)
    page.get_by_text("Tối thứ Sáu họp").wait_for()
    page.add_style_tag(content=f"html {{ font-size: {112.5 * letters}% !important; }}")
    for path in paths(office):
        go(page, path)
        unfolded(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_scripts_are_there_for_every_text_that_screens_ask_for() -> None:
    from community_teams.app.strings import STRINGS
    from portal.run.options import ROOT

    folder = ROOT / "community_teams" / "static" / "community_teams" / "app" / "screens"
    asked = {name for path in folder.glob("*.js") for name in re.findall(r'\bsay\("(\w+)"', path.read_text("utf-8"))}
    assert len(asked) > 150
    assert asked <= set(STRINGS)

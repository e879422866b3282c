"""A family with one phone: taps what its members tap on the page on which they choose themselves."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Error, Locator, Page

from tests.e2e.lab import until
from tests.e2e.learning import Learner
from tests.e2e.serving import Site

HERE = "/toi/nguoi-hoc/"


def open_page(page: Page) -> None:
    """The page on which the family chooses."""
    page.goto(HERE)
    page.locator("[data-add]").wait_for()
    page.wait_for_load_state("networkidle")


def add(page: Page, name: str, picture: str) -> None:
    """Somebody comes to this phone; begins at once."""
    if page.locator("[data-add]").get_attribute("open") is None:
        page.locator("[data-add] > summary").tap()
    form = page.locator("[data-add] form")
    form.locator("[name=name]").fill(name)
    form.locator(f"[value={picture}]").check(force=True)
    form.locator("button").tap()


def row(page: Page, name: str) -> Locator:
    """One of the family in the list."""
    return page.locator("[data-persons] > li").filter(has=page.locator("[data-person-name]", has_text=name))


def choose(page: Page, name: str) -> None:
    """Tap one's own picture."""
    row(page, name).locator("[data-person-choose]").tap()


def persons(learner: Learner) -> dict[str, dict[str, Any]]:
    """Those who learn on this phone, by name."""
    return {person.get("name", ""): person for person in learner.store("persons")}


def wait_for_my_learning(page: Page) -> None:
    """Wait until the page of one's own has come, and says whose it is."""
    page.wait_for_url("**/toi/")
    page.locator("[data-my-learning]").wait_for()


def courses_shown(page: Page) -> set[str]:
    """The lessons' and courses' addresses that "my learning" leads to."""
    page.wait_for_load_state("networkidle")
    script = "(links) => links.map((link) => link.pathname)"
    return set(page.locator("[data-my-learning] a[href^='/khoa-hoc/']").evaluate_all(script))


def statements_of(site: Site, learner: str | None) -> set[str]:
    """Ids of what the database holds of a learner."""
    return {row[0] for row in site.rows("SELECT id::text FROM learn_statement WHERE learner_id = %s", learner)}


def nobody_is_left(learner: Learner) -> bool:
    """Whether the phone has nobody; not while its page is opening."""
    try:
        return not learner.store("persons")
    except Error:
        return False


def all_sent(learner: Learner) -> bool:
    """Whether nothing waits on the phone; not while its page is opening."""
    try:
        return not learner.store("outbox")
    except Error:
        return False


def received_by_their_own(learner: Learner) -> None:
    """Every receipt on the phone is a statement of its own person in the database, and no other has it."""
    until(lambda: all_sent(learner), learner.page, 20)
    known = {person["id"]: person.get("learner") for person in learner.store("persons")}
    receipts = learner.store("receipts")
    assert receipts
    for receipt in receipts:
        query = "SELECT learner_id::text FROM learn_statement WHERE id = %s"
        assert learner.site.rows(query, receipt["id"]) == [(known[receipt["person"]],)]

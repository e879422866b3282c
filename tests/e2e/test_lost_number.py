"""A phone that is still signed in, and a number that is not at hand: of a thief, and of somebody who lost the SIM."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.run.services import Program
from tests.e2e import signing
from tests.e2e.conftest import PHONE
from tests.e2e.serving import Site, environment

MINE = "/toi/so-dien-thoai/"
OUTCOME = (
    "SELECT outcome FROM people_numberchange WHERE user_id = (SELECT account_id FROM learn_learner WHERE id::text = %s)"
)
PHONE_OF = "SELECT phone FROM people_user WHERE id = (SELECT account_id FROM learn_learner WHERE id::text = %s)"


@pytest.fixture
def old_number() -> str:
    """The number of the owner."""
    return signing.new_number()


@pytest.fixture
def signed_in(phone: BrowserContext, page: Page, old_number: str) -> str:
    """The learner of an account whose phone was last signed in weeks ago: its session is over."""
    signing.type_number(page, old_number)
    signing.type_code(page)
    signing.say_who(page, "Bà Sáu", "lotus")
    signing.arrive(page)
    phone.clear_cookies(name="sessionid")
    return page.locator("[data-my-learning]").get_attribute("data-learner") or ""


def ask(page: Page, number: str) -> None:
    """What whoever holds the phone can do: it shows picture and name, and the new number is their own."""
    page.goto("/toi/")
    expect(page.locator("[data-my-name]")).to_have_text("Bà Sáu")
    page.goto(MINE)
    page.locator("[name=phone]").fill(number)
    page.locator("[name=full_name]").fill("bà sáu")
    page.locator("[value=lotus]").check(force=True)
    page.locator("form:has([name=phone]) button").tap()
    page.locator("[name=code]").wait_for()
    signing.type_code(page)
    page.locator("[data-number-change]").wait_for()


def run_the_job(home: Path, site: Site, *, gone: str, until: str, learner: str) -> None:
    """Let so much time go by, then the periodic jobs run and something is so."""
    site.rows(
        "UPDATE people_numberchange SET takes_effect_at = takes_effect_at - %s::interval WHERE ended_at IS NULL", gone
    )
    # It ran less than a minute ago.
    site.rows("DELETE FROM foundation_jobrun WHERE name = 'people.number_changes.waiting'")
    jobs = Program("portal.run.background", "--once", environment=environment(home, site.database_url)).launch()
    assert jobs.wait(60) == 0
    assert site.rows(until, learner) == [(True,)]


def of_change(what: str) -> str:
    return OUTCOME.replace("outcome", what, 1)


def test_whoever_holds_the_phone_does_not_get_the_account(
    browser: Browser, site: Site, home: Path, page: Page, signed_in: str, old_number: str
) -> None:
    ask(page, signing.new_number())
    assert site.rows(PHONE_OF, signed_in) == [(f"+84{old_number[1:]}",)]
    for closed in ("/toi/du-lieu/tai-ve/", "/toi/du-lieu/cham-dut/", "/dang-nhap/ten/"):
        page.goto(closed)
        assert "/dang-nhap/?tiep=" in page.url
    page.goto(MINE)
    assert page.locator("[name=step][value=recovery]").count() == 0
    # The owner was told by message, and types the code on a phone that nobody knows.
    owner = browser.new_context(**PHONE, base_url=site.url).new_page()
    signing.type_number(owner, old_number)
    signing.type_code(owner)
    owner.locator("[name=full_name]").wait_for()
    assert site.rows(OUTCOME, signed_in) == [("stopped",)]
    signing.say_who(owner, "Bà Sáu", "lotus")
    signing.arrive(owner)
    assert owner.locator("[data-my-learning]").get_attribute("data-learner") == signed_in
    page.goto(MINE)
    assert page.locator("[data-number-change]").count() == 0
    assert page.locator("[name=phone]").count() == 0, "for a week nobody asks again"


def test_another_phone_of_the_account_says_stop(
    browser: Browser, site: Site, phone: BrowserContext, page: Page, signed_in: str, old_number: str
) -> None:
    tablet = browser.new_context(**PHONE, base_url=site.url).new_page()
    signing.type_number(tablet, old_number)
    signing.type_code(tablet)
    signing.say_who(tablet, "Bà Sáu", "lotus")
    signing.arrive(tablet)
    ask(page, signing.new_number())
    tablet.goto("/toi/")
    tablet.locator("[data-number-change] button").tap()
    expect(tablet.locator("main [role=status]")).to_contain_text("Đã dừng việc đổi số")
    assert site.rows(OUTCOME, signed_in) == [("stopped",)]
    page.goto("/toi/")
    assert page.locator("[data-number-change]").count() == 0


def test_who_lost_the_sim_has_the_record_under_the_new_number_after_three_days(
    browser: Browser, site: Site, home: Path, page: Page, signed_in: str
) -> None:
    number = signing.new_number()
    ask(page, number)
    run_the_job(home, site, gone="2 days 1 minute", until=of_change("reminded_at IS NOT NULL"), learner=signed_in)
    assert site.rows(OUTCOME, signed_in) == [("",)]
    run_the_job(home, site, gone="1 day 1 minute", until=of_change("outcome = 'done'"), learner=signed_in)
    assert site.rows(PHONE_OF, signed_in) == [(f"+84{number[1:]}",)]
    page.goto("/toi/")
    assert page.locator("[data-number-change]").count() == 0
    # The phone is known: number and code suffice there.
    signing.type_number(page, number)
    signing.type_code(page)
    signing.arrive(page)
    page.goto("/toi/du-lieu/")
    another = browser.new_context(**PHONE, base_url=site.url).new_page()
    signing.type_number(another, number)
    signing.type_code(another)
    signing.say_who(another, "Bà Sáu", "lotus")
    signing.arrive(another)
    assert another.locator("[data-my-learning]").get_attribute("data-learner") == signed_in

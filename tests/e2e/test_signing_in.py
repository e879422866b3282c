"""A guest signs in with a phone number: the record is theirs on every phone, and nobody else's on a shared one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.e2e import family, signing
from tests.e2e.conftest import PHONE
from tests.e2e.lab import until
from tests.e2e.learning import Learner, courses
from tests.e2e.serving import Site

OWN = "SELECT id::text FROM learn_learner WHERE account_id = (SELECT id FROM people_user WHERE phone = %s)"


@pytest.fixture
def learner(phone: BrowserContext, site: Site) -> Learner:
    """Who holds the new phone."""
    return Learner(phone, site)


@pytest.fixture
def other_phone(browser: Browser, site: Site) -> Callable[[], Learner]:
    """Makes further phones, not used by anybody yet."""
    return lambda: Learner(browser.new_context(**PHONE, base_url=site.url), site)


def account_of(site: Site, number: str) -> str:
    """The learner of the account with this number."""
    [[learner]] = site.rows(OWN, f"+84{number[1:]}")
    return str(learner)


def learn_a_card(learner: Learner, path: str) -> None:
    """Open a lesson and go one card on; wait until all of it has arrived."""
    learner.open(path)
    learner.next()
    until(lambda: family.all_sent(learner), learner.page, 20)


def test_a_guest_signs_in_and_finds_the_record_on_another_phone(
    learner: Learner, other_phone: Callable[[], Learner], site: Site
) -> None:
    first, second = courses(site)[:2]
    number = signing.new_number()
    learn_a_card(learner, first.lessons[0]["path"])
    guest = learner.identity["learner"]
    done_as_guest = family.statements_of(site, guest)
    signing.type_number(learner.page, number)
    signing.type_code(learner.page)
    signing.say_whose(learner.page, "mine")
    signing.say_who(learner.page, "Bà Sáu", "lotus")
    signing.arrive(learner.page)
    own = account_of(site, number)
    assert learner.identity["learner"] == own, "what the phone did as a guest goes on as the account"
    assert (learner.identity["name"], learner.identity["picture"]) == ("Bà Sáu", "lotus")
    assert family.statements_of(site, guest) == done_as_guest, "no row moves"
    expect(learner.page.locator("[data-my-name]")).to_have_text("Bà Sáu")
    assert first.path in family.courses_shown(learner.page)
    learn_a_card(learner, second.lessons[0]["path"])
    assert len(family.statements_of(site, own)) >= 2

    another = other_phone()
    signing.type_number(another.page, number)
    signing.type_code(another.page)
    signing.say_who(another.page, "bà sáu", "lotus")
    signing.arrive(another.page)
    until(lambda: family.courses_shown(another.page) >= {first.path, second.path}, another.page)
    assert another.identity["learner"] == own
    assert set(another.me()["lessons"]) == {first.lessons[0]["uuid"], second.lessons[0]["uuid"]}
    another.open(first.lessons[0]["path"])
    until(lambda: another.card_id == another.cards()[1], another.page)
    assert another.complaints == []
    assert learner.complaints == []


def test_somebody_else_signs_in_on_a_guest_s_phone_and_both_learn_apart(learner: Learner, site: Site) -> None:
    first, second = courses(site)[:2]
    page, phone = learner.page, learner.context
    number = signing.new_number()
    learn_a_card(learner, first.lessons[0]["path"])
    guest = learner.identity["learner"]
    signing.type_number(page, number)
    signing.type_code(page)
    signing.say_whose(page, "apart")
    signing.say_who(page, "Anh Tư", "kite")
    signing.arrive(page)
    own = account_of(site, number)
    assert {person.get("learner") for person in learner.store("persons")} == {guest, own}
    assert first.path not in family.courses_shown(page)
    learn_a_card(learner, second.lessons[0]["path"])

    family.open_page(page)
    phone.set_offline(True)
    family.row(page, "Người học đầu tiên").locator("[data-person-choose]").tap()
    page.locator("[data-said]", has_text="Người học đầu tiên").wait_for()
    phone.set_offline(False)
    learner.open("/toi/")
    until(lambda: first.path in family.courses_shown(page), page)
    assert second.path not in family.courses_shown(page)
    assert "Anh Tư" not in page.locator("main").inner_text()
    learn_a_card(learner, first.lessons[1]["path"] if len(first.lessons) > 1 else first.lessons[0]["path"])
    family.open_page(page)
    family.choose(page, "Anh Tư")
    family.wait_for_my_learning(page)
    until(lambda: second.path in family.courses_shown(page), page)
    assert first.path not in family.courses_shown(page)
    family.received_by_their_own(learner)
    assert learner.complaints == []


def test_a_second_account_on_one_phone_is_a_person_of_its_own(learner: Learner, site: Site) -> None:
    page = learner.page
    numbers = [signing.new_number(), signing.new_number()]
    for number, name, picture in zip(numbers, ("Bà Sáu", "Anh Tư"), ("lotus", "kite"), strict=True):
        signing.type_number(page, number)
        signing.type_code(page)
        signing.say_who(page, name, picture)
        signing.arrive(page)
        expect(page.locator("[data-my-name]")).to_have_text(name)
    owners = [account_of(site, number) for number in numbers]
    known = family.persons(learner)
    assert [known["Bà Sáu"]["learner"], known["Anh Tư"]["learner"]] == owners
    family.open_page(page)
    family.choose(page, "Bà Sáu")
    family.wait_for_my_learning(page)
    expect(page.locator("[data-my-name]")).to_have_text("Bà Sáu")


def test_what_only_the_phone_knew_goes_out_under_the_account(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page = learner.page
    number = signing.new_number()
    # Nothing that was learnt reaches the server before somebody signs in.
    for path in ("**/api/v1/learners?resume=1", "**/api/v1/statements"):
        page.route(path, lambda route: route.abort())
    learner.open(course.lessons[0]["path"])
    learner.next()
    waiting = {item["id"] for item in learner.store("outbox")}
    assert waiting
    signing.type_number(page, number)
    signing.type_code(page)
    page.locator("[name=whose]").first.wait_for()
    for path in ("**/api/v1/learners?resume=1", "**/api/v1/statements"):
        page.unroute(path)
    signing.say_whose(page, "mine")
    signing.say_who(page, "Bà Sáu", "lotus")
    signing.arrive(page)
    until(lambda: family.all_sent(learner), page, 20)
    assert waiting <= family.statements_of(site, account_of(site, number))
    assert len(learner.store("persons")) == 1


def test_what_only_the_phone_knew_stays_apart_when_it_is_somebody_else_s(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page = learner.page
    number = signing.new_number()
    for path in ("**/api/v1/learners?resume=1", "**/api/v1/statements"):
        page.route(path, lambda route: route.abort())
    learner.open(course.lessons[0]["path"])
    learner.next()
    waiting = {item["id"] for item in learner.store("outbox")}
    signing.type_number(page, number)
    signing.type_code(page)
    page.locator("[name=whose]").first.wait_for()
    for path in ("**/api/v1/learners?resume=1", "**/api/v1/statements"):
        page.unroute(path)
    signing.say_whose(page, "apart")
    signing.say_who(page, "Anh Tư", "kite")
    signing.arrive(page)
    until(lambda: family.all_sent(learner), page, 20)
    own = account_of(site, number)
    [guest] = [person for person in learner.store("persons") if person.get("learner") != own]
    assert waiting <= family.statements_of(site, guest["learner"])
    assert family.statements_of(site, own) == set()
    learner.open("/toi/")
    expect(page.locator("[data-my-name]")).to_have_text("Anh Tư")


@pytest.mark.parametrize("whose", ["mine", "apart"])
def test_signing_in_that_was_cut_off_at_its_last_step_is_settled_by_the_next_page(
    learner: Learner, site: Site, whose: str
) -> None:
    course = courses(site)[0]
    page = learner.page
    number = signing.new_number()
    learn_a_card(learner, course.lessons[0]["path"])
    guest = learner.identity["learner"]
    signing.type_number(page, number)
    signing.type_code(page)
    signing.say_whose(page, whose)
    # The last page comes, and its script never does anything.
    page.route("**/arriving*.js", lambda route: route.abort())
    signing.say_who(page, "Bà Sáu", "lotus")
    page.locator("[data-signed-in]").wait_for()
    page.wait_for_load_state("networkidle")
    page.unroute("**/arriving*.js")
    own = account_of(site, number)
    assert learner.identity["learner"] == guest
    learner.open(course.path)
    until(lambda: own in {person.get("learner") for person in learner.store("persons")}, page)
    learner.open("/toi/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-my-name]")).to_have_text("Bà Sáu")
    left = {own} if whose == "mine" else {own, guest}
    until(lambda: {person.get("learner") for person in learner.store("persons")} == left, page)
    assert (course.path in family.courses_shown(page)) == (whose == "mine")
    learn_a_card(learner, course.lessons[0]["path"])
    assert len(family.statements_of(site, own)) >= 1


def test_who_must_sign_in_again_loses_nothing(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page = learner.page
    number = signing.new_number()
    signing.type_number(page, number)
    signing.type_code(page)
    signing.say_who(page, "Bà Sáu", "lotus")
    signing.arrive(page)
    own = account_of(site, number)
    site.rows("UPDATE learn_learner SET generation = generation + 1 WHERE id = %s", own)
    learner.open(course.lessons[0]["path"])
    learner.next()
    notice = page.locator("[data-sign-in-again]")
    notice.wait_for()
    waiting = {item["id"] for item in learner.store("outbox")}
    assert waiting
    learner.open("/toi/")
    page.locator("[data-sign-in-again]").wait_for()
    learner.open(course.lessons[0]["path"])
    notice.wait_for()
    notice.locator("a").tap()
    page.wait_for_url("**/dang-nhap/**")
    signing.type_number(page, number, path=None)
    signing.type_code(page)
    signing.arrive(page, course.lessons[0]["path"])
    until(lambda: family.all_sent(learner), page, 20)
    assert waiting <= family.statements_of(site, own)
    assert notice.is_hidden()
    assert len(learner.store("persons")) == 1


def test_signing_out_takes_the_account_off_the_phone_but_never_what_waits(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page = learner.page
    number = signing.new_number()
    signing.type_number(page, number)
    signing.type_code(page)
    signing.say_who(page, "Bà Sáu", "lotus")
    signing.arrive(page)
    own = account_of(site, number)

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/api/v1/statements", refuse)
    learner.open(course.lessons[0]["path"])
    learner.next()
    learner.open("/toi/")
    page.locator("[data-sign-out] button").tap()
    page.locator("[data-sign-out-waiting]").wait_for()
    assert learner.identity["learner"] == own
    page.unroute("**/api/v1/statements")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: family.all_sent(learner), page, 20)
    page.wait_for_timeout(500)
    page.wait_for_load_state("networkidle")
    page.locator("[data-sign-out] button").tap()
    until(lambda: family.nobody_is_left(learner), page)
    page.wait_for_load_state("networkidle")
    assert "Bà Sáu" not in page.locator("main").inner_text()
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    assert learner.identity["learner"] != own, "the next one on this phone is somebody else"


def test_signing_out_holds_where_the_page_s_script_did_not_come(learner: Learner, site: Site) -> None:
    page, number = learner.page, signing.new_number()
    signing.type_number(page, number)
    signing.type_code(page)
    signing.say_who(page, "Bà Sáu", "lotus")
    signing.arrive(page)
    page.route("**/my_learning*.js", lambda route: route.abort())
    learner.open("/toi/")
    page.locator("[data-sign-out] button").tap()
    page.wait_for_load_state("networkidle")
    page.unroute("**/my_learning*.js")
    learner.open("/toi/")
    until(lambda: family.nobody_is_left(learner), page)
    learner.open("/toi/")
    page.wait_for_timeout(500)
    assert "Bà Sáu" not in page.locator("main").inner_text(), "the token on the phone brought her back"
    # Whoever has left can come again.
    signing.type_number(page, number)
    signing.type_code(page)
    signing.arrive(page)
    learner.open("/toi/")
    expect(page.locator("[data-my-name]")).to_have_text("Bà Sáu")
    assert learner.identity["learner"] == account_of(site, number)


def test_signing_out_without_the_script_takes_nothing_that_waits(learner: Learner, site: Site) -> None:
    course, page, number = courses(site)[0], learner.page, signing.new_number()
    signing.type_number(page, number)
    signing.type_code(page)
    signing.say_who(page, "Bà Sáu", "lotus")
    signing.arrive(page)
    own = account_of(site, number)
    page.route("**/api/v1/statements", lambda route: route.abort())
    learner.open(course.lessons[0]["path"])
    learner.next()
    until(lambda: learner.store("outbox"), page)
    waiting = {entry["id"] for entry in learner.store("outbox")}
    page.route("**/my_learning*.js", lambda route: route.abort())
    learner.open("/toi/")
    page.locator("[data-sign-out] button").tap()
    page.wait_for_load_state("networkidle")
    page.unroute("**/my_learning*.js")
    learner.open("/toi/")
    page.wait_for_timeout(500)
    assert "Bà Sáu" not in page.locator("main").inner_text()
    page.unroute("**/api/v1/statements")
    learner.open("/toi/")
    until(lambda: family.nobody_is_left(learner), page, 20)
    assert waiting <= family.statements_of(site, own)


def test_without_scripts_signing_in_works_and_my_learning_is_the_account_s(browser: Browser, site: Site) -> None:
    context = browser.new_context(**PHONE, base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    signing.type_number(page, signing.new_number())
    signing.type_code(page)
    signing.say_who(page, "Bà Sáu", "lotus")
    page.locator("[data-signed-in] a").tap()
    expect(page.locator("[data-my-name]")).to_have_text("Bà Sáu")
    page.goto(family.HERE)
    assert page.locator("noscript a[href='/dang-nhap/']").is_visible()
    assert page.locator("[data-add]").is_hidden()
    context.close()


def test_when_the_record_is_erased_the_phone_forgets_it_too(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page = learner.page
    learn_a_card(learner, course.lessons[0]["path"])
    gone = learner.identity["learner"]
    page.route("**/api/v1/statements", lambda route: route.abort())
    learner.next()
    until(lambda: learner.store("outbox"), page)
    learner.open("/toi/du-lieu/quen-toi/")
    page.locator("main form button").first.tap()
    page.locator("[data-account-ended]").wait_for()
    until(lambda: family.nobody_is_left(learner), page)
    for store in ("outbox", "receipts", "notes"):
        assert learner.store(store) == []
    page.unroute("**/api/v1/statements")
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    assert learner.identity["learner"] != gone


def test_the_phone_forgets_who_was_erased_also_where_the_script_did_not_come(learner: Learner, site: Site) -> None:
    course, page = courses(site)[0], learner.page
    learn_a_card(learner, course.lessons[0]["path"])
    gone = learner.identity["learner"]
    page.route("**/api/v1/statements", lambda route: route.abort())
    learner.next()
    until(lambda: learner.store("outbox"), page)
    page.route("**/holder*.js", lambda route: route.abort())
    learner.open("/toi/du-lieu/quen-toi/")
    page.locator("main form button").first.tap()
    page.locator("[data-account-ended]").wait_for()
    page.wait_for_load_state("networkidle")
    assert learner.store("persons"), "or nothing was tried"
    page.unroute("**/holder*.js")
    learner.open(course.lessons[0]["path"])
    until(lambda: all(person.get("learner") != gone for person in learner.store("persons")), page)
    page.unroute("**/api/v1/statements")
    learner.next()
    learner.wait_until_received()
    assert learner.identity["learner"] != gone

"""Several people of one family on one phone: nobody's learning gets into another's record."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.e2e import family
from tests.e2e.lab import until
from tests.e2e.learning import KEPT, Learner, courses
from tests.e2e.serving import Site

# What a phone keeps that was last used before several people could share it.
OLD_STORES = """async ({ token, learner, items }) => new Promise((done, failed) => {
  const request = indexedDB.open("bdhvs", 1);
  request.onerror = () => failed(request.error);
  request.onupgradeneeded = () => {
    const db = request.result;
    db.createObjectStore("persons", { keyPath: "id" });
    db.createObjectStore("meta");
    db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true }).createIndex("person", "person");
    db.createObjectStore("receipts", { keyPath: ["person", "id"] }).createIndex("at", "at");
    db.createObjectStore("refused", { autoIncrement: true });
    db.createObjectStore("notes");
  };
  request.onsuccess = () => {
    const tx = request.result.transaction(["persons", "meta", "outbox", "receipts", "notes"], "readwrite");
    tx.objectStore("persons").put(token ? { id: "p1", learner, token } : { id: "p1", token: null });
    tx.objectStore("meta").put("p1", "current");
    for (const item of items) tx.objectStore("outbox").add({ person: "p1", id: item.id, item });
    tx.objectStore("receipts").put({ person: "p1", id: "r1", item: { id: "r1" }, at: Date.now() });
    tx.objectStore("notes").put({ title: "Bài cũ", path: "/khoa-hoc/", at: 1 }, ["p1", "last"]);
    tx.oncomplete = () => { request.result.close(); done(); };
  };
})"""
_ITEMS = """async () => {
  const { uuid7, isoWithOffset } = await import("/static/foundation/outbox.js");
  const activity = `quiz:${crypto.randomUUID()}`;
  const item = () => ({ id: uuid7(), verb: "opened", activity, occurred_at: isoWithOffset(new Date()) });
  return [item(), item()];
}"""


@pytest.fixture
def learner(phone: BrowserContext, site: Site) -> Learner:
    """Who holds the new phone."""
    return Learner(phone, site)


@pytest.mark.parametrize("known", [True, False], ids=["with a token", "never sent anything"])
def test_what_a_phone_kept_before_is_all_there_and_still_goes_out(learner: Learner, site: Site, known: bool) -> None:
    learner.open("/healthz")
    identity = {"learner": None, "token": None}
    if known:
        identity = learner.page.evaluate("async () => (await fetch('/api/v1/learners', { method: 'POST' })).json()")
    items = learner.page.evaluate(_ITEMS)
    learner.page.evaluate(OLD_STORES, {**identity, "items": items})
    learner.open("/")
    until(lambda: not learner.store("outbox"), learner.page)
    [person] = learner.store("persons")
    assert person["id"] == "p1"
    if known:
        assert (person["learner"], person["token"]) == (identity["learner"], identity["token"])
    assert family.statements_of(site, person["learner"]) == {item["id"] for item in items}
    assert {"r1", *(item["id"] for item in items)} == {receipt["id"] for receipt in learner.store("receipts")}
    assert any(note.get("title") == "Bài cũ" for note in learner.store("notes"))
    assert learner.complaints == []


def test_two_people_learn_apart_while_the_network_comes_and_goes(learner: Learner, site: Site) -> None:
    first, second = courses(site)[:2]
    page, phone = learner.page, learner.context
    learner.open(first.lessons[0]["path"])
    learner.next()
    assert page.locator("[data-who]").is_hidden(), "alone, nobody needs to be told who they are"
    learner.wait_until_received()
    family.open_page(page)
    family.add(page, "Bà Sáu", "lotus")
    family.wait_for_my_learning(page)
    page.wait_for_load_state("networkidle")
    assert family.courses_shown(page) <= {"/khoa-hoc/"}, "a new person begins with nothing"
    expect(page.locator("[data-my-name]")).to_have_text("Bà Sáu")

    learner.open(second.lessons[0]["path"])
    expect(page.locator("[data-who]")).to_have_text("Bà Sáu")
    learner.next()
    learner.wait_until_received()
    family.open_page(page)
    phone.set_offline(True)
    family.choose(page, "Người học đầu tiên")
    page.locator("[data-said]", has_text="Người học đầu tiên").wait_for()
    until(lambda: family.row(page, "Người học đầu tiên").locator("[data-person-holds]").is_visible(), page)
    phone.set_offline(False)
    learner.open("/toi/")
    until(lambda: family.courses_shown(page) >= {first.path}, page)
    assert second.path not in family.courses_shown(page)

    learner.open(second.lessons[1 if len(second.lessons) > 1 else 0]["path"])
    expect(page.locator("[data-who]")).to_have_text("Người học đầu tiên")
    phone.set_offline(True)
    learner.next()
    page.locator("[data-save-state]", has_text=KEPT).wait_for()
    phone.set_offline(False)
    learner.wait_until_received()
    family.open_page(page)
    family.choose(page, "Bà Sáu")
    family.wait_for_my_learning(page)
    until(lambda: second.path in family.courses_shown(page), page)
    assert first.path not in family.courses_shown(page)

    family.received_by_their_own(learner)
    for person in learner.store("persons"):
        told = page.evaluate(
            "async (headers) => (await fetch('/api/v1/me', { headers })).json()",
            {"Authorization": f"Learner {person['token']}"},
        )
        query = "SELECT lesson::text FROM learn_lessonprogress WHERE learner_id = %s"
        assert set(told["lessons"]) == {row[0] for row in site.rows(query, person["learner"])}
    assert learner.complaints == []


def _come_without_a_network(learner: Learner) -> None:
    """Anh Tư comes to the phone while there is no network, and does something."""
    family.open_page(learner.page)
    learner.context.set_offline(True)
    family.add(learner.page, "Anh Tư", "kite")
    learner.page.locator("[data-said]", has_text=re.compile("khi có mạng", re.IGNORECASE)).wait_for()
    # The browser's cookie is still the first one's.
    learner.page.evaluate("""async () => {
      const { outbox } = await import(document.querySelector('script[src*="record"]').src);
      await outbox.append([{ verb: "opened", activity: `quiz:${crypto.randomUUID()}` }]);
    }""")


def test_someone_who_came_without_a_network_never_gets_the_other_s_identity(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page, phone = learner.page, learner.context
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    mine = learner.identity["learner"]
    before = family.statements_of(site, mine)
    _come_without_a_network(learner)
    phone.set_offline(False)
    until(lambda: family.all_sent(learner), page, 20)
    known = family.persons(learner)
    assert known["Anh Tư"]["learner"] not in (None, mine)
    assert family.statements_of(site, mine) == before
    assert len(family.statements_of(site, known["Anh Tư"]["learner"])) == 1
    until(lambda: _here(learner) == known["Anh Tư"]["learner"], page)


def test_who_becomes_known_while_nobody_is_told_of_is_whom_the_pages_show(learner: Learner, site: Site) -> None:
    page, phone = learner.page, learner.context
    learner.open(courses(site)[0].lessons[0]["path"])
    learner.wait_until_received()
    _come_without_a_network(learner)
    held: dict[str, Route] = {}

    def hold(route: Route) -> None:
        if held.setdefault(route.request.method, route) is not route:
            route.continue_()

    page.route(re.compile(r"/api/v1/learners(/here|\?resume=1)?$"), hold)
    phone.set_offline(False)
    until(lambda: {"DELETE", "POST"} <= held.keys(), page)
    held["POST"].continue_()
    until(lambda: family.persons(learner)["Anh Tư"].get("learner"), page)
    held["DELETE"].continue_()
    until(lambda: _here(learner) == family.persons(learner)["Anh Tư"]["learner"], page)


def test_a_lesson_in_another_tab_goes_on_for_its_own_person_and_then_opens_anew(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page, phone = learner.page, learner.context
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    first = learner.identity
    other = phone.new_page()
    family.open_page(other)
    # The lesson's tab cannot be opened anew: what is done in it stays its own person's.
    page.route("**/khoa-hoc/**", lambda route: route.abort())
    family.add(other, "Cháu Na", "cat")
    family.wait_for_my_learning(other)
    page.locator("[data-handed-over]").wait_for()
    learner.next()
    learner.page.wait_for_timeout(200)
    until(lambda: family.all_sent(learner), page, 20)
    na = family.persons(learner)["Cháu Na"]
    assert family.statements_of(site, na.get("learner")) == set()
    assert len(family.statements_of(site, first["learner"])) >= 3
    page.unroute("**/khoa-hoc/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-who]")).to_have_text("Cháu Na", timeout=10_000)
    learner.next()
    until(lambda: not learner.store("outbox") and family.persons(learner)["Cháu Na"].get("learner"), page)
    na = family.persons(learner)["Cháu Na"]
    until(lambda: len(family.statements_of(site, na["learner"])) >= 2, page)
    family.received_by_their_own(learner)


def test_nobody_is_taken_off_while_something_of_theirs_waits(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page, phone = learner.page, learner.context
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    page.route("**/api/v1/statements", lambda route: route.abort())
    learner.next()
    family.open_page(page)
    family.add(page, "Bà Sáu", "lotus")
    family.wait_for_my_learning(page)
    family.open_page(page)
    leaving = family.row(page, "Người học đầu tiên")
    expect(leaving.locator("[data-person-note]")).to_contain_text("chưa gửi")
    leaving.locator("summary").tap()
    leaving.locator("[data-person-leave]").tap()
    expect(leaving.locator("[data-of-guest]")).to_be_visible()
    leaving.locator("[data-person-off]").tap()
    page.locator("[data-said]", has_text="Chưa gỡ").wait_for()
    assert len(learner.store("persons")) == 2
    page.unroute("**/api/v1/statements")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: family.all_sent(learner), page, 20)
    gone = family.persons(learner)["Người học đầu tiên"]
    page.wait_for_timeout(300)
    leaving = family.row(page, "Người học đầu tiên")
    leaving.locator("summary").tap()
    leaving.locator("[data-person-leave]").tap()
    leaving.locator("[data-person-off]").tap()
    page.locator("[data-said]", has_text="Đã gỡ").wait_for()
    assert [person["name"] for person in learner.store("persons")] == ["Bà Sáu"]
    assert all(receipt["person"] != gone["id"] for receipt in learner.store("receipts"))
    assert len(family.statements_of(site, gone["learner"])) >= 2, "what was received stays received"
    phone.close()


def test_after_the_last_one_left_the_next_is_somebody_new(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page = learner.page
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    gone = learner.identity["learner"]
    family.open_page(page)
    row = page.locator("[data-persons] > li")
    row.locator("summary").tap()
    row.locator("[data-person-leave]").tap()
    page.route("**/learners/here", lambda route: route.abort())
    row.locator("[data-person-off]").tap()
    page.locator("[data-said]", has_text="Đã gỡ").wait_for()
    assert learner.store("persons") == []
    page.unroute("**/learners/here")
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    assert learner.identity["learner"] != gone
    learner.open("/toi/")
    until(lambda: _here(learner) == learner.identity["learner"], page)


def test_a_page_that_shows_somebody_else_is_put_away_and_mended(learner: Learner, site: Site) -> None:
    course = courses(site)[0]
    page = learner.page
    learner.open(course.lessons[0]["path"])
    learner.wait_until_received()
    # Another learner's cookie, as a browser has it that was closed in the midst of changing hands.
    page.evaluate("async () => (await fetch('/api/v1/learners', { method: 'POST' })).json()")
    assert _here(learner) != learner.identity["learner"]
    learner.open("/toi/")
    until(lambda: course.path in family.courses_shown(page), page)
    assert _here(learner) == learner.identity["learner"]


def _here(learner: Learner) -> str | None:
    """Whom the server takes for the holder of this browser."""
    script = "async () => { const a = await fetch('/api/v1/me'); return a.ok ? (await a.json()).learner : null; }"
    return learner.page.evaluate(script)

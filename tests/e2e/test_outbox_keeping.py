"""What the phone keeps: durably, for each person apart, in browsers of every kind."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Error

from tests.e2e.lab import DENIED, LEARNERS, STATEMENTS, Lab, answer, lose_the_answer, until
from tests.e2e.serving import Site

MISSING = """for (const name of ["indexedDB", "IDBDatabase", "IDBIndex"]) {
  Object.defineProperty(window, name, { value: undefined });
}"""
SILENT = """IDBFactory.prototype.open = () => new EventTarget()"""


def test_what_was_appended_survives_the_death_of_the_browser(
    open_phone: Callable[[str], BrowserContext], site: Site
) -> None:
    phone = open_phone(site.url)
    lab = Lab(phone, site, delay=3_600_000)
    assert lab.append(3)
    killer = phone.new_cdp_session(lab.page)
    with pytest.raises(Error):
        killer.send("Browser.crash")
    again = Lab(open_phone(site.url), site)
    again.activity = lab.activity
    until(lambda: lab.count() == 3, again.page)
    again.wait_for_state("received", waiting=0)


def test_it_works_without_a_secure_context(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site, url=site.plain_url)
    assert lab.page.evaluate("[isSecureContext, crypto.subtle, crypto.randomUUID, navigator.locks]") == [
        False, None, None, None,
    ]  # fmt: skip
    assert lab.append(3)
    lab.wait_for_state("received", waiting=0)
    assert lab.count() == 3


def test_two_tabs_without_locks_send_everything_once(phone: BrowserContext, site: Site) -> None:
    _two_tabs(Lab(phone, site, url=site.plain_url), Lab(phone, site, url=site.plain_url))


def test_two_tabs_with_locks_send_everything_once(phone: BrowserContext, site: Site) -> None:
    _two_tabs(Lab(phone, site), Lab(phone, site))


def _two_tabs(one: Lab, other: Lab) -> None:
    other.activity = one.activity
    sending: set[str] = set()
    together = []
    learners = []

    def begun(request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if url.endswith(LEARNERS):
            learners.append(url)
        if url.endswith(STATEMENTS):
            sending.add(str(id(request)))
            together.append(len(sending))

    one.page.context.on("request", begun)
    one.page.context.on("requestfinished", lambda request: sending.discard(str(id(request))))
    for _ in range(10):
        one.append(5)
        other.append(5)
    until(lambda: one.count() == 100, one.page)
    one.wait_for_state("received", waiting=0)
    other.wait_for_state("received", waiting=0)
    assert len(learners) == 1, "both tabs are the same person"
    assert len(one.stored()) == 1
    assert max(together) == 1, "one sender at a time"


@pytest.mark.parametrize("hindrance", [DENIED, MISSING], ids=["denied", "missing"])
def test_without_storage_it_says_so_and_sends_all_the_same(phone: BrowserContext, site: Site, hindrance: str) -> None:
    phone.add_init_script(hindrance)
    lab = Lab(phone, site)
    phone.set_offline(True)
    assert not lab.append(2)
    assert lab.state() == {"state": "unsaved", "waiting": 2, "signIn": False}
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    lab.append(1)
    lab.wait_for_state("received", waiting=0)
    assert [count for _, count in lab.stored()] == [3], "one guest for the whole page"


def test_a_storage_that_never_answers_does_not_hold_up_the_learner(phone: BrowserContext, site: Site) -> None:
    phone.add_init_script(SILENT)
    page = phone.new_page()
    page.close()
    lab = Lab(phone, site)
    assert not lab.append(1)
    lab.wait_for_state("received", waiting=0)
    assert lab.count() == 1


def test_a_full_phone_says_unsaved_until_there_is_room(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site, begin=False)
    quota = phone.new_cdp_session(lab.page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 200_000})
    lab.open()
    assert lab.append(1)
    lab.wait_for_state("received", waiting=0)
    phone.set_offline(True)
    assert not lab.append(50, size=4000)
    assert lab.state()["state"] == "unsaved"
    quota.send("Storage.overrideQuotaForOrigin", {"origin": site.url})
    assert lab.append(1), "with room again, what was in memory is kept too"
    assert lab.state() == {"state": "local", "waiting": 51, "signIn": False}
    assert len(lab.rows("outbox")) == 51
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert lab.count() == 52


def test_items_and_notes_are_kept_together_or_not_at_all(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site, delay=3_600_000)
    lab.append(1)
    failed = lab.page.evaluate("""async () => {
      const person = (await outbox.person()).id;
      const item = { id: module.uuid7(), verb: "opened" };
      const change = async (notes) => { await notes.put("last", "never"); throw new Error("no"); };
      await outbox.disk.append(person, [item], change).catch(() => {});
      return (await outbox.store.notes(person)).get("last");
    }""")
    assert failed == lab.activity
    assert len(lab.rows("outbox")) == 1


def test_a_newer_page_that_changes_the_stores_loses_nothing(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site, delay=3_600_000)
    lab.append(1)
    newer = """(version) => new Promise((done, failed) => {
      const request = indexedDB.open("lab", version);
      request.onupgradeneeded = () => request.result.createObjectStore(`later${version}`);
      request.onsuccess = () => done(request.result.close());
      request.onerror = () => failed(request.error);
    })"""
    lab.page.evaluate(newer, 2)
    assert lab.append(1)
    lab.page.evaluate(newer, 3)
    assert lab.append(1)
    lab.page.evaluate("outbox.wake()")
    lab.wait_for_state("received", waiting=0)
    assert lab.count() == 3


def test_nobody_s_items_go_out_under_another_s_name(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    phone.set_offline(True)
    lab.append(2)
    lab.page.evaluate("""async () => {
      const other = { id: module.uuid7(), token: null };
      await outbox.disk.savePerson(other, false);
      await outbox.disk.put("current", other.id);
    }""")
    lab.append(3)
    assert lab.state()["waiting"] == 3, "each person sees only what is theirs"
    phone.set_offline(False)
    until(lambda: lab.count() == 5, lab.page)
    until(lambda: lab.rows("outbox") == [], lab.page)
    by_learner = dict(lab.stored())
    items = {receipt["id"]: receipt["person"] for receipt in lab.rows("receipts")}
    named = {person["id"]: person["learner"] for person in lab.rows("persons")}
    assert sorted(by_learner.values()) == [2, 3]
    for item, person in items.items():
        assert site.rows("SELECT learner_id::text FROM learn_statement WHERE id = %s", item) == [(named[person],)]


def test_a_lost_identity_is_replaced_before_anything_is_sent_under_it(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    lab.answer(LEARNERS, lose_the_answer, answer(500))
    lab.append(2)
    lab.wait_for_state("received", waiting=0)
    learner = lab.rows("persons")[0]["learner"]
    assert [(str(row[0]), row[1]) for row in lab.stored()] == [(learner, 2)]


def test_identifiers_rise_within_a_page_even_when_the_clock_is_set_back(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    made = lab.page.evaluate("""() => {
      const now = Date.now();
      return Array.from({ length: 10000 }, (_, place) => module.uuid7(now - place * 1000));
    }""")
    assert made == sorted(set(made))
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", each) for each in made
    )


def test_times_carry_the_phone_s_own_offset(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    told = lab.page.evaluate("module.isoWithOffset(new Date(Date.UTC(2026, 10, 22, 1, 15, 30)))")
    assert told == "2026-11-22T08:15:30.000+07:00"

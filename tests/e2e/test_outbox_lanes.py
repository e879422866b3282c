"""What goes to another address than the rest: through the same outbox, in order, and neither holds up the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.conftest import PHONE
from tests.e2e.lab import DENIED, Lab, until
from tests.e2e.phone_server import PhoneServer

STATEMENTS, ANSWERS = "/api/v1/statements", "/api/v1/quizzes/answers"
# Keeps so many items for the lane, or without one, numbered on from those before.
_KEEP = """async ([count, lane, words]) => {
  window.number = window.number || 0;
  const items = Array.from({ length: count }, () => ({ number: number++, words: "ệ".repeat(words) }));
  return outbox.append(items, null, lane ? { url: "/api/v1/quizzes/answers", list: "answers" } : null);
}"""


@pytest.fixture
def server() -> Iterator[PhoneServer]:
    server = PhoneServer()
    yield server
    server.stop()


@pytest.fixture
def phone(browser: Browser, server: PhoneServer) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE, base_url=server.url)
    yield context
    context.close()


@pytest.fixture
def lab(phone: BrowserContext, server: PhoneServer) -> Lab:
    return Lab(phone, server)


def keep(lab: Lab, count: int, *, lane: bool, words: int = 0) -> bool:
    return bool(lab.page.evaluate(_KEEP, [count, lane, words]))


def numbers(items: list[dict[str, Any]]) -> list[int]:
    return [item["number"] for item in items]


def test_each_item_goes_to_its_own_address_in_its_own_order(
    phone: BrowserContext, lab: Lab, server: PhoneServer
) -> None:
    phone.set_offline(True)
    for _ in range(3):
        keep(lab, 2, lane=False)
        keep(lab, 3, lane=True)
    assert len(lab.rows("outbox")) == 15
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert [numbers(batch) for batch in server.sent(STATEMENTS)] == [[0, 1, 5, 6, 10, 11]]
    assert [numbers(batch) for batch in server.sent(ANSWERS)] == [[2, 3, 4, 7, 8, 9, 12, 13, 14]]
    assert len({learner for kept in server.kept.values() for learner, _ in kept.values()}) == 1


def test_a_page_that_knows_nothing_of_the_lane_sends_it(phone: BrowserContext, lab: Lab, server: PhoneServer) -> None:
    phone.set_offline(True)
    keep(lab, 3, lane=True)
    lab.page.close()
    phone.set_offline(False)
    again = Lab(phone, server)
    again.wait_for_state("received", waiting=0)
    assert numbers(server.items("answers")) == [0, 1, 2]
    assert server.sent(STATEMENTS) == []


def test_a_long_lane_behind_a_long_queue_goes_out_whole(phone: BrowserContext, lab: Lab, server: PhoneServer) -> None:
    phone.set_offline(True)
    keep(lab, 250, lane=False)
    keep(lab, 130, lane=True, words=300)
    keep(lab, 50, lane=False)
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0, seconds=20)
    assert numbers(server.items("statements")) == [*range(250), *range(380, 430)]
    assert numbers(server.items("answers")) == list(range(250, 380))
    assert all(len(batch) <= 100 for _, batch in server.requests)


@pytest.mark.parametrize("status", [404, 403, 500, 502])
@pytest.mark.parametrize("troubled", [STATEMENTS, ANSWERS])
def test_the_trouble_of_one_address_is_not_the_other_s(
    phone: BrowserContext, lab: Lab, server: PhoneServer, status: int, troubled: str
) -> None:
    server.stumbles[troubled] = lambda items: (status, {"error": "no"})
    phone.set_offline(True)
    keep(lab, 2, lane=troubled == ANSWERS)
    keep(lab, 3, lane=troubled != ANSWERS)
    keep(lab, 1, lane=troubled == ANSWERS)
    phone.set_offline(False)
    well = "statements" if troubled == ANSWERS else "answers"
    until(lambda: len(server.items(well)) == 3, lab.page)
    lab.wait_for_state("local", waiting=3)
    del server.stumbles[troubled]
    # What a server stumbled at goes out from the next page.
    lab.page.close()
    again = Lab(phone, server)
    until(lambda: sum(map(len, server.kept.values())) == 6, again.page)
    until(lambda: again.rows("outbox") == [], again.page)
    assert again.rows("refused") == []


def test_an_address_that_asks_for_patience_for_ever_lets_the_other_s_items_through(
    phone: BrowserContext, lab: Lab, server: PhoneServer
) -> None:
    server.stumbles[ANSWERS] = lambda items: (503, {"wait": 4})
    phone.set_offline(True)
    keep(lab, 2, lane=True)
    keep(lab, 3, lane=False)
    phone.set_offline(False)
    # Asked, and the wish has reached the phone's disk.
    until(lambda: lab.page.evaluate("outbox.disk.get('pause').then((pause) => pause?.until > 0)"), lab.page)
    assert len(server.sent(ANSWERS)) == 1
    assert server.sent(STATEMENTS) == [], "what one was asked is heeded by both"
    # A page that lives shorter than the patience that was asked for: the next one still begins with the others.
    lab.page.close()
    again = Lab(phone, server)
    until(lambda: len(server.items("statements")) == 3, again.page)
    assert len(server.sent(ANSWERS)) <= 2
    del server.stumbles[ANSWERS]
    again.wait_for_state("received", waiting=0, seconds=30)


def test_an_address_that_does_not_answer_comes_after_the_one_that_does(
    phone: BrowserContext, lab: Lab, server: PhoneServer
) -> None:
    lab.page.route(f"**{ANSWERS}", lambda route: route.abort())
    keep(lab, 1, lane=True)
    keep(lab, 1, lane=False)
    until(lambda: len(server.items("statements")) == 1, lab.page)
    lab.page.unroute(f"**{ANSWERS}")
    lab.wait_for_state("received", waiting=0)


@pytest.mark.parametrize("status", [413, 422])
def test_what_no_request_of_a_lane_can_carry_is_set_aside_alone(
    phone: BrowserContext, lab: Lab, server: PhoneServer, status: int
) -> None:
    server.stumbles[ANSWERS] = lambda items: (status, {"error": "no"}) if 5 in numbers(items) else None
    phone.set_offline(True)
    keep(lab, 4, lane=False)
    keep(lab, 4, lane=True)
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert numbers(server.items("answers")) == [4, 6, 7]
    assert [len(batch) for batch in server.sent(STATEMENTS)] == [4], "the other lane's pieces stay as large"
    [refused] = lab.rows("refused")
    assert (refused["item"]["number"], refused["reason"]) == (5, f"http {status}")
    assert refused["lane"]["url"] == ANSWERS


def test_a_restored_server_gets_everything_again_at_the_right_address(lab: Lab, server: PhoneServer) -> None:
    keep(lab, 2, lane=True)
    keep(lab, 2, lane=False)
    lab.wait_for_state("received", waiting=0)
    assert len(lab.rows("receipts")) == 4
    for kept in server.kept.values():
        kept.clear()
    server.epoch = "restored"
    keep(lab, 1, lane=False)
    until(lambda: sum(map(len, server.kept.values())) == 5, lab.page)
    lab.wait_for_state("received", waiting=0)
    assert numbers(server.items("answers")) == [0, 1]
    assert sorted(numbers(server.items("statements"))) == [2, 3, 4]


def test_a_closing_page_sends_both_kinds_to_their_addresses(lab: Lab, server: PhoneServer) -> None:
    keep(lab, 1, lane=False)
    lab.wait_for_state("received", waiting=0)
    lab.page.evaluate("outbox.delay = 3600000")
    keep(lab, 2, lane=True)
    keep(lab, 1, lane=False)
    page = lab.page.context.new_page()
    lab.page.close(run_before_unload=True)
    until(lambda: len(server.items("answers")) == 2 and len(server.items("statements")) == 2, page)


def test_without_storage_items_find_their_address_too(phone: BrowserContext, server: PhoneServer) -> None:
    phone.add_init_script(DENIED)
    lab = Lab(phone, server)
    phone.set_offline(True)
    assert not keep(lab, 2, lane=True)
    assert not keep(lab, 1, lane=False)
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert numbers(server.items("answers")) == [0, 1]
    assert numbers(server.items("statements")) == [2]


def test_what_memory_kept_reaches_the_disk_with_its_lane(phone: BrowserContext, server: PhoneServer) -> None:
    lab = Lab(phone, server)
    phone.set_offline(True)
    keep(lab, 1, lane=False)
    lab.page.evaluate("""() => {
      window.real = outbox.disk.append;
      outbox.disk.append = async () => { throw new DOMException("full", "QuotaExceededError"); };
      outbox.disk.rescue = ((rescue) => async (...given) => {
        if (window.full) throw new DOMException("full", "QuotaExceededError");
        return rescue.call(outbox.disk, ...given);
      })(outbox.disk.rescue);
      window.full = true;
    }""")
    assert not keep(lab, 2, lane=True)
    lab.page.evaluate("() => { window.full = false; outbox.disk.append = window.real; }")
    assert keep(lab, 1, lane=False)
    assert [row.get("lane", {}).get("url") for row in lab.rows("outbox")] == [None, ANSWERS, ANSWERS, None]


def test_entries_of_an_older_page_are_sent_where_they_always_went(
    phone: BrowserContext, lab: Lab, server: PhoneServer
) -> None:
    phone.set_offline(True)
    keep(lab, 1, lane=True)
    lab.page.evaluate("""async () => {
      const person = (await outbox.person()).id;
      await (await outbox.disk.open()).add("outbox", { person, id: "old", item: { id: "old", number: 9 } });
    }""")
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert numbers(server.items("statements")) == [9]
    assert numbers(server.items("answers")) == [0]


def test_items_are_completed_by_the_notes_in_the_same_transaction(phone: BrowserContext, server: PhoneServer) -> None:
    tabs = [Lab(phone, server, delay=3_600_000) for _ in range(2)]
    script = """async () => {
      const change = async (notes, items) => {
        let last = (await notes.get("count")) || 0;
        for (const item of items) item.seq = ++last;
        await notes.put("count", last);
      };
      await Promise.all(Array.from({ length: 20 }, () => outbox.append([{}, {}], change)));
    }"""
    for tab in tabs:
        tab.page.evaluate(f"() => {{ window.done = ({script})(); }}")
    for tab in tabs:
        tab.page.evaluate("done")
    assert sorted(row["item"]["seq"] for row in tabs[0].rows("outbox")) == list(range(1, 81))


@pytest.mark.parametrize("url", ["https://example.org/x", "//example.org/x", "/\\example.org/x", "answers"])
def test_a_lane_leads_to_a_path_of_this_site_only(lab: Lab, url: str) -> None:
    script = "(url) => outbox.append([{}], null, { url, list: 'x' }).then(() => 'kept', (error) => error.name)"
    assert lab.page.evaluate(script, url) == "TypeError"
    assert lab.rows("outbox") == []

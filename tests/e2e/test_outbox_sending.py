"""How the phone sends: until each item is acknowledged, and exactly once in the end."""

from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import Any

import pytest
from django.core.signing import Signer
from playwright.sync_api import BrowserContext, Route

from portal.embedded.home import DEMO_SECRET
from tests.e2e.lab import STATEMENTS, Lab, answer, deliver, items_of, lose_the_answer, set_clock, until
from tests.e2e.serving import Site


def test_lost_answers_lead_to_each_item_once(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    requests = lab.answer(STATEMENTS, lose_the_answer, lose_the_answer, lose_the_answer)
    lab.append(7)
    for times in range(1, 4):
        until(lambda times=times: len(requests) == times, lab.page)
        lab.page.evaluate("dispatchEvent(new Event('online'))")
    lab.wait_for_state("received", waiting=0)
    assert len(requests) == 4
    assert requests[0] == requests[3], "the same items with the same content, again and again"
    assert lab.count() == 7
    assert lab.rows("outbox") == []
    assert len(lab.rows("receipts")) == 7


def test_a_long_queue_goes_out_in_order_and_in_pieces_that_the_server_takes(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    phone.set_offline(True)
    for _ in range(3):
        lab.append(50, size=2000)
    lab.append(150)
    requests: list[tuple[int, int, list[str]]] = []

    def note(route: Route) -> None:
        items = items_of(route.request)
        requests.append((len(items), len(route.request.post_data_buffer or b""), [item["id"] for item in items]))
        route.continue_()

    lab.page.route(f"**{STATEMENTS}", note)
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0, seconds=20)
    assert lab.count() == 300
    assert all(count <= 100 and size <= 128 * 1024 for count, size, _ in requests)
    sent = [identifier for _, _, identifiers in requests for identifier in identifiers]
    assert sent == sorted(set(sent)), "oldest first, nothing twice"


def test_a_refused_token_pauses_and_loses_nothing(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    lab.append(1)
    lab.wait_for_state("received", waiting=0)
    person = lab.rows("persons")[0]
    site.rows("UPDATE learn_learner SET generation = 1 WHERE id = %s", person["learner"])
    requests = lab.answer(STATEMENTS)
    lab.append(1)
    lab.wait_for_state("local", waiting=1, signIn=True)
    lab.append(1)
    lab.page.wait_for_timeout(300)
    assert len(requests) == 1, "the same token is not tried again"
    token = Signer(key=DEMO_SECRET, salt="learn.learner").sign(f"{person['learner']}.1")
    lab.page.evaluate("([id, token]) => outbox.setIdentity(id, { token })", [person["id"], token])
    lab.wait_for_state("received", waiting=0, signIn=False)
    assert lab.count() == 3


def test_it_waits_as_long_as_the_server_asks(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    lab.append(1)
    lab.wait_for_state("received", waiting=0)
    times: list[float] = []
    lab.page.on("request", lambda request: request.url.endswith(STATEMENTS) and times.append(time.monotonic()))
    lab.answer(STATEMENTS, answer(429, Retry_After="2"))
    lab.append(1)
    lab.wait_for_state("local", waiting=1)
    until(lambda: len(times) == 1, lab.page)
    lab.page.evaluate("dispatchEvent(new Event('online'))")
    lab.wait_for_state("received", waiting=0)
    assert times[1] - times[0] >= 2


def test_a_date_to_wait_for_is_read_by_the_server_s_clock(phone: BrowserContext, site: Site) -> None:
    set_clock(phone, 366)
    lab = Lab(phone, site)
    now = time.time()
    later = {"Retry_After": formatdate(now + 2, usegmt=True), "Date": formatdate(now, usegmt=True)}
    requests = lab.answer(STATEMENTS, answer(503, **later))
    lab.append(1)
    until(lambda: len(requests) == 1, lab.page)
    lab.page.wait_for_timeout(1000)
    assert len(requests) == 1
    lab.wait_for_state("received", waiting=0)


CLOCK = "SELECT clock_off FROM learn_statement WHERE activity = %s ORDER BY occurred_at"


@pytest.mark.parametrize("days", [366, -366])
def test_a_wrong_clock_is_marked_and_breaks_nothing(phone: BrowserContext, site: Site, days: int) -> None:
    set_clock(phone, days)
    lab = Lab(phone, site)
    for _ in range(3):
        lab.append(2)
        lab.wait_for_state("received", waiting=0)
    assert site.rows(CLOCK, lab.activity) == [(True,)] * 6
    assert len(lab.rows("receipts")) == 6


def test_a_long_way_home_is_no_wrong_clock(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    lab.page.evaluate(
        """(activity) => outbox.append([
          { verb: "opened", activity, occurred_at: module.isoWithOffset(new Date(Date.now() - 3 * 3600000)) },
        ])""",
        lab.activity,
    )
    lab.wait_for_state("received", waiting=0)
    assert site.rows(CLOCK, lab.activity) == [(False,)]


def test_too_much_at_once_goes_in_smaller_pieces(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)

    def narrow(route: Route) -> None:
        sizes.append(len(items_of(route.request)))
        answer(413)(route) if sizes[-1] > 10 else route.continue_()

    sizes: list[int] = []
    lab.page.route(f"**{STATEMENTS}", narrow)
    lab.append(60)
    lab.wait_for_state("received", waiting=0)
    assert sizes[:4] == [60, 30, 15, 7]
    assert lab.count() == 60


def test_one_item_that_no_request_can_carry_is_set_aside(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    phone.set_offline(True)
    lab.append(1)
    lab.append(1, size=60_000)
    lab.append(1)
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert lab.count() == 2
    assert [refused["reason"] for refused in lab.rows("refused")] == ["http 413"]


def test_a_rejected_item_harms_no_other_and_is_logged_with_its_reason(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    phone.set_offline(True)
    lab.append(1)
    lab.append(1, verb="slept")
    lab.append(1)
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert lab.count() == 2
    assert [(refused["item"]["verb"], refused["reason"]) for refused in lab.rows("refused")] == [
        ("slept", "unknown_verb")
    ]


def test_an_item_that_spoils_the_whole_batch_is_found_and_set_aside(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    phone.set_offline(True)
    lab.append(4)
    # Half of an emoji: valid in JavaScript, unreadable JSON to the server.
    lab.page.evaluate("(activity) => outbox.append([{ verb: 'opened', activity, x: '\\ud83d' }])", lab.activity)
    lab.append(4)
    phone.set_offline(False)
    lab.wait_for_state("received", waiting=0)
    assert lab.count() == 8
    assert [refused["reason"] for refused in lab.rows("refused")] == ["http 400"]


def test_answers_that_are_no_answer_leave_everything_in_place(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    of_another = json.dumps({"results": [{"id": "0", "status": "applied"}, None, {"status": "applied"}]})
    requests = lab.answer(
        STATEMENTS,
        answer(200, "<html>Xin chào! Mời đăng nhập Wi-Fi</html>"),
        answer(200, of_another, Content_Type="application/json"),
        answer(302, Location="/"),
        answer(400, "<html>Bad Request</html>"),
    )
    lab.append(2)
    for times in range(1, 5):
        until(lambda times=times: len(requests) == times, lab.page)
        lab.wait_for_state("local", waiting=2)
        lab.page.evaluate("dispatchEvent(new Event('online'))")
    lab.wait_for_state("received", waiting=0)
    assert lab.rows("refused") == []
    assert lab.count() == 2


def test_an_answer_that_misses_an_item_leaves_that_one(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)

    def forget_the_last(route: Route) -> None:
        content: dict[str, Any] = json.loads(deliver(route.request))
        route.fulfill(json={**content, "results": content["results"][:-1]})

    requests = lab.answer(STATEMENTS, forget_the_last)
    lab.append(3)
    lab.wait_for_state("received", waiting=0)
    assert [len(items) for items in requests] == [3, 1]
    assert lab.count() == 3


def test_a_restored_server_is_sent_again_what_it_had_acknowledged(phone: BrowserContext, own_site: Site) -> None:
    lab = Lab(phone, own_site)
    lab.append(5)
    lab.wait_for_state("received", waiting=0)
    own_site.rows("DELETE FROM learn_statement")
    own_site.rows("UPDATE foundation_epoch SET seed = 'restored'")
    # The server looks at its epoch every five seconds.
    lab.page.wait_for_timeout(5_500)
    lab.append(1)
    until(lambda: lab.count() == 6, lab.page)
    lab.wait_for_state("received", waiting=0)
    assert len(lab.rows("receipts")) == 6


def test_receipts_older_than_thirty_days_are_forgotten_and_not_sent_again(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    lab.append(2)
    lab.wait_for_state("received", waiting=0)
    lab.page.evaluate("""async () => {
      const db = await outbox.disk.open();
      const [old] = await db.getAll("receipts");
      await db.put("receipts", { ...old, at: old.at - 31 * 86400000 });
      await outbox.disk.noteEpoch("another", Date.now());
    }""")
    assert len(lab.rows("outbox")) == 1
    lab.append(1)
    lab.wait_for_state("received", waiting=0)
    assert len(lab.rows("receipts")) == 2


def test_a_closing_page_still_sends_what_it_just_added(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    lab.append(1)
    lab.wait_for_state("received", waiting=0)
    lab.page.evaluate("outbox.delay = 3600000")
    lab.append(2)
    lab.page.close(run_before_unload=True)
    site.wait_for("SELECT count(*) FROM learn_statement WHERE activity = %s", lab.activity, expected=[(3,)])


def test_an_item_at_which_the_server_fails_holds_up_no_other(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    phone.set_offline(True)
    lab.append(2)
    lab.append(1, verb="failed")
    lab.append(2)

    def stumble(route: Route) -> None:
        fails = any(item["verb"] == "failed" for item in items_of(route.request))
        answer(500, '{"error": "failed"}', Content_Type="application/json")(route) if fails else route.continue_()

    lab.page.route(f"**{STATEMENTS}", stumble)
    phone.set_offline(False)
    for _ in range(200):
        if lab.count() == 4:
            break
        lab.page.evaluate("dispatchEvent(new Event('online'))")
        lab.page.wait_for_timeout(50)
    lab.wait_for_state("local", waiting=1)
    assert lab.count() == 4
    assert lab.rows("refused") == [], "it is kept, not given up"
    lab.page.unroute(f"**{STATEMENTS}")
    again = Lab(phone, site)
    again.wait_for_state("received", waiting=0)
    assert lab.count() == 5


def test_one_person_s_trouble_is_not_another_s(phone: BrowserContext, site: Site) -> None:
    lab = Lab(phone, site)
    phone.set_offline(True)
    lab.append(1, verb="failed")
    lab.page.evaluate("""async () => {
      const other = { id: module.uuid7(), token: null };
      await outbox.disk.savePerson(other, false);
      await outbox.disk.put("current", other.id);
    }""")
    lab.append(2)

    def stumble(route: Route) -> None:
        fails = any(item["verb"] == "failed" for item in items_of(route.request))
        answer(502)(route) if fails else route.continue_()

    lab.page.route(f"**{STATEMENTS}", stumble)
    phone.set_offline(False)
    until(lambda: len(lab.rows("outbox")) == 1, lab.page)
    assert lab.count() == 2

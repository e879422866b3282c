"""How a member's phone and the server come to agree: each record once in the end, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.conftest import PHONE
from tests.e2e.field_lab import FieldPhone, kill
from tests.e2e.field_server import Answer, FieldServer
from tests.e2e.lab import until


@pytest.fixture
def server() -> Iterator[FieldServer]:
    server = FieldServer()
    yield server
    server.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    yield context
    context.close()


@pytest.fixture
def phone(context: BrowserContext, server: FieldServer) -> FieldPhone:
    return FieldPhone(context, server, delay=3_600_000)


def fail(**answers: tuple[int, dict[str, Any]]) -> Callable[[str, Any], Answer]:
    """A server that answers these requests so."""
    return lambda what, _content: answers.get(what)


def forget_pauses(phone: FieldPhone) -> None:
    """Do not wait as long as the server asked."""
    phone.page.evaluate("field.disk.put('pause', { from: 0, until: 0 })")
    phone.page.evaluate("field.pausedUntil = 0")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_phone_that_dies_while_it_sends_has_everything_once_in_the_end(
    open_phone: Callable[[str], BrowserContext], server: FieldServer, tmp_path: Path, moment: str
) -> None:
    phone = FieldPhone(open_phone(server.url), server, delay=3_600_000)
    ops = phone.visits(phone.household(), 5)
    server.halts = moment
    phone.page.evaluate("() => { field.sync(); }")
    assert server.halted.wait(10)
    kill(tmp_path / "phone")
    assert len(server.ops) == (6 if moment == "after" else 0)
    server.halts = ""
    server.resume.set()
    again = FieldPhone(open_phone(server.url), server, register=False)
    assert again.waiting()["waiting"] == 6
    assert again.sync() is None
    assert list(server.ops)[1:] == ops
    assert again.waiting()["count"] == 0


def test_lost_answers_lead_to_each_record_once(phone: FieldPhone, server: FieldServer) -> None:
    phone.visits(phone.household(), 3)
    server.loses = True
    for _time in range(3):
        assert phone.sync() == "network"
    server.loses = False
    assert phone.sync() is None
    assert len(server.ops) == 4
    assert len(server.pushes) >= 4
    assert phone.waiting()["count"] == 0
    assert {receipt["status"] for receipt in phone.store("receipts")} == {"duplicate"}


def test_a_hundred_at_a_time_and_no_more_than_the_server_takes(phone: FieldPhone, server: FieldServer) -> None:
    household = phone.household()
    phone.visits(household, 150)
    phone.visits(household, 40, note="ệ" * 5000)
    assert phone.sync() is None
    assert len(server.pushes[0]["ops"]) == 100
    assert len(server.pushes) > 2
    assert len(server.ops) == 191
    assert phone.waiting()["count"] == 0


@pytest.mark.parametrize("status", [400, 413, 422, 500])
def test_one_record_among_a_hundred_does_not_keep_the_others(
    phone: FieldPhone, server: FieldServer, status: int
) -> None:
    ops = phone.visits(phone.household(), 99)
    bad = ops[49]

    def spoilt(what: str, content: Any) -> Answer:
        return (status, {"error": "x"}) if what == "push" and bad in {each["op"] for each in content["ops"]} else None

    server.stumble = spoilt
    assert phone.sync() == "http"
    assert len(server.ops) == 99
    [left] = phone.store("outbox")
    assert left["op"] == bad
    for _again in range(2):
        phone.sync()
    [left] = phone.store("outbox")
    # A server that fails may be mended; what it cannot read costs nobody any more.
    assert left["state"] == ("waiting" if status == 500 else "aside")
    assert phone.waiting()["count"] == 1, "what was set aside is still unsent"
    server.stumble = fail()
    phone.page.evaluate("(op) => field.tryAgain(op)", bad)
    assert phone.waiting()["count"] == 0
    assert len(server.ops) == 100


def test_a_receipt_for_another_content_is_none(phone: FieldPhone, server: FieldServer) -> None:
    ops = phone.visits(phone.household(), 3)
    server.verdict = lambda operation: {"status": "applied", "sha256": "0" * 64} if operation["op"] == ops[1] else None
    for _time in range(3):
        phone.sync()
    [left] = phone.store("outbox")
    assert (left["op"], left["state"], left["reason"], left["tries"]) == (ops[1], "aside", "hash", 3)
    pushes = len(server.pushes)
    assert phone.sync() is None
    assert len(server.pushes) == pushes, "it is not sent for ever"


def test_what_the_server_keeps_for_the_leader_leaves_the_outbox_and_is_shown(
    phone: FieldPhone, server: FieldServer
) -> None:
    ops = phone.visits(phone.household(), 3)
    told = {ops[0]: {"status": "held"}, ops[1]: {"status": "quarantined", "reason": "no_consent"},
            ops[2]: {"status": "retry", "reason": "busy"}}  # fmt: skip
    server.verdict = lambda operation: told.get(operation["op"])
    assert phone.sync() == "again"
    items = phone.page.evaluate("field.waitingItems()")
    assert [(item["op"], item["reason"]) for item in items["leader"]] == [(ops[1], "no_consent")]
    assert [(item["op"], item["state"]) for item in items["unsent"]] == [(ops[2], "waiting")]
    assert {own["op"]: own["state"] for own in phone.store("mine")}[ops[0]] == "held"
    for _time in range(4):
        phone.sync()
    assert phone.store("outbox")[0]["state"] == "waiting", "nothing is wrong with what is to come later"


def test_a_refused_token_keeps_everything_until_the_member_signs_in(phone: FieldPhone, server: FieldServer) -> None:
    phone.visits(phone.household(), 2)
    [device] = server.devices.values()
    device["token"] = "another"
    assert phone.sync() == "signin"
    requests = len(server.requests)
    assert phone.sync() == "signin"
    assert len(server.requests) == requests, "the same token is not tried again"
    assert phone.waiting()["waiting"] == 3
    assert [detail["reason"] for detail in phone.heard("trouble")] == ["signin", "signin"]
    phone.register()
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0
    assert len(server.devices) == 1


def test_patience_is_kept_as_asked_and_after_a_reload(phone: FieldPhone, server: FieldServer) -> None:
    phone.visits(phone.household(), 1)
    server.stumble = fail(push=(429, {"wait": 60}))
    assert phone.sync() == "http"
    server.stumble = fail()
    assert phone.sync() == "pause"
    phone.open()
    assert phone.sync() == "pause"
    assert len(server.pushes) == 1
    forget_pauses(phone)
    assert phone.sync() is None


def test_the_page_of_a_hotel_is_no_answer(phone: FieldPhone, server: FieldServer) -> None:
    phone.visits(phone.household(), 1)
    server.stumble = lambda _what, _content: (200, {"kind": "text/html"})
    assert phone.sync() == "answer"
    assert phone.waiting()["waiting"] == 2
    server.stumble = fail()
    assert phone.sync() is None


def test_a_restored_server_hears_again_what_it_has_forgotten(phone: FieldPhone, server: FieldServer) -> None:
    household = phone.household()
    ops = phone.visits(household, 4)
    assert phone.sync() is None
    server.restore("second", keep=2)
    phone.visits(household, 1)
    assert phone.sync() == "epoch"
    assert phone.waiting()["waiting"] == 5, "what it was told lately waits again"
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0
    assert set(ops) < set(server.ops)
    assert len(server.ops) == 6


def test_a_pull_that_has_to_begin_anew_leaves_the_outbox_alone(phone: FieldPhone, server: FieldServer) -> None:
    for number in range(250):
        server.add(f"00000000-0000-7000-8000-{number:012}", head_name=f"Lò Thị {number}")
    assert phone.sync() is None
    assert len(phone.store("households")) == 250
    server.stumble = fail(push=(503, {}))
    mine = phone.household("Cà Văn Pánh")
    del server.households["00000000-0000-7000-8000-000000000003"]
    server.epoch = "second"
    refused = iter([None, None, (503, {})])
    server.stumble = lambda what, _content: (503, {}) if what == "push" else next(refused, None)
    assert phone.sync() == "http"
    assert len(phone.store("households")) == 251, "the old copies stay until all has come"
    phone.page.evaluate("field.sync()")
    ids = {household["id"] for household in phone.store("households")}
    assert len(ids) == 250, "what is gone is gone"
    assert mine in ids, "what the server has not heard of stays"
    assert phone.waiting()["waiting"] == 1


def test_a_revoked_phone_is_emptied_and_still_delivers(phone: FieldPhone, server: FieldServer) -> None:
    server.add("00000000-0000-7000-8000-000000000001", head_name="Lò Thị Mai")
    assert phone.sync() is None
    phone.visits("00000000-0000-7000-8000-000000000001", 2)
    phone.page.evaluate("field.saveDraft('visit:1', { note: 'Lò Thị Mai' })")
    server.stumble = fail(push=(500, {}))
    [device] = server.devices.values()
    device["revoked"] = True
    phone.sync()
    assert phone.heard("revoked") == [{}]
    assert [phone.store(name) for name in ("households", "mine", "receipts", "forms")] == [[], [], [], []]
    assert phone.waiting()["waiting"] == 2, "unsent work is nobody's to throw away"
    assert server.emptied == [device["token"]]
    server.stumble = fail()
    assert phone.sync() is None
    assert len(server.ops) == 2
    assert phone.waiting()["count"] == 0
    assert phone.store("receipts") == [], "what names people does not come back"
    assert len(server.emptied) == 1


def test_what_was_erased_leaves_the_phone_with_all_that_is_said_about_it(
    phone: FieldPhone, server: FieldServer
) -> None:
    household = phone.household("Lò Thị Mai")
    phone.visits(household, 2, note="Lò Thị Mai")
    assert phone.sync() is None
    phone.page.evaluate("(id) => field.saveDraft(`visit:${id}`, { note: 'Lò Thị Mai' })", household)
    server.remove(household)
    assert phone.sync() is None
    kept = [phone.store(name) for name in ("households", "receipts", "mine", "forms", "outbox")]
    assert "Lò Thị Mai" not in str(kept)
    assert len(phone.store("mine")) == 3, "what the member did stays counted"


def test_a_conflict_waits_for_the_member_and_is_settled_by_one_choice(phone: FieldPhone, server: FieldServer) -> None:
    household = phone.household()
    assert phone.sync() is None
    update = "(id) => field.save('household.update', id, { fields: { phone: '0912000111', size: 4 } })"
    op = phone.page.evaluate(update, household)["op"]
    fields = {"phone": {"mine": "0912000111", "theirs": "0912000222"}}
    told = {op: {"status": "conflict", "fields": fields, "version": 5}}
    server.verdict = lambda operation: told.get(operation["op"])
    assert phone.sync() is None
    assert phone.sync() is None
    assert phone.waiting() == {"waiting": 0, "conflicts": 1, "aside": 0, "photos": 0, "count": 1}
    assert sum(op in {each["op"] for each in content["ops"]} for content in server.pushes) == 1, "not sent again"
    phone.page.evaluate("(op) => field.settleConflict(op, { phone: 'theirs' })", op)
    assert phone.waiting()["conflicts"] == 0
    assert phone.sync() is None
    settled = list(server.ops.values())[-1]
    assert settled["payload"] == {"fields": {"phone": "0912000222", "size": 4}, "resolves": op}
    assert settled["base_version"] == 5
    assert phone.waiting()["count"] == 0


PHOTO = """async ([household, size]) => {
  const photo = await field.attachPhoto(await window.photo(size));
  await field.save("visit.create", null, { household, outcome: "met", photo });
  return photo;
}"""


def test_a_photo_goes_in_parts_after_its_visit_and_counts_until_it_is_there(
    phone: FieldPhone, server: FieldServer
) -> None:
    household = phone.household()
    photo = phone.page.evaluate(PHOTO, [household, 1200])
    assert photo["size"] > 600_000
    server.stumble = lambda what, content: (503, {}) if what == "photo" and content[1] > 0 else None
    assert phone.sync() == "http"
    assert phone.waiting() == {"waiting": 0, "conflicts": 0, "aside": 0, "photos": 1, "count": 1}
    assert [kept["offset"] for kept in phone.store("photos")] == [256 * 1024]
    # The server lost what it had: the phone goes back to where the server is.
    server.photos[photo["sha256"]].clear()
    server.stumble = fail()
    assert phone.sync() is None
    assert len(server.photos[photo["sha256"]]) == photo["size"]
    assert phone.waiting()["count"] == 0


def test_a_photo_waits_for_a_visit_that_is_not_applied_and_goes_when_it_is_left_out(
    phone: FieldPhone, server: FieldServer
) -> None:
    household = phone.household()
    photo = phone.page.evaluate(PHOTO, [household, 200])
    kept = lambda operation: {"status": "held"} if "photo" in operation["payload"] else None  # noqa: E731
    server.verdict = kept
    assert phone.sync() is None
    assert phone.waiting()["photos"] == 1
    server.announced.add(photo["sha256"])
    assert phone.sync() is None
    assert phone.waiting()["photos"] == 0
    server.verdict = lambda operation: {"status": "applied", "reason": "photo_left_out"}
    phone.page.evaluate(PHOTO, [household, 200])
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0


def test_the_app_sends_by_itself_and_when_the_network_comes_back(phone: FieldPhone, server: FieldServer) -> None:
    phone.page.evaluate("() => { field.delay = 10; field.start(); }")
    phone.context.set_offline(True)
    household = phone.household()
    phone.visits(household, 2)
    phone.page.wait_for_timeout(200)
    assert server.ops == {}
    phone.context.set_offline(False)
    until(lambda: len(server.ops) == 3, phone.page)
    phone.visits(household, 1)
    until(lambda: len(server.ops) == 4, phone.page)


def test_one_phone_without_locks_sends_everything_once(context: BrowserContext, server: FieldServer) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    one = FieldPhone(context, server, delay=3_600_000)
    other = FieldPhone(context, server, register=False, delay=3_600_000)
    household = one.household()
    one.visits(household, 30)
    for tab in (one, other):
        tab.page.evaluate("() => { window.done = field.sync(); }")
    reasons = {tab.page.evaluate("async () => ((await done) || {}).reason || null") for tab in (one, other)}
    assert reasons <= {None, "elsewhere"}
    sent = [operation["op"] for content in server.pushes for operation in content["ops"]]
    assert len(sent) == len(set(sent)) == 31

"""What a member's phone keeps: whatever was said to be saved is there, for each member apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error

from foundation.text import fold
from tests.e2e.conftest import PHONE
from tests.e2e.field_lab import FieldPhone, kill
from tests.e2e.field_server import FieldServer, canonical_hash
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
    return FieldPhone(context, server)


def test_what_was_saved_survives_the_death_of_the_browser(
    open_phone: Callable[[str], BrowserContext], server: FieldServer, tmp_path: Path
) -> None:
    phone = FieldPhone(open_phone(server.url), server)
    household = phone.household()
    ops = phone.visits(household, 2)
    kill(tmp_path / "phone")
    again = FieldPhone(open_phone(server.url), server, register=False)
    assert [row["op"] for row in again.store("outbox")][1:] == ops
    assert again.sync() is None
    assert server.kinds() == ["household.create", "visit.create", "visit.create"]


def test_fourteen_days_without_network_are_sent_whole_and_in_order(
    context: BrowserContext, server: FieldServer
) -> None:
    phone = FieldPhone(context, server, delay=3_600_000)
    server.stumble = lambda _what, _content: (503, {"wait": 0})
    begin = dt.datetime(2026, 12, 1, 1, 0, tzinfo=dt.UTC)
    ops: list[str] = []
    for day in range(14):
        context.clock.set_system_time(begin + dt.timedelta(days=day))
        phone.open()
        household = phone.household(f"Lò Thị {day}")
        ops += phone.visits(household, 5)
    assert phone.waiting()["waiting"] == 14 * 6
    days = {row["day"] for row in phone.store("mine")}
    assert days == {f"2026-12-{day:02}" for day in range(1, 15)}
    server.stumble = lambda _what, _content: None
    phone.page.evaluate("field.disk.put('pause', { from: 0, until: 0 })")
    assert phone.sync() is None
    assert phone.waiting()["count"] == 0
    seqs = [operation["seq"] for operation in server.ops.values()]
    assert seqs == sorted(seqs)
    assert [op for op, operation in server.ops.items() if operation["kind"] == "visit.create"] == ops
    assert len(phone.store("households")) == 14


def test_saved_means_all_of_it_or_nothing(phone: FieldPhone) -> None:
    phone.page.evaluate("field.saveDraft('visit:1', { outcome: 'met' })")
    household = phone.household()
    phone.page.evaluate(
        """async (household) => {
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (...given) {
            if (this.name === "mine") throw new DOMException("no", "UnknownError");
            return put.apply(this, given);
          };
          const payload = { household, outcome: "met" };
          await field.save("visit.create", null, payload, { draft: "visit:1" }).catch(() => {});
          IDBObjectStore.prototype.put = put;
        }""",
        household,
    )
    assert len(phone.store("outbox")) == 1, "only the household"
    assert phone.store("households")[0]["visits"] == []
    assert phone.page.evaluate("field.draft('visit:1').then((form) => form.state)") == {"outcome": "met"}


def test_an_open_form_survives_a_reload_and_goes_with_what_is_saved(phone: FieldPhone) -> None:
    household = phone.household()
    phone.page.evaluate("field.saveDraft('visit:1', { note: 'còn dở' })")
    phone.open()
    assert phone.page.evaluate("field.draft('visit:1').then((form) => form.state.note)") == "còn dở"
    save = """(household) => Promise.all([1, 2].map(() =>
      field.save("visit.create", null, { household, outcome: "met" }, { op: window.op, draft: "visit:1" })))"""
    phone.page.evaluate("async () => { window.op = (await field.draft('visit:1')).op; }")
    one, other = phone.page.evaluate(save, household)
    assert one["op"] == other["op"], "two taps are one visit"
    assert len(phone.store("outbox")) == 2
    assert phone.store("forms") == []


def test_a_full_phone_keeps_nothing_half_and_says_what_may_help(context: BrowserContext, server: FieldServer) -> None:
    # The browser remembers for a while how much room there was: it is little from the beginning.
    quota = context.new_cdp_session(context.new_page())
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 4_000_000})
    phone = FieldPhone(context, server, delay=3_600_000)
    household = phone.household()
    phone.visits(household, 120, note="ệ" * 900)
    assert phone.sync() is None
    assert len(phone.store("receipts")) == 121
    server.stumble = lambda _what, _content: (503, {"wait": 0})
    big = """async (household) => {
      const photo = await field.attachPhoto(await window.photo(1280));
      return field.save("visit.create", null, { household, outcome: "met", photo }).then(
        () => [photo.size, null], (error) => [photo.size, error.message, error.photo]);
    }"""
    said = None
    for _again in range(12):
        size, *said = phone.page.evaluate(big, household)
        assert size > 300_000
        if said[0]:
            break
    assert said == ["full", True]
    assert phone.store("receipts") == [], "what the server has made room first"
    rows, photos = phone.store("outbox"), phone.store("photos")
    assert len(rows) == len(photos), "nothing of what failed is kept"
    quota.send("Storage.overrideQuotaForOrigin", {"origin": server.url})
    phone.visits(household, 1)
    assert len(phone.store("outbox")) == len(rows) + 1


def test_two_tabs_are_one_store_with_one_uploader(context: BrowserContext, server: FieldServer) -> None:
    one = FieldPhone(context, server, delay=0)
    other = FieldPhone(context, server, register=False, delay=0)
    for tab in (one, other):
        tab.page.evaluate("field.start()")
    household = one.household()
    for _round in range(5):
        one.visits(household, 4)
        other.visits(household, 4)
    for tab in (one, other):
        until(lambda tab=tab: tab.waiting()["count"] == 0, tab.page)
    sent = [operation["op"] for content in server.pushes for operation in content["ops"]]
    assert len(sent) == len(set(sent)) == 41, "nothing was sent twice"
    assert other.page.evaluate("field.today().then(({ done }) => done.length)") == 41


def test_a_newer_page_that_changes_the_store_loses_nothing(phone: FieldPhone) -> None:
    household = phone.household()
    newer = """(version) => new Promise((done, failed) => {
      const request = indexedDB.open(field.disk.name, version);
      request.onupgradeneeded = () => request.result.createObjectStore(`later${version}`);
      request.onsuccess = () => done(request.result.close());
      request.onerror = () => failed(request.error);
    })"""
    phone.page.evaluate(newer, 2)
    phone.visits(household, 1)
    phone.page.evaluate(newer, 3)
    phone.visits(household, 1)
    assert phone.sync() is None
    assert len(phone.server.ops) == 3


def test_two_members_share_a_phone_and_not_a_store(phone: FieldPhone, server: FieldServer) -> None:
    first = phone.page.evaluate("field.device")
    phone.household("Lò Thị Mai")
    server.session = {"id": 8, "name": "Hà Thị Hoa"}
    second = phone.register()
    assert second != first
    assert phone.page.evaluate("field.households()") == []
    phone.household("Cà Văn Pánh")
    members = phone.page.evaluate("Field.members()")
    assert [(each["member"]["id"], each["unsent"], each["holds"]) for each in members] == [(7, 1, False), (8, 1, True)]
    assert phone.sync() is None
    assert {operation["payload"]["head_name"]: operation["member"] for operation in server.ops.values()} == {
        "Lò Thị Mai": 7,
        "Cà Văn Pánh": 8,
    }
    server.session = {"id": 7, "name": "Nguyễn Văn An"}
    assert phone.register() == first, "who was here before gets their own store again"
    assert [each["head_name"] for each in phone.store("households")] == ["Lò Thị Mai"]


def test_nobody_signs_out_over_what_is_not_sent(phone: FieldPhone, server: FieldServer) -> None:
    phone.household()
    out = """async (given) => {
      const before = field.disk.name;
      try {
        await field.signOut(given);
      } catch (error) {
        return error.count;
      }
      return (await indexedDB.databases()).filter(({ name }) => name === before).length;
    }"""
    assert phone.page.evaluate(out, {}) == 1
    assert phone.page.evaluate(out, {"exported": True}) == 1, "nothing was exported yet"
    phone.page.evaluate("field.export('mật khẩu dài')")
    phone.household("Cà Văn Pánh")
    assert phone.page.evaluate(out, {"exported": True}) == 2, "the file is older than the last record"
    phone.page.evaluate("field.export('mật khẩu dài')")
    assert phone.page.evaluate(out, {"exported": True}) == 0
    assert phone.page.evaluate("Field.members()") == []
    assert len(server.emptied) == 1
    with pytest.raises(Error, match="signed out"):
        phone.household()


@pytest.mark.parametrize("error", ["too_many_devices", "confirm"])
def test_a_phone_that_may_not_come_in_hears_why(context: BrowserContext, server: FieldServer, error: str) -> None:
    phone = FieldPhone(context, server, register=False)
    known = [{"device": "a", "name": "Chrome, Android"}]
    server.refuses = (409 if error == "too_many_devices" else 403, {"error": error, "devices": known})
    come = "Field.register(options).catch(({ reason, devices }) => [reason, devices])"
    assert phone.page.evaluate(come) == [error, known]
    assert phone.page.evaluate("Field.members()") == []


def test_a_file_brings_everything_to_another_phone_once(
    browser: Browser, phone: FieldPhone, server: FieldServer
) -> None:
    household = phone.household()
    photo = "async () => field.attachPhoto(await window.photo(300))"
    phone.visits(household, 1)
    phone.visits(household, 1, photo=phone.page.evaluate(photo))
    # The server has it, and the phone does not know.
    server.loses = True
    assert phone.sync() == "network"
    server.loses = False
    file = phone.page.evaluate("""async () => {
      const blob = await field.export("Mật khẩu");
      return Array.from(new Uint8Array(await blob.arrayBuffer()));
    }""")
    assert b"head_name" not in bytes(file)
    take = """([file, password]) => field.importExport(new Blob([new Uint8Array(file)]), password).then(
      (taken) => taken, (error) => error.reason)"""
    context = browser.new_context(**PHONE)
    other = FieldPhone(context, server)
    assert other.page.evaluate(take, [file, "khác"]) == "password"
    assert other.page.evaluate(take, [[1, 2, 3], "Mật khẩu"]) == "format"
    assert other.page.evaluate(take, [file, "Mật khẩu"]) == {"added": 3, "already": 0, "photos": 1}
    assert other.page.evaluate(take, [file, "Mật khẩu"]) == {"added": 0, "already": 3, "photos": 1}
    assert other.sync() is None
    assert phone.sync() is None
    assert len(server.ops) == 3
    assert other.waiting()["count"] == phone.waiting()["count"] == 0
    assert [len(kept) for kept in server.photos.values()] != [0]
    server.session = {"id": 9, "name": "Người khác"}
    stranger = FieldPhone(browser.new_context(**PHONE), server)
    assert stranger.page.evaluate(take, [file, "Mật khẩu"]) == "member"
    stranger.context.close()
    context.close()


def test_the_order_is_that_of_writing_whatever_the_clock_says(context: BrowserContext, server: FieldServer) -> None:
    context.clock.set_system_time(dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
    phone = FieldPhone(context, server)
    household = phone.household()
    [late] = phone.visits(household)
    context.clock.set_system_time(dt.datetime(2025, 3, 1, tzinfo=dt.UTC))
    phone.open()
    [early] = phone.visits(household)
    assert phone.sync() is None
    assert list(server.ops)[1:] == [late, early]


def test_what_is_written_is_seen_at_once_and_found_by_any_spelling(phone: FieldPhone, server: FieldServer) -> None:
    mai = phone.household("Lò Thị Mai", phone="0912 345 678")
    phone.household("Nguyễn Văn An")
    phone.household("Nguyễn Văn Hải")
    found = "(query) => field.households({ query }).then((all) => all.map((one) => one.head_name))"
    assert phone.page.evaluate(found, "mai lo") == ["Lò Thị Mai"]
    assert phone.page.evaluate(found, "+84 912 345") == []
    assert phone.page.evaluate(found, "0912345") == ["Lò Thị Mai"]
    assert phone.page.evaluate(found, "abcdefghj") == ["Nguyễn Văn An", "Nguyễn Văn Hải", "Lò Thị Mai"]
    assert phone.page.evaluate(found, "") == ["Nguyễn Văn An", "Nguyễn Văn Hải", "Lò Thị Mai"], "by the given name"
    twins = "(typed) => field.duplicates(typed).then((all) => all.map((one) => [one.household.head_name, one.why]))"
    assert phone.page.evaluate(twins, {"name": "nguyen van an", "hamlet": 12}) == [["Nguyễn Văn An", "name"]]
    assert phone.page.evaluate(twins, {"name": "nguyen van an", "hamlet": 13}) == []
    assert phone.page.evaluate(twins, {"phone": "+84912345678"}) == [["Lò Thị Mai", "phone"]]
    phone.visits(mai)
    kept = phone.page.evaluate("(id) => field.household(id)", mai)
    assert [visit["outcome"] for visit in kept["visits"]] == ["met"]
    assert phone.sync() is None
    assert phone.page.evaluate("field.numbers().then(({ agree, device }) => [agree, device.visits])") == [True, 1]


def test_a_word_of_the_server_does_not_hide_what_is_not_sent(phone: FieldPhone, server: FieldServer) -> None:
    household = phone.household()
    assert phone.sync() is None
    server.stumble = lambda what, _content: (503, {}) if what == "push" else None
    phone.page.evaluate("(id) => field.save('household.update', id, { fields: { phone: '0912000111' } })", household)
    server.add(household, address="Đầu bản")
    assert phone.sync() == "http"
    [kept] = phone.store("households")
    assert (kept["phone"], kept["address"]) == ("0912000111", "Đầu bản")


@pytest.mark.parametrize("payload", [
    {"b": 1, "a": [True, None, 0.5, -3], "á": "ệ \u2028 \" \\ \n \x01", "ẵ": {}},
    {"place": {"lat": 21.03, "lon": 105.85}, "note": "Cà Văn Pánh 🙂"},
])  # fmt: skip
def test_the_phone_s_hash_is_everybody_s(phone: FieldPhone, payload: dict[str, Any]) -> None:
    assert phone.page.evaluate("(payload) => sha256(canonical(payload))", payload) == canonical_hash(payload)


def test_the_phone_folds_as_the_server_does(phone: FieldPhone) -> None:
    names = ["Đặng Thị  Hoà", "NGUYỄN ÁNH", "Ðinh Y’Thơm", "Lò–Mai", "ă â ê ô ơ ư ỵ", " K’Brêu "]
    assert phone.page.evaluate("(names) => names.map(fold)", names) == [fold(name) for name in names]

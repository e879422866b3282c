"""A quiz on a phone: no answer is lost, whatever happens to network, browser and tabs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.e2e.conftest import PHONE
from tests.e2e.lab import DENIED, until
from tests.e2e.learning import KEPT, RECEIVED
from tests.e2e.phone_server import PhoneServer
from tests.e2e.quiz_lab import QuizLab, Taker


def test_a_quiz_is_answered_and_handed_in_through_two_breaks_of_the_network(
    phone: BrowserContext, taker: Taker, lab: QuizLab
) -> None:
    first, second, third = lab.questions
    taker.card.locator("input[value=c1]").check()
    taker.wait_for_word(RECEIVED)
    phone.set_offline(True)
    taker.card.locator("input[value=c2]").check()
    taker.wait_for_word(KEPT)
    taker.next()
    taker.card.locator("input").fill("113")
    phone.set_offline(False)
    until(lambda: lab.latest() == {first: {"c": ["c2"]}, second: {"g1": ["113"]}}, taker.page)
    phone.set_offline(True)
    taker.next()
    taker.card.locator("[data-move=down]").first.tap()
    taker.hand_in()
    handed = taker.page.locator("[data-sending]")
    expect(handed).to_contain_text("tính là nộp từ bây giờ")
    assert lab.submissions() == []
    phone.set_offline(False)
    taker.wait_for_result()
    assert lab.latest()[third] == {"i1": ["2"], "i2": ["1"], "i3": ["3"]}
    numbers = [item["seq"] for item in lab.items()]
    assert numbers == list(range(1, len(numbers) + 1)), "sent in their order, none twice"
    [submission] = lab.submissions()
    assert submission["seq"] == numbers[-1]
    assert set(submission) == {"id", "attempt", "seq", "submit", "occurred_at"}
    assert set(lab.items()[0]) == {"id", "attempt", "seq", "question", "response", "occurred_at"}


def test_what_is_handed_in_without_a_network_goes_out_from_any_other_page(
    phone: BrowserContext, taker: Taker, lab: QuizLab
) -> None:
    phone.set_offline(True)
    taker.choose("c2")
    taker.hand_in()
    expect(taker.page.locator("[data-sending]")).to_contain_text("tự gửi đi khi có mạng")
    taker.page.close()
    phone.set_offline(False)
    other = phone.new_page()
    other.goto("/elsewhere")
    until(lambda: len(lab.submissions()) == 1, other)
    assert lab.latest() == {lab.questions[0]: {"c": ["c2"]}}


def test_what_was_answered_survives_the_death_of_the_browser(
    open_phone: Callable[[str], BrowserContext], server: PhoneServer, lab: QuizLab
) -> None:
    phone = open_phone(server.url)
    taker = Taker(phone, lab)
    phone.set_offline(True)
    taker.choose("c2")
    taker.type("113")
    taker.wait_for_word(KEPT)
    taker.page.wait_for_timeout(600)
    with pytest.raises(Error):
        phone.new_cdp_session(taker.page).send("Browser.crash")
    again = Taker(open_phone(server.url), lab)
    until(lambda: len(lab.latest()) == 2, again.page)
    assert (again.chosen(), again.typed()) == (["c2"], "113")


@pytest.mark.parametrize("prefills", [False, True], ids=["the server shows nothing", "the server shows what it has"])
def test_a_page_opened_anew_shows_what_was_answered(taker: Taker, lab: QuizLab, prefills: bool) -> None:
    lab.prefills = prefills
    taker.choose("c2")
    taker.type("113")
    taker.go("cau_3")
    taker.card.locator("[data-move=up]").last.tap()
    taker.wait_for_word(RECEIVED)
    until(lambda: len(lab.latest()) == 3, taker.page)
    order = taker.places()
    sent = len(lab.items())
    taker.open()
    expect(taker.page.locator("#cau_2 input")).to_have_value("113")
    until(lambda: taker.places() == order, taker.page)
    assert taker.chosen() == ["c2"]
    taker.page.wait_for_timeout(600)
    assert len(lab.items()) == sent, "laying answers over the page is no answer"


def test_what_is_typed_just_before_the_page_goes_is_not_lost(phone: BrowserContext, taker: Taker, lab: QuizLab) -> None:
    taker.go("cau_2")
    taker.card.locator("input").fill("113")
    taker.page.reload()
    until(lambda: lab.latest() == {lab.questions[1]: {"g1": ["113"]}}, taker.page)
    expect(taker.page.locator("#cau_2 input")).to_have_value("113")


def test_what_is_typed_just_before_the_page_is_left_is_kept_for_the_next_time(
    phone: BrowserContext, taker: Taker, lab: QuizLab
) -> None:
    taker.go("cau_2")
    taker.card.locator("input").fill("113")
    # As a browser that gives a page no time at all.
    taker.page.evaluate("""async () => {
      const { outbox } = await import("/static/learn/record.js");
      outbox.append = () => new Promise(() => {});
      dispatchEvent(new Event("pagehide"));
    }""")
    taker.open()
    until(lambda: lab.latest() == {lab.questions[1]: {"g1": ["113"]}}, taker.page)
    expect(taker.page.locator("#cau_2 input")).to_have_value("113")
    taker.page.wait_for_timeout(300)
    assert taker.page.evaluate("localStorage.length") == 0
    taker.open()
    taker.page.wait_for_timeout(500)
    assert len(lab.items()) == 1


def test_nothing_is_written_when_nothing_changed(taker: Taker, lab: QuizLab) -> None:
    taker.type("113")
    until(lambda: len(lab.items()) == 1, taker.page)
    field = taker.page.locator("#cau_2 input")
    field.fill("1134")
    field.fill("113")
    field.blur()
    taker.next()
    taker.page.wait_for_timeout(800)
    assert len(lab.items()) == 1


def test_typing_is_written_once_it_pauses_and_emptying_takes_the_answer_back(taker: Taker, lab: QuizLab) -> None:
    taker.go("cau_2")
    taker.card.locator("input").press_sequentially("113", delay=30)
    until(lambda: len(lab.items()) == 1, taker.page)
    assert lab.items()[0]["response"] == {"g1": ["113"]}
    taker.card.locator("input").fill("")
    until(lambda: lab.latest() == {lab.questions[1]: {}}, taker.page)
    assert [item["seq"] for item in lab.items()] == [1, 2]


def test_two_tabs_never_give_the_same_number_and_the_last_answer_counts(
    phone: BrowserContext, taker: Taker, lab: QuizLab
) -> None:
    other = Taker(phone, lab)
    phone.set_offline(True)
    for _ in range(4):
        taker.choose("c1")
        other.choose("c1")
        taker.choose("c2")
        other.choose("c2")
    taker.type("112")
    other.type("113")
    other.page.wait_for_timeout(600)
    phone.set_offline(False)
    until(lambda: lab.latest().get(lab.questions[1]) == {"g1": ["113"]}, taker.page)
    numbers = [item["seq"] for item in lab.items()]
    assert len(numbers) == len(set(numbers))
    assert lab.latest()[lab.questions[0]] == {"c": ["c2"]}
    expect(taker.page.locator("#cau_2 input")).to_have_value("113")


def test_both_tabs_know_that_the_quiz_is_handed_in(phone: BrowserContext, taker: Taker, lab: QuizLab) -> None:
    other = Taker(phone, lab)
    phone.set_offline(True)
    taker.choose("c2")
    taker.hand_in()
    expect(other.page.locator("#cau_1 input").first).to_be_disabled()
    phone.set_offline(False)
    taker.wait_for_result()
    other.wait_for_result()
    assert len(lab.submissions()) == 1


def test_numbers_go_on_where_the_server_stands(phone: BrowserContext, browser: Browser, lab: QuizLab) -> None:
    lab.prefills = True
    taker = Taker(phone, lab)
    for value in ("c1", "c2", "c1"):
        taker.choose(value)
    until(lambda: len(lab.items()) == 3, taker.page)
    another = browser.new_context(**PHONE, base_url=lab.server.url)
    there = Taker(another, lab)
    assert there.chosen() == ["c1"]
    there.choose("c2")
    until(lambda: len(lab.items()) == 4, there.page)
    assert lab.items()[-1]["seq"] == 4
    another.close()
    taker.open()
    assert taker.chosen() == ["c2"], "what this phone kept is older than what the server shows"


def test_the_summary_names_what_is_left_and_leads_there(taker: Taker) -> None:
    taker.choose("c2")
    taker.go("nop_bai")
    left = taker.page.locator("[data-left-entry]:visible")
    assert left.all_inner_texts() == ["Câu 2", "Câu 3"]
    expect(taker.page.locator("[data-left-words]")).to_have_text("Còn 2 câu chưa trả lời xong:")
    left.first.locator("a").tap()
    taker.page.locator("#cau_2.is-current").wait_for()
    taker.card.locator("input").fill("113")
    taker.page.locator("[data-map] summary").tap()
    words = taker.page.locator("[data-entry]").all_inner_texts()
    assert words == ["Câu 1: đã trả lời", "Câu 2: đã trả lời", "Câu 3: chưa trả lời"]
    taker.page.locator("[data-entry] a").nth(2).tap()
    taker.page.locator("#cau_3.is-current").wait_for()
    taker.card.locator("[data-move=down]").first.tap()
    taker.go("nop_bai")
    expect(taker.page.locator("[data-none-left]")).to_be_visible()
    expect(taker.page.locator("[data-left]")).to_be_hidden()


def test_the_enter_key_in_a_field_hands_nothing_in(taker: Taker, lab: QuizLab) -> None:
    taker.type("113")
    taker.page.locator("#cau_2 input").press("Enter")
    until(lambda: len(lab.items()) == 1, taker.page)
    taker.page.wait_for_timeout(300)
    assert lab.submissions() == []
    assert taker.page.url.split("#")[0].endswith(lab.path)


def test_a_thing_is_moved_by_its_buttons_and_the_focus_stays_with_it(taker: Taker) -> None:
    taker.go("cau_3")
    assert taker.places() == ["Bấm Gửi", "Mở trang", "Điền tờ khai"]
    button = taker.page.get_by_role("button", name="Đưa xuống: Bấm Gửi")
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 48
    button.focus()
    taker.page.keyboard.press("Enter")
    taker.page.keyboard.press("Enter")
    assert taker.places() == ["Mở trang", "Điền tờ khai", "Bấm Gửi"]
    assert taker.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Đưa xuống: Bấm Gửi"
    expect(taker.page.locator("[data-announce]")).to_have_text("Bấm Gửi: vị trí 3")
    expect(button).to_have_attribute("aria-disabled", "true")
    values = taker.page.locator("#cau_3 select").evaluate_all(
        "(all) => all.map((one) => [one.name.slice(-2), one.value])"
    )
    assert dict(values) == {"i2": "1", "i3": "2", "i1": "3"}


def test_without_storage_answers_reach_the_server_and_the_page_says_that_it_keeps_nothing(
    phone: BrowserContext, lab: QuizLab
) -> None:
    phone.add_init_script(DENIED)
    taker = Taker(phone, lab)
    phone.set_offline(True)
    taker.choose("c2")
    taker.wait_for_word("chưa lưu")
    taker.hand_in()
    expect(taker.page.locator("[data-sending]")).to_contain_text("để mở trang này")
    phone.set_offline(False)
    taker.wait_for_result()
    assert lab.latest() == {lab.questions[0]: {"c": ["c2"]}}
    assert [item["seq"] for item in lab.items()] == [1, 2]
    assert taker.complaints == []


def test_a_refused_submission_is_said_and_may_be_made_again(taker: Taker, lab: QuizLab, server: PhoneServer) -> None:
    taker.choose("c2")
    until(lambda: len(lab.items()) == 1, taker.page)
    server.rejects[""] = "closed"
    taker.hand_in()
    expect(taker.page.locator("[data-sending]")).to_contain_text("mở lại trang này")
    del server.rejects[""]
    taker.open()
    taker.page.wait_for_timeout(500)
    expect(taker.page.locator("[data-quiz-submit]")).to_be_enabled()
    taker.hand_in()
    taker.wait_for_result()
    assert len(lab.submissions()) == 1


def test_trouble_with_lessons_does_not_keep_a_quiz_from_being_handed_in(
    taker: Taker, lab: QuizLab, server: PhoneServer
) -> None:
    server.stumbles["/api/v1/statements"] = lambda items: (502, {})
    taker.page.evaluate("""async () => {
      const { outbox } = await import("/static/learn/record.js");
      await outbox.append([{ verb: "opened" }]);
    }""")
    taker.choose("c2")
    taker.hand_in()
    taker.wait_for_result()

"""One card at a time, and what is left of it when scripts are slow, late, broken or off."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.conftest import PHONE
from tests.e2e.learning import ECHO, Learner, courses
from tests.e2e.serving import Site

LESSON_SCRIPT = re.compile(r"/static/courses/lesson\b.*\.js")
NOTE = """window.told = [];
for (const name of ["card", "answer", "end"])
  document.addEventListener(`bdhvs:${name}`, ({ detail }) => told.push({ name, ...detail }));"""


@pytest.fixture
def lesson(site: Site) -> str:
    return courses(site)[0].lessons[0]["path"]


def told(page: Page) -> list[dict[str, Any]]:
    return list(json.loads(page.evaluate("JSON.stringify(told)")))


def all_cards_are_seen(page: Page) -> bool:
    script = "(cards) => cards.every((card) => card.getBoundingClientRect().height > 40)"
    return bool(page.locator("[data-card], [data-lesson-end]").evaluate_all(script))


def test_without_scripts_every_card_is_read_and_every_check_answered(browser: Browser, site: Site, lesson: str) -> None:
    context = browser.new_context(**PHONE, base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(lesson)
    expect(page.locator("[data-card]").last).to_be_visible()
    expect(page.locator("[data-lesson-end]")).to_be_visible()
    expect(page.locator(".lesson-bar")).to_be_hidden()
    expect(page.locator("nav.bar")).to_be_visible()
    choice = page.locator("[data-correct=false]").first
    expect(choice.locator(".verdict")).to_be_hidden()
    choice.locator("summary").tap()
    expect(choice.locator(".verdict")).to_have_text("Chưa đúng.")
    right = page.locator("[data-correct=true]").first
    right.locator("summary").tap()
    expect(right.locator(".verdict")).to_have_text("Đúng rồi.")
    context.close()


def test_a_sound_ends_with_its_card(phone: BrowserContext, site: Site, lesson: str) -> None:
    learner = Learner(phone, site)
    learner.open(lesson)
    page = learner.page
    # A sound without a file: what the page lets media come from is not what is tried here.
    playing = page.locator("[data-card]").first.evaluate_handle("""async (card) => {
      const media = document.createElement("audio");
      media.srcObject = new AudioContext().createMediaStreamDestination().stream;
      card.append(media);
      await media.play();
      return media;
    }""")
    assert not playing.evaluate("(media) => media.paused")
    page.wait_for_timeout(ECHO)
    page.locator("[data-next]").tap()
    page.wait_for_function("(media) => media.paused", arg=playing)


def test_one_card_at_a_time_and_the_events_that_tell_of_it(phone: BrowserContext, site: Site, lesson: str) -> None:
    phone.add_init_script(NOTE)
    learner = Learner(phone, site)
    learner.open(lesson)
    page, cards = learner.page, learner.cards()
    for place, card in enumerate(cards):
        assert page.locator("[data-cards] > *:visible").count() == 1
        assert learner.card_id == card
        expect(page.locator("[data-position]")).to_have_text(f"Thẻ {place + 1} trong {len(cards)}")
        learner.next()
    expect(page.locator("[data-position]")).to_have_text("Hết bài")
    expect(page.locator("[data-next]")).to_be_hidden()
    expect(page.locator("[data-onward]")).to_be_visible()
    events = told(page)
    assert [event["card"] for event in events if event["name"] == "card"] == cards
    assert {event["total"] for event in events if event["name"] == "card"} == {len(cards)}
    assert events[-1]["name"] == "end"
    answers = [event["success"] for event in events if event["name"] == "answer"]
    assert answers
    assert answers == [False, True] * (len(answers) // 2)
    assert learner.complaints == []


def test_the_reader_is_taken_to_the_new_card(phone: BrowserContext, site: Site, lesson: str) -> None:
    learner = Learner(phone, site)
    learner.open(lesson)
    learner.page.evaluate("scrollTo(0, 500)")
    learner.next()
    page = learner.page
    assert page.evaluate("document.activeElement === document.querySelector('.is-current h2')")
    assert page.evaluate("scrollY") == 0
    expect(page.locator("[data-announce][role=status]")).to_have_text(re.compile(r"^Thẻ 2 trong \d$"))


def test_an_answer_is_said_aloud_and_told_once(phone: BrowserContext, site: Site, lesson: str) -> None:
    phone.add_init_script(NOTE)
    learner = Learner(phone, site)
    learner.open(lesson)
    while not learner.card.locator("[data-choice]").count():
        learner.next()
    wrong = learner.card.locator("[data-correct=false]").first
    for _tap in range(3):
        wrong.locator("summary").tap()
    said = learner.page.locator("[data-announce]")
    expect(said).to_contain_text("Chưa đúng.")
    answers = [event for event in told(learner.page) if event["name"] == "answer"]
    assert [(answer["response"], answer["success"]) for answer in answers] == [
        (wrong.get_attribute("data-choice"), False)
    ]


def test_the_phones_own_back_goes_one_card_back_and_ours_does_the_same(
    phone: BrowserContext, site: Site, lesson: str
) -> None:
    learner = Learner(phone, site)
    learner.open(courses(site)[0].path)
    learner.open(lesson)
    page, cards = learner.page, learner.cards()
    learner.next()
    learner.next()
    page.go_back()
    assert learner.card_id == cards[1]
    page.go_forward()
    assert learner.card_id == cards[2]
    for card in (cards[1], cards[0]):
        page.wait_for_timeout(ECHO)
        page.locator("[data-back]").tap()
        page.locator(f"#{card}.is-current").wait_for()
    assert page.locator("[data-back]").get_attribute("aria-disabled") == "true"
    page.go_back()
    page.wait_for_url(f"**{courses(site)[0].path}")


def test_the_map_leads_to_any_card_and_the_address_of_a_card_opens_it(
    phone: BrowserContext, site: Site, lesson: str
) -> None:
    learner = Learner(phone, site)
    learner.open(lesson)
    page, cards = learner.page, learner.cards()
    page.locator("[data-map] summary").tap()
    page.locator(f"[data-map] a[href='#{cards[4]}']").tap()
    page.locator(f"#{cards[4]}.is-current").wait_for()
    expect(page.locator(".lesson-map-list")).to_be_hidden()
    page.reload()
    page.locator(f"#{cards[4]}.is-current").wait_for()


def test_who_passes_over_a_question_is_told_so_at_the_end(phone: BrowserContext, site: Site, lesson: str) -> None:
    learner = Learner(phone, site)
    learner.open(lesson)
    page = learner.page
    first_question = page.locator("[data-completes=answered]").first.get_attribute("id")
    while page.locator("[data-next]").is_visible():
        page.wait_for_timeout(ECHO)
        page.locator("[data-next]").tap()
    note = page.locator("[data-left-over]")
    expect(note).to_be_visible()
    heading = page.locator("[data-lesson-end] .praise h2")
    assert heading.inner_text() == "Hết bài rồi, còn thẻ chưa làm"
    assert "làm tốt lắm" not in page.locator("[data-lesson-end]").inner_text()
    note.locator("a").tap()
    page.locator(f"#{first_question}.is-current").wait_for()
    learner.finish_lesson()
    expect(note).to_be_hidden()
    assert heading.inner_text() == "Cô bác đã học hết bài này"


def test_a_lesson_whose_script_fails_shows_everything_at_once(page: Page, lesson: str) -> None:
    page.route(LESSON_SCRIPT, lambda route: route.abort())
    page.goto(lesson)
    page.wait_for_function("() => !document.documentElement.classList.contains('js')", timeout=2000)
    assert all_cards_are_seen(page)
    expect(page.locator("nav.bar")).to_be_visible()


def test_a_lesson_whose_script_hangs_shows_everything_after_eight_seconds_and_goes_on_when_it_comes(
    phone: BrowserContext, lesson: str
) -> None:
    phone.add_init_script(NOTE)
    page = phone.new_page()
    held: list[Route] = []
    page.route(LESSON_SCRIPT, lambda route: held.append(route))
    page.goto(lesson, wait_until="commit")
    page.locator("[data-card]").first.wait_for()
    assert not all_cards_are_seen(page)
    page.wait_for_function("() => !document.documentElement.classList.contains('js')", timeout=12_000)
    assert all_cards_are_seen(page)
    held[0].continue_()
    page.wait_for_function("() => told.some((event) => event.name === 'card')")
    assert all_cards_are_seen(page), "what is being read is not taken away"
    page.locator("[data-lesson-end]").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('[data-lesson-end]').scrollIntoView({ block: 'center' })")
    page.wait_for_function("() => told.some((event) => event.name === 'end')")


VOICE = """
const voice = { lang: "LANGUAGE", name: "a voice" };
window.read = [];
const speechSynthesis = {
  getVoices: () => [voice], speak: (one) => read.push(one.text), cancel: () => read.push("stop"), addEventListener() {},
};
Object.defineProperty(window, "speechSynthesis", { value: speechSynthesis });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""


def test_without_a_vietnamese_voice_there_is_no_listen_button(phone: BrowserContext, site: Site, lesson: str) -> None:
    phone.add_init_script(VOICE.replace("LANGUAGE", "en-US"))
    learner = Learner(phone, site)
    learner.open(lesson)
    learner.next()
    expect(learner.page.locator("[data-listen]")).to_be_hidden()


def test_the_listen_button_reads_the_card_and_falls_silent_on_leaving_it(
    phone: BrowserContext, site: Site, lesson: str
) -> None:
    phone.add_init_script(VOICE.replace("LANGUAGE", "vi-VN"))
    learner = Learner(phone, site)
    learner.open(lesson)
    button = learner.page.locator("[data-listen]")
    expect(button).to_have_text("Nghe", use_inner_text=True)
    button.tap()
    expect(button).to_have_text("Dừng", use_inner_text=True)
    read = learner.page.evaluate("read.filter((piece) => piece !== 'stop')")
    assert read[0] == learner.card.locator("h2").inner_text()
    assert len(read) > 2
    learner.next()
    expect(button).to_have_text("Nghe", use_inner_text=True)
    assert learner.page.evaluate("read.at(-1)") == "stop"


def test_a_hand_that_trembles_skips_no_card_and_loses_no_answer(phone: BrowserContext, site: Site, lesson: str) -> None:
    learner = Learner(phone, site)
    learner.open(lesson)
    page, cards = learner.page, learner.cards()
    page.wait_for_timeout(ECHO)
    for _ in range(2):
        page.locator("[data-next]").tap()
    assert learner.card_id == cards[1]
    question = page.locator("[data-completes=answered]").first
    page.goto(f"{lesson}#{question.get_attribute('id')}")
    page.reload()
    answer = learner.card.locator("[data-choice]").first
    for _ in range(2):
        answer.locator("summary").tap()
    expect(answer).to_have_attribute("open", "")

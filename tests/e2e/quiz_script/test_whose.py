"""Answers are their own person's, and how the page is put together."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import PHONE
from tests.e2e.lab import until
from tests.e2e.phone_server import PhoneServer
from tests.e2e.quiz_lab import QuizLab, Taker
from tests.e2e.serving import Site

# -- whose ------------------------------------------------------------------------------------------------------------


def test_answers_stay_with_their_own_person_when_the_phone_changes_hands(
    phone: BrowserContext, taker: Taker, lab: QuizLab, server: PhoneServer
) -> None:
    taker.choose("c2")
    until(lambda: len(lab.items()) == 1, taker.page)
    taker.page.evaluate("""async () => {
      const { outbox } = await import("/static/learn/record.js");
      await outbox.disk.savePerson({ id: "another", token: "token-another", learner: "another" }, false);
      await outbox.disk.put("current", "another");
      outbox.channel.postMessage("changed");
      await outbox.refresh();
    }""")
    expect(taker.page.locator("[data-handed-over]")).to_be_visible()
    taker.type("113")
    taker.hand_in()
    taker.wait_for_result()
    assert {learner for learner, _ in server.kept["answers"].values()} != {"another"}
    assert len({learner for learner, _ in server.kept["answers"].values()}) == 1


def test_a_page_of_somebody_else_is_opened_anew_before_anything_is_answered_on_it(
    phone: BrowserContext, lab: QuizLab, server: PhoneServer
) -> None:
    taker = Taker(phone, lab)
    taker.choose("c2")
    until(lambda: len(lab.items()) == 1, taker.page)
    lab.learner = str(uuid.uuid4())
    told = []
    phone.route("**/api/v1/learners/here", lambda route: (told.append(route.request.method), route.fulfill(status=204)))
    taker.page.goto("/elsewhere")
    loads = []
    taker.page.on("load", lambda: loads.append(1))
    taker.page.goto(lab.path)
    until(lambda: len(loads) == 2, taker.page)
    assert told == ["POST"]
    taker.page.wait_for_timeout(1000)
    assert len(loads) == 2, "once, not in circles"


# -- how it is put together -------------------------------------------------------------------------------------------


def test_the_page_s_scripts_share_one_outbox_under_hashed_names_too(browser: Browser, home: Path, site: Site) -> None:
    name = json.loads((home / "static" / "staticfiles.json").read_text())["paths"]["quizzes/quiz.js"]
    context = browser.new_context(**PHONE, base_url=site.url)
    page = context.new_page()
    page.goto("/")
    page.evaluate("(path) => import(path)", f"/static/{name}")
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    records = [name for name in names if "/learn/record." in name]
    assert len(records) == len(set(records)) == 1
    assert any(re.search(r"/quizzes/answers\.[0-9a-f]+\.js", name) for name in names)
    context.close()


def test_a_hand_that_trembles_begins_one_attempt(phone: BrowserContext, server: PhoneServer) -> None:
    server.pages["/begin"] = lambda: (
        """<main data-quiz-page><form method="post" data-quiz-start>
        <button>Bắt đầu</button></form></main><script type="module" src="/static/quizzes/quiz.js"></script>"""
    )
    page = phone.new_page()
    page.goto("/begin")
    page.evaluate("""() => {
      window.stopped = [];
      addEventListener("submit", (event) => {
        stopped.push(event.defaultPrevented);
        event.preventDefault();
      });
    }""")
    page.locator("button").tap()
    page.locator("button").tap()
    assert page.evaluate("stopped") == [False, True]


def test_without_scripts_the_form_says_everything(browser: Browser, lab: QuizLab) -> None:
    context = browser.new_context(**PHONE, base_url=lab.server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(lab.path)
    expect(page.locator("[data-question]:visible")).to_have_count(3)
    expect(page.get_by_role("button", name="Lưu câu trả lời")).to_have_count(3)
    expect(page.get_by_role("button", name="Nộp bài")).to_be_visible()
    expect(page.locator("#cau_3 select")).to_have_count(3)
    context.close()

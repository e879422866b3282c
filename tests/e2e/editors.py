"""Editors and reviewers at work in a real browser, and the English that they must not meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.portal.english import left_in_english
from tests.portal.test_admin_vietnamese import NOT_MARKED, NOT_WORDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from people.accounts.demo import DemoAccount
    from tests.e2e.serving import Site

DESK: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 900},
    "locale": "vi-VN",
    "timezone_id": "Asia/Ho_Chi_Minh",
}
# Words that no Vietnamese sentence has, to find what is English without being marked for translation.
ENGLISH = re.compile(
    r"\b(the|and|with|this|your|you|page|pages|save|saved|saving|edit|edited|draft|publish|published|comment|comments|"
    r"close|search|show|hide|more|reply|resolve|cancel|today|select|loading|undo|submit|submitted|approve|approved|"
    r"reject|changes|review|workflow|schedule|scheduled|version|compare|delete|lock|locked|unlock|status|settings|"
    r"history|usage|help|user|error|warning|toggle|open|view|live|next|previous|month|monday|january|hours|minutes)\b",
    re.IGNORECASE,
)
# Everything that a person can see or hear on the screen as it stands now, scripts' words included.
SHOWN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (parent && !parent.closest("script, style, template, noscript") && parent.checkVisibility()) {
      found.push(walk.currentNode.textContent);
    }
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility()) continue;
    for (const name of ["title", "aria-label", "placeholder", "alt"]) {
      if (element.getAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  return found;
}"""


class Desk:
    """A computer at which one member of the staff is signed in."""

    def __init__(self, browser: Browser, site: Site, account: DemoAccount) -> None:
        self.context = browser.new_context(**DESK, base_url=site.url)
        self.page: Page = self.context.new_page()
        self.english: set[str] = set()
        self.page.goto("/quan-tri/")
        self.look()
        self.page.locator("[name=login], [name=username]").fill(account.phone)
        self.page.locator("[name=password]").fill(account.password)
        self.page.locator("form:has([name=password]) [type=submit]").click()
        self.page.wait_for_url("**/quan-tri/")
        self.look()

    def goto(self, path: str) -> None:
        """Open a screen and look for English on it."""
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        """Remember what is English on the screen as it stands now."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(300)
        self.english |= left_in_english(self.page.content(), NOT_MARKED) - NOT_WORDS
        for text in self.page.evaluate(SHOWN):
            if ENGLISH.search(text):
                self.english.add(" ".join(text.split()))

    def edit(self, number: int) -> None:
        """Open a page's editor."""
        self.goto(f"/quan-tri/pages/{number}/edit/")

    def open_page_acts(self, number: int) -> None:
        """Open the list of acts beside a page's name."""
        self.goto(f"/quan-tri/pages/{number}/")
        self.page.locator("header").get_by_role("button", name="Thao tác", exact=True).click()
        self.look()

    def other_acts(self) -> None:
        """Open the list of acts beside the button at the foot."""
        self.page.locator("footer .w-dropdown__toggle").last.click()
        self.look()

    def save_draft(self) -> None:
        """Keep what the open page says, for nobody else to see yet."""
        with self.page.expect_navigation():
            self.page.locator("footer button[type=submit].action-save").first.click()
        self.look()

    def submit(self) -> None:
        """Hand the open page in for review."""
        self.other_acts()
        self.page.locator("[name=action-submit]").click()
        self.page.wait_for_url(re.compile(r"/quan-tri/pages/\d+/$"))
        self.look()

    def open_first_task(self) -> None:
        """From the first screen into the first page that waits."""
        self.goto("/quan-tri/")
        self.page.locator("#panel-my-work td.title a, #my-work-section + * td.title a, td.title a").first.click()
        self.page.wait_for_url("**/edit/")
        self.look()

    def send_back(self, comment: str) -> None:
        """Ask for changes, with a word on what is wrong."""
        self.other_acts()
        self.page.locator("[data-workflow-action-name=reject]").last.click()
        self.page.locator(".modal-content textarea").fill(comment)
        self.look()
        self.page.locator(".modal-content [type=submit]").click()
        self.page.wait_for_url(re.compile(r"/quan-tri/pages/\d+/$"))
        self.look()

    def set_time(self, time: str) -> None:
        """Set the time of publication, as 2030-01-31 08:00, in its dialog."""
        button = self.page.locator("[data-side-panel=status] [data-a11y-dialog-show=schedule-publishing-dialog]").first
        if not button.is_visible():
            self.page.locator("[data-side-panel-toggle=status]").click()
        button.click()
        self.look()
        field = self.page.locator("#schedule-publishing-dialog [name=go_live_at]")
        field.fill(time)
        self.look()
        # The calendar lies over the button until somebody taps beside it.
        self.page.locator("#schedule-publishing-dialog h2").first.click()
        with self.page.expect_navigation():
            self.page.locator("#schedule-publishing-dialog [type=submit]").click()
        self.look()

    def approve(self) -> None:
        """Approve the open page."""
        self.other_acts()
        self.page.locator("[data-workflow-action-name=approve]").first.click()
        self.page.wait_for_url(re.compile(r"/quan-tri/pages/\d+/$"))
        self.look()

    def close(self) -> None:
        """Go home."""
        self.context.close()

"""A learner at work: taps what a learner taps, and reads what the phone shows."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, Error, Locator, Page

from tests.e2e.serving import Site

KEPT = "đã lưu trên máy"
RECEIVED = "đã nhận"
UNSAVED = "chưa lưu"
# Milliseconds; sooner, and a tap would be taken for the echo of the one before.
ECHO = 450

# Notes each word that the save state shows, from the first on.
WATCH = """() => {
  const place = document.querySelector("[data-save-state]");
  window.words = [];
  const note = () => !place.hidden && words[words.length - 1] !== place.textContent && words.push(place.textContent);
  new MutationObserver(note).observe(place, { attributes: true, childList: true, characterData: true, subtree: true });
  note();
}"""

_STORE = """async (store) => new Promise((done, failed) => {
  const request = indexedDB.open("bdhvs");
  request.onerror = () => failed(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => { request.result.close(); done(all.result); };
    all.onerror = () => failed(all.error);
  };
})"""


class Course(NamedTuple):
    """A course as it is published."""

    uuid: str
    path: str
    title: str
    lessons: list[dict[str, str]]


def courses(site: Site) -> list[Course]:
    """The courses of the starter curriculum, those with most lessons first."""
    query = """SELECT DISTINCT ON (course) course::text, path, title, lessons FROM courses_courseversion
               ORDER BY course, number DESC"""
    return sorted((Course(*row) for row in site.rows(query)), key=lambda course: (-len(course.lessons), course.path))


class Learner:
    """Who holds the phone, in one tab."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context = context
        self.site = site
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        """Go to an address; once more where the page was going somewhere by itself in that moment."""
        try:
            self.page.goto(path)
        except Error as error:
            if "ERR_ABORTED" not in error.message:
                raise
            self.page.goto(path)

    @property
    def card(self) -> Locator:
        """The card on the screen."""
        return self.page.locator("[data-cards] > .is-current")

    @property
    def card_id(self) -> str:
        """Its name."""
        return str(self.card.get_attribute("id"))

    @property
    def save_state(self) -> str:
        """The word that says whether everything is safe."""
        return self.page.locator("[data-save-state]").inner_text()

    def answer(self) -> None:
        """Answer the card's question, if it asks one: first wrong, then right."""
        if self.card.locator("[data-choice]").count():
            self.card.locator("[data-correct=false] summary").first.tap()
            self.card.locator("[data-correct=true] summary").first.tap()

    def next(self) -> None:
        """On to the next card, as soon as this one is done."""
        before = self.card_id
        self.answer()
        self.page.wait_for_timeout(ECHO)
        self.page.locator("[data-next]").tap()
        self.page.wait_for_function(
            "(id) => document.querySelector('[data-cards] > .is-current').id !== id", arg=before
        )

    def cards(self) -> list[str]:
        """The names of the lesson's cards."""
        script = "(cards) => cards.map((card) => card.dataset.card)"
        return list(self.page.locator("[data-card]").evaluate_all(script))

    def finish_lesson(self) -> None:
        """From the card on the screen to the lesson's end."""
        while self.card.get_attribute("data-lesson-end") is None:
            self.next()

    def wait_until_received(self, seconds: float = 15) -> None:
        """Wait until the page says that everything is with the server."""
        self.page.locator("[data-save-state]", has_text=RECEIVED).wait_for(timeout=seconds * 1000)

    def store(self, name: str) -> list[dict[str, Any]]:
        """Everything in one of the phone's stores."""
        return list(self.page.evaluate(_STORE, name))

    @property
    def identity(self) -> dict[str, str]:
        """The guest's id and token."""
        [person] = self.store("persons")
        return person

    def me(self) -> dict[str, Any]:
        """What the server says of this learner."""
        script = "async (headers) => (await fetch('/api/v1/me', { headers })).json()"
        return dict(self.page.evaluate(script, {"Authorization": f"Learner {self.identity['token']}"}))

    def statements(self) -> set[str]:
        """The ids of this learner's statements in the database."""
        query = "SELECT id::text FROM learn_statement WHERE learner_id = %s"
        return {row[0] for row in self.site.rows(query, self.identity["learner"])}

    def done(self, lesson: str) -> list[str]:
        """The cards that the database holds as done."""
        query = "SELECT done FROM learn_lessonprogress WHERE learner_id = %s AND lesson = %s"
        rows = self.site.rows(query, self.identity["learner"], lesson)
        return list(rows[0][0]) if rows else []

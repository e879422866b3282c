"""A lesson of the tests' own with activities: real template and scripts, and on another host frames that do as told."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import BrowserContext, Error, Frame, FrameLocator, Locator, Page

from tests.e2e.lab import until
from tests.e2e.learning import ECHO
from tests.e2e.phone_server import PhoneServer

# A frame that speaks the protocol: asks for its state at once, says that it is ready when it has it.
_FRAME = """<!doctype html><html lang="vi"><title>Bài</title><style>body { margin: 0; font: 18px sans-serif }</style>
<p>Tin nhắn này có phải lừa đảo không?</p><button id="yes">Phải</button><button id="no">Không</button>
<script>
const site = "%(site)s";
const say = (type, more = {}) => parent.postMessage({ h5p: 1, type, ...more }, site);
const verb = (name, more = {}) => say("statement", { statement: { actor: { name: "ai đó" },
  verb: { id: "http://adlnet.gov/expapi/verbs/" + name }, object: { id: "http://h5p/1" }, ...more } });
window.starts = [];
window.seen = [];
addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || origin !== site || data.h5p !== 1) return;
  if (data.type === "seen") seen.push([data.on, data.scrolls]);
  if (data.type !== "start") return;
  starts.push(data.state);
  if ("%(mood)s" === "well") say("ready", { height: %(height)s });
});
if ("%(mood)s" === "failing") say("failed", { reason: "library" });
else if ("%(mood)s" !== "silent") say("hello");
</script>"""


@dataclass
class Piece:
    """An activity in a card. Its ``mood``: "well", "slow" (never ready), "failing" or "silent"."""

    card: str
    completes: str = "answered"
    number: int = 1
    mood: str = "well"
    height: int = 200
    activity: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def path(self) -> str:
        """Where its frame lies on its host."""
        return f"/p/{self.activity}/{self.number}/"


class H5PLab:
    """One lesson with three cards; the second and the third hold an activity."""

    def __init__(self, server: PhoneServer, host: PhoneServer, *, version: int = 3) -> None:
        self.server, self.host, self.version = server, host, version
        self.lesson, self.course = str(uuid.uuid4()), str(uuid.uuid4())
        self.pieces = [Piece("c2"), Piece("c3", completes="opened")]
        self.path = "/khoa-hoc/chang/khoa/bai/"
        # The same machine under another name: another site's own origin.
        self.origin = host.url.replace("://", "://h5p.")
        server.pages[self.path] = self.html
        # By learner: what the server would give of the states.
        self.states: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        server.reads["/api/v1/h5p/state"] = self._give
        for piece in self.pieces:
            self.serve(piece)

    def serve(self, piece: Piece) -> None:
        """Its frame, as its mood is when it is asked for."""
        told = {"site": self.server.url}
        self.host.pages[piece.path] = lambda: _FRAME % (told | {"mood": piece.mood, "height": piece.height})

    def _give(self, learner: str, asked: dict[str, str]) -> dict[str, Any]:
        self.asked.append((learner, asked))
        return {"states": self.states.get(learner, {})}

    def html(self) -> str:
        """The page of the lesson."""
        with translation.override("vi"):
            cards = [{"id": "c1", "title": "Đọc trước", "html": "<p>Chào bà con.</p>", "completes": "opened"}]
            for place, piece in enumerate(self.pieces, start=1):
                about = {"activity": piece.activity, "number": piece.number, "title": f"Bài tập {place}"}
                html = render_to_string("foundation/components/h5p.html", {**about, "megabytes": 0.6})
                cards.append(
                    {"id": piece.card, "title": f"Thực hành {place}", "html": html, "completes": piece.completes}
                )
            version = {"lesson": self.lesson, "number": self.version, "course": self.course, "title": "Nhận ra lừa đảo"}
            context = {
                "version": version,
                "cards": cards,
                "course": {"title": "An toàn trên mạng", "url": "/khoa-hoc/chang/khoa/"},
                "page": {"url": self.path},
                "is_latest": True,
                "h5p_origin": self.origin,
            }
            return render_to_string("courses/lesson_page.html", context)

    def events(self) -> list[dict[str, Any]]:
        """What the server keeps of the activities."""
        return self.server.items("events")

    def told(self, name: str) -> list[dict[str, Any]]:
        """Those of them that are statements, or states."""
        return [event[name] for event in self.events() if name in event]


class Hand:
    """A learner's hand on the lesson's page."""

    def __init__(self, context: BrowserContext, lab: H5PLab) -> None:
        self.context, self.lab = context, lab
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, card: str = "c2") -> None:
        """The lesson at one of its cards, loaded anew."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.lab.path}#{card}")
        self.page.locator("[data-cards][data-started]").wait_for()

    def place(self, card: str = "c2") -> Locator:
        """The activity in a card."""
        return self.page.locator(f"#{card} [data-h5p]")

    def frame(self, card: str = "c2") -> FrameLocator:
        """Its frame, for looking at."""
        return self.page.frame_locator(f"#{card} iframe")

    def inside(self, card: str = "c2") -> Frame:
        """Its frame, for speaking in its place."""
        [piece] = [piece for piece in self.lab.pieces if piece.card == card]
        address = self.lab.origin + piece.path
        until(lambda: any(frame.url == address for frame in self.page.frames), self.page)
        return next(frame for frame in self.page.frames if frame.url == address)

    def ask(self, card: str = "c2") -> None:
        """Tap the button that begins."""
        self.place(card).locator("[data-h5p-start]").tap()

    def ask_for_a_slow_one(self) -> None:
        """Open the lesson, begin its first activity, and go on to the next card while it is still loading."""
        self.lab.pieces[0].mood = "slow"
        self.open()
        self.ask()
        self.inside()
        self.page.wait_for_timeout(ECHO)
        self.page.locator("[data-next]").tap()

    def begin(self, card: str = "c2") -> None:
        """Tap the button and wait until it plays."""
        self.ask(card)
        self.wait_for("playing", card)

    def wait_for(self, state: str, card: str = "c2") -> None:
        """Wait until the activity stands so."""
        self.page.locator(f"#{card} [data-h5p-player][data-state={state}]").wait_for(state="attached")

    def say(self, script: str, card: str = "c2") -> None:
        """Let the frame say something."""
        self.inside(card).evaluate(script)

    def started_with(self, card: str = "c2") -> list[dict[str, str]]:
        """The states that the frame was given; none while it is being loaded."""
        try:
            return list(self.inside(card).evaluate("starts"))
        except Error:
            return []

    def notes(self) -> dict[str, Any]:
        """What the phone keeps of the activities of whoever holds it."""
        script = """async () => {
          const { outbox } = await import("/static/learn/record.js");
          const notes = await outbox.store.notes((await outbox.person()).id);
          return Object.fromEntries([...notes].filter(([key]) => key.startsWith("h5p:")));
        }"""
        return dict(self.page.evaluate(script))

    def waiting(self) -> list[dict[str, Any]]:
        """The items in the outbox that are for the activities' lane."""
        script = """async () => {
          const { outbox } = await import("/static/learn/record.js");
          return (await outbox.disk.open()).getAll("outbox");
        }"""
        rows = self.page.evaluate(script)
        return [row["item"] for row in rows if row.get("lane", {}).get("list") == "events"]

    def leave(self) -> None:
        """What a browser says when the page goes into the background."""
        self.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")

"""A member's app with its screens: a server with a team, households and the real shelf, and a phone that opens it."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

from community_teams.topics.starts import CourseStart
from community_teams.topics.views import shelf_of
from tests.e2e.conftest import PHONE
from tests.e2e.field_server import FieldServer

HAMLETS = [{"id": 12, "name": "Thôn Nà Lầu"}, {"id": 13, "name": "Thôn Bản Cuôn"}]
COURSE = "00ff8994-f29c-4f05-ae88-0a95600438b0"
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M1 1h2v2H1z"/></svg>'
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def shelf() -> bytes:
    """The public part of the app's data, as the site itself writes it."""
    start = CourseStart(uuid.UUID(COURSE), "Điện thoại của tôi", "https://bdhvs.vn/khoa-hoc/", SQUARE)
    return shelf_of((start,))[0]


class Office(FieldServer):
    """The server with a team that has something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.leads = False
        self.words: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        self.month: dict[str, dict[str, int]] = {}

    def pull(self, device: dict[str, Any], cursor: str) -> tuple[int, dict[str, Any]]:
        """Answer a pull."""
        status, content = super().pull(device, cursor)
        if "team" in content:
            content["team"] = {"me": device["member"], "teams": [self._team()], "warnings": self.warnings}
            content["counts"]["month"] = self.month
        return status, content

    def _team(self) -> dict[str, Any]:
        members = [
            {"id": 7, "name": "Nguyễn Văn An", "place": "member"},
            {"id": 8, "name": "Lò Văn Bình", "place": "leader"},
        ]
        return {
            "id": 1, "name": "Tổ công nghệ số cộng đồng Nà Lầu", "commune": "Xã Chợ Đồn", "leads": self.leads,
            "hamlets": HAMLETS, "members": members, "words": self.words,
        }  # fmt: skip

    def meet(self, name: str, **fields: Any) -> str:
        """A household that the server knows, with its consent; returns its id."""
        number = hashlib.sha256(name.encode()).hexdigest()
        household = str(uuid.UUID(number[:32]))
        token = "".join(LETTERS[int(number[at : at + 2], 16) % 31] for at in range(0, 52, 2))
        given = {"record": {"given": True, "version": "2026-11", "at": "2026-11-01T08:00:00+07:00"}}
        self.add(household, head_name=name, token=token, **{"consents": given, **fields})
        return household


def open_phone(browser: Browser, office: Office, **options: Any) -> BrowserContext:
    """A new phone. Its service worker is off, so that the shelf can be answered here."""
    context = browser.new_context(**{**PHONE, "base_url": office.url, "service_workers": "block", **options})
    body = shelf()

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="application/json")

    context.route("**/to-cong-nghe/kho.json", answer)
    return context


def come_in(context: BrowserContext, path: str = "/") -> Page:
    """Open the app as who is signed in, and wait for the first households."""
    page = context.new_page()
    page.goto(f"/to-cong-nghe/#{path}")
    page.locator("[data-app] h1").wait_for()
    return page


def go(page: Page, path: str, title: str | None = None) -> None:
    """To another screen, by its address."""
    page.evaluate("(path) => { location.hash = path; }", path)
    page.wait_for_function(
        "(path) => location.hash === '#' + path && document.activeElement?.tagName === 'H1'", arg=path
    )
    if title:
        page.get_by_role("heading", level=1, name=title).wait_for()

"""What the tests of the member's app share."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.e2e.field_office import Office, go
from tests.e2e.lab import until

TOPIC = "vneid-muc-2"
# What a finger has to meet; links within a sentence are not counted.
TARGETS = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .map((one) => one.closest("label.chip, label.agree, label.topic-name, label.button") || one)
  .filter((one) => one.checkVisibility() && !one.closest("p:not(.buttons, .crumb)") && !one.matches(".skip"))
  .map((one) => ({ box: one.getBoundingClientRect(), what: one.outerHTML.slice(0, 120) }))
  .filter(({ box }) => box.width && (box.height < 47.5 || box.width < 47.5)).map(({ what }) => what)"""


def mai(office: Office) -> str:
    """The household that the server knows."""
    return str(office.mai)  # type: ignore[attr-defined]


def sent(office: Office, kind: str) -> list[dict[str, Any]]:
    """The payloads of this kind that have arrived."""
    return [operation["payload"] for operation in office.ops.values() if operation["kind"] == kind]


def arrived(office: Office, page: Page, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """The same, once there are so many."""
    until(lambda: len(sent(office, kind)) >= count, page)
    return sent(office, kind)


def log_visit(page: Page, household: str, level: int = 2) -> None:
    """Three taps: the topic, how far they are now, save."""
    go(page, f"/ho/{household}/tham")
    page.locator(f"[data-topic={TOPIC}] .topic-name").tap()
    page.locator(f"[name='after:{TOPIC}'][value='{level}']").tap()
    page.get_by_role("button", name="Lưu lượt này").tap()
    page.get_by_role("heading", level=1, name="Đã lưu trên máy này").wait_for()

"""An activity in a published lesson, played to its end on a running site: host, page and record together."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.conftest import PHONE
from tests.e2e.h5p_lab import COUNTER, package, put
from tests.e2e.lab import until
from tests.e2e.learning import Learner
from tests.e2e.serving import Site, environment

_PUBLISH = """
import sys
import django
django.setup()
from courses.models import CoursePage
from tests.courses.making import LessonFactory, cards, text
piece = {"type": "h5p", "value": {"activity": sys.argv[1], "completes": "finished"}}
lesson = LessonFactory(parent=CoursePage.objects.first(), cards=cards(text("Đọc trước."), [text("Bấm thử."), piece]))
print(lesson.uuid, lesson.url)
"""


@pytest.fixture
def lesson(home: Path, own_site: Site, tmp_path: Path) -> tuple[str, str]:
    """UUID and path of a lesson whose second card has an activity with a button."""
    [player] = put(home, own_site, tmp_path, package(COUNTER))
    told = environment(home, own_site.database_url, own_site.port) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "-c", _PUBLISH, player.split("/")[2]]
    made = subprocess.run(command, env=told, check=True, stdout=subprocess.PIPE, text=True)
    uuid, path = made.stdout.split()
    return uuid, path


@pytest.fixture
def own_phone(browser: Browser, own_site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE, base_url=own_site.url)
    yield context
    context.close()


def test_it_is_played_to_the_end_recorded_and_resumed(
    own_site: Site, own_phone: BrowserContext, lesson: tuple[str, str]
) -> None:
    uuid, path = lesson
    learner = Learner(own_phone, own_site)
    refused: list[str] = []
    learner.page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
    learner.open(path)
    learner.next()
    page = learner.page
    page.locator("[data-h5p-start]").tap()
    press = page.frame_locator("#c2 iframe").get_by_role("button", name="Bấm vào đây")
    for _ in range(4):
        press.tap()
    expect(page.frame_locator("#c2 iframe").get_by_text("Bấm 4")).to_be_visible()
    expect(page.locator("#c2 [data-h5p-done]")).to_be_visible()
    stage, frame = page.locator("#c2 [data-h5p-stage]"), page.locator("#c2 iframe")
    until(lambda: stage.bounding_box()["height"] == frame.bounding_box()["height"] > 252, page)
    # The state is with the server as soon as the page is left.
    page.wait_for_timeout(1000)
    learner.finish_lesson()
    page.goto("/")
    me = learner.identity["learner"]
    own_site.wait_for("SELECT done FROM learn_lessonprogress WHERE learner_id = %s AND lesson = %s", me, uuid,
                      expected=[(["c1", "c2"],)])  # fmt: skip
    query = "SELECT verb FROM learn_statement WHERE learner_id = %s AND activity = %s ORDER BY verb"
    own_site.wait_for(query, me, f"card:{uuid}/c2", expected=[*[("answered",)] * 3, ("completed",), ("opened",)])
    assert refused == []
    learner.open(f"{path}#c2")
    expect(page.locator("#c2 [data-h5p-done]")).to_be_visible()
    page.locator("[data-h5p-start]").tap()
    expect(page.frame_locator("#c2 iframe").get_by_text("Bấm 4")).to_be_visible()
    # Another phone of the same learner: nothing here but the token.
    page.evaluate("""async () => {
      const { outbox } = await import(document.querySelector("script[src*='learn/record']").src);
      const { id } = await outbox.person();
      for (const [key, note] of await outbox.store.notes(id)) {
        const nothing = { ...note, states: {}, unsent: [] };
        if (key.startsWith("h5p:")) await outbox.store.note(id, (mine) => mine.put(key, nothing));
      }
    }""")
    page.goto("/")
    learner.open(f"{path}#c2")
    page.locator("[data-h5p-start]").tap()
    expect(page.frame_locator("#c2 iframe").get_by_text("Bấm 4")).to_be_visible()
    assert learner.complaints == []

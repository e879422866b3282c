"""Activities play in a frame on a page of the site and tell it what happens in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.h5p_lab import COUNTER, content_url, package, play, put, wait_for_told
from tests.e2e.serving import Site


@pytest.fixture(scope="module")
def counter(home: Path, site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An activity with a button."""
    return put(home, site, tmp_path_factory.mktemp("h5p"), package(COUNTER))[0]


def test_an_activity_plays_and_tells_what_happens(page: Page, site: Site, counter: str):
    page.goto("/")
    play(page, site, counter)
    (ready,) = wait_for_told(page, "ready")
    assert ready["height"] > 48
    assert ready["origin"] == content_url(site)
    frame = page.frame_locator("#activity")
    frame.get_by_role("button", name="Bấm vào đây").click()
    expect(frame.get_by_text("Bấm 1")).to_be_visible()
    attempted, answered = (each["statement"] for each in wait_for_told(page, "statement", 2))
    assert attempted["verb"]["id"].endswith("/attempted")
    assert answered["verb"]["id"].endswith("/answered")
    assert answered["result"]["score"] == {"min": 0, "max": 4, "raw": 1, "scaled": 0.25}
    assert "actor" not in answered
    assert answered["object"]["id"] == content_url(site) + counter
    (state,) = wait_for_told(page, "state")
    assert (state["key"], state["data"]) == ("0/state", '{"times":1}')
    assert wait_for_told(page, "size")[-1]["height"] > ready["height"]

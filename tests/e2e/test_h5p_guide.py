"""The content type that the guide for writing one shows plays as it stands there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.h5p_lab import guide_files, play, put, wait_for_told
from tests.e2e.serving import Site


def test_the_content_type_of_the_guide_plays_and_goes_on_where_one_was(
    page: Page, site: Site, home: Path, tmp_path: Path
) -> None:
    files = guide_files()
    assert len(files) == 6
    (path,) = put(home, site, tmp_path, files)
    page.goto("/")
    play(page, site, path)
    frame = page.frame_locator("#activity")
    expect(frame.get_by_text("Chào cô bác!")).to_be_visible()
    frame.get_by_role("button", name="Đã đọc").click()
    expect(frame.get_by_role("status").filter(has_text="Cảm ơn cô bác.")).to_be_visible()
    started, ended = (each["statement"] for each in wait_for_told(page, "statement", 2))
    assert started["verb"]["id"].endswith("/attempted")
    assert ended["verb"]["id"].endswith("/completed")
    assert ended["result"]["score"]["scaled"] == 1
    (state,) = wait_for_told(page, "state")
    assert (state["key"], state["data"]) == ("0/state", '{"done":true}')

    play(page, site, path, {"0/state": state["data"]})
    expect(frame.get_by_role("button", name="Đã đọc")).to_be_disabled()
    wait_for_told(page, "ready")
    told = [each["statement"]["verb"]["id"].rpartition("/")[2] for each in wait_for_told(page, "statement")]
    assert told == ["attempted"], "a state from before does not tell again that it is done"

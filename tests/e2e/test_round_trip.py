"""Every page of the starter curriculum is opened in the real editor and published unchanged: the files come back."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from playwright.sync_api import Browser

from courses.curriculum_files.reader import read_curriculum
from people.accounts.demo import ADMINISTRATOR
from tests.e2e.editors import Desk
from tests.e2e.serving import Site, environment

ROOT = Path(__file__).parent.parent.parent
STARTER = Path(apps.get_app_config("courses").path) / "curriculum"
PAGES = """SELECT p.id FROM wagtailcore_page p JOIN django_content_type t ON t.id = p.content_type_id
           WHERE t.app_label = 'courses' AND t.model IN ('trackpage', 'coursepage', 'lessonpage') ORDER BY p.path"""
VERSIONS = "SELECT count(*) FROM courses_lessonversion"


def test_what_the_editor_publishes_unchanged_is_written_back_as_it_was(
    browser: Browser, own_site: Site, home: Path, tmp_path: Path
) -> None:
    versions = own_site.rows(VERSIONS)
    desk = Desk(browser, own_site, ADMINISTRATOR)
    pages = [number for (number,) in own_site.rows(PAGES)]
    assert len(pages) == len(list(STARTER.rglob("*.md")))
    for number in pages:
        desk.page.goto(f"/quan-tri/pages/{number}/edit/")
        # The editor's scripts have taken over the fields and would send what they made of them.
        desk.page.wait_for_load_state("networkidle")
        desk.page.locator("footer .w-dropdown__toggle").last.click()
        desk.page.locator("[name=action-publish]").click()
        desk.page.wait_for_url(re.compile(r"/quan-tri/pages/\d+/$"))
        assert desk.page.locator(".messages .success").count(), desk.page.locator(".messages").inner_text()
    desk.close()
    published = "SELECT count(*) FROM wagtailcore_pagelogentry WHERE action = 'wagtail.publish' AND user_id IS NOT NULL"
    assert own_site.rows(published) == [(len(pages),)]
    assert own_site.rows(VERSIONS) == versions, "nothing that a learner sees differs, so there is no new version"

    out = tmp_path / "out"
    exported = subprocess.run(
        [sys.executable, "manage.py", "export_curriculum", str(out)],
        cwd=ROOT, env=environment(home, own_site.database_url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert exported.returncode == 0, exported.stderr
    for file in STARTER.rglob("*.md"):
        assert (out / file.relative_to(STARTER)).read_text() == file.read_text(), file.name
    before, after = read_curriculum(STARTER), read_curriculum(out)
    assert after.problems == []
    digests = [
        [lesson.digest for track in read.tracks for course in track.courses for lesson in course.lessons]
        for read in (before, after)
    ]
    assert digests[0] == digests[1], "words and pictures"

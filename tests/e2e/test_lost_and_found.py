"""What a browser or a server may lose without the learner losing anything."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from learn.api.app import EPOCH_SECONDS
from tests.e2e.learning import Learner, courses
from tests.e2e.serving import Site

# What Safari does to a site that nobody visited for a week.
CLEAR = """async () => {
  for (const { name } of await indexedDB.databases()) {
    await new Promise((done) => { indexedDB.deleteDatabase(name).onsuccess = done; });
  }
}"""


def test_a_browser_that_cleared_its_store_goes_on_with_the_same_record(phone: BrowserContext, site: Site) -> None:
    lessons = courses(site)[0].lessons
    learner = Learner(phone, site)
    learner.open(lessons[0]["path"])
    learner.finish_lesson()
    learner.wait_until_received()
    before = learner.statements()

    learner.open("/healthz")
    learner.page.evaluate(CLEAR)
    learner.open(lessons[1]["path"])
    learner.next()
    learner.wait_until_received()
    assert before < learner.statements(), "one record holds what was done before and after"


def test_a_guest_that_the_backup_does_not_know_sends_everything_again(phone: BrowserContext, site: Site) -> None:
    learner = Learner(phone, site)
    learner.open(courses(site)[0].lessons[0]["path"])
    learner.next()
    learner.wait_until_received()
    before = learner.statements()
    assert before

    # A backup of yesterday is put back: the guest of today is gone from every table, and the epoch is another.
    for table in ("learn_statement", "learn_lessonprogress", "learn_courseprogress", "learn_learner"):
        site.rows(f"DELETE FROM {table}")
    site.rows("UPDATE foundation_epoch SET seed = 'restored'")
    # A real restore breaks the server's connections, and it asks anew; here it asks when its few seconds are over.
    learner.page.wait_for_timeout((EPOCH_SECONDS + 1) * 1000)
    learner.open(courses(site)[0].lessons[1]["path"])
    site.wait_for(
        "SELECT count(*) FROM learn_statement WHERE id = ANY(%s::uuid[])", list(before), expected=[(len(before),)],
        seconds=30,
    )  # fmt: skip

"""The database is gone for ten seconds in the middle of a lesson. The last file: all sites lose their connections."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from portal.embedded.postgres import Cluster
from tests.e2e.learning import KEPT, RECEIVED, WATCH, Learner, courses
from tests.e2e.serving import Site

SECONDS = 10


def test_a_database_gone_for_ten_seconds_is_noticed_by_nobody(
    phone: BrowserContext, site: Site, cluster: Cluster
) -> None:
    lesson = courses(site)[0].lessons[0]
    learner = Learner(phone, site)
    learner.open("/toi/")
    learner.open(lesson["path"])
    learner.next()
    learner.wait_until_received()
    learner.page.evaluate(WATCH)
    cluster.stop()
    try:
        learner.next()
        learner.page.locator("[data-save-state]", has_text=KEPT).wait_for()
        learner.page.wait_for_timeout(SECONDS * 500)
        learner.next()
        assert learner.save_state == KEPT
        learner.page.wait_for_timeout(SECONDS * 500)
        assert learner.page.locator("[role=alert], dialog[open]").count() == 0
    finally:
        cluster.start()
    learner.finish_lesson()
    learner.wait_until_received(seconds=70)
    assert set(learner.page.evaluate("words")) == {KEPT, RECEIVED}
    assert {receipt["id"] for receipt in learner.store("receipts")} == learner.statements()
    assert sorted(learner.done(lesson["uuid"])) == sorted(learner.cards())
    assert learner.complaints == []
    # Connections that died in the meantime are nobody's first page afterwards.
    for path in ("/tim-kiem/?q=dien+thoai", "/toi/", lesson["path"]):
        answer = learner.page.goto(path)
        assert answer is not None
        assert answer.status == 200

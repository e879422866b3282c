"""A publication is seen at every process's next opening, whichever process it was made in."""

import time
import urllib.request

import pytest

from courses.models import LessonPage
from tests.courses.making import LessonFactory, cards, text
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

SECONDS = 10


def read(server, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as reply:
        return reply.read().decode(), reply.headers["ETag"]


def test_a_publication_reaches_the_page_cache_of_every_process():
    lesson = LessonFactory(cards=cards(text("Lời cũ.")))
    path = lesson.get_url()
    servers = [Server(), Server()]
    try:
        tags = []
        for server in servers:
            server.wait()
            read(server, path)
            page, tag = read(server, path)
            assert "Lời cũ." in page
            # Only the page cache gives a tag: this was answered from memory.
            assert tag
            tags.append(tag)
        assert tags[0] == tags[1]

        page = LessonPage.objects.get(pk=lesson.pk)
        page.cards = cards(text("Lời mới."))
        page.save_revision().publish()
        for server in servers:
            deadline = time.monotonic() + SECONDS
            while "Lời mới." not in read(server, path)[0]:
                assert time.monotonic() < deadline, "an old page is still served"
                time.sleep(0.02)
            assert "Lời cũ." in read(server, f"{path}v/1/")[0]
    finally:
        for server in servers:
            server.stop()

import asyncio
import gzip

import pytest
from django.test import override_settings

from foundation.http import PUBLIC
from portal.front_door.page_cache import PageCache
from tests.asgi import ask

PAGE = "Bà con học số. ".encode() * 100


class Site:
    """An application that counts what it is asked and answers as told."""

    def __init__(self, *, status=200, headers=None, body=PAGE, before=None):
        self.asked = 0
        self.status = status
        self.headers = {"content-type": "text/html; charset=utf-8", "cache-control": PUBLIC, **(headers or {})}
        self.body = body
        self.before = before

    async def __call__(self, scope, receive, send):
        self.asked += 1
        body = self.body
        if self.before:
            await self.before()
        headers = [(k.title().encode(), v.encode()) for k, v in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body[:10], "more_body": True})
        await send({"type": "http.response.body", "body": body[10:]})


def get(cache, path="/khoa-hoc/", **kwargs):
    return ask(cache, "GET", path, **kwargs)


async def test_a_public_page_is_asked_for_once():
    site = Site()
    cache = PageCache(site)
    replies = [await get(cache) for _ in range(3)]
    assert site.asked == 1
    assert {reply.body for reply in replies} == {PAGE}
    assert replies[0].headers["cache-control"] == PUBLIC


async def test_thousands_who_come_at_once_wait_for_one_rendering():
    async def slowly():
        await asyncio.sleep(0.05)

    site = Site(before=slowly)
    cache = PageCache(site)
    replies = await asyncio.gather(*(get(cache) for _ in range(1000)))
    assert site.asked == 1
    assert all(reply.body == PAGE for reply in replies)


async def test_a_phone_that_has_the_page_gets_no_body():
    cache = PageCache(Site())
    first = await get(cache)
    again = await get(cache, headers={"if-none-match": f'W/{first.headers["etag"]}, "x"'})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


async def test_it_is_packed_only_for_those_who_unpack():
    cache = PageCache(Site())
    packed = await get(cache, headers={"accept-encoding": "gzip, br"})
    plain = await get(cache)
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body == PAGE
    assert packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "site",
    [
        Site(headers={"cache-control": "private, no-store"}),
        Site(headers={"cache-control": ""}),
        Site(headers={"cache-control": "public, no-store"}),
        Site(headers={"cache-control": "public, max-age=60"}),
        Site(headers={"set-cookie": "sessionid=1"}),
        Site(headers={"vary": "Cookie"}),
        Site(status=404),
        Site(status=302),
    ],
)
async def test_what_is_not_the_same_for_everyone_is_never_kept(site):
    cache = PageCache(site)
    replies = [await get(cache), await get(cache)]
    assert site.asked == 2
    assert [reply.body for reply in replies] == [PAGE, PAGE]


async def test_personal_pages_are_answered_beside_each_other_not_one_after_another():
    together = asyncio.Barrier(20)

    async def meet():
        await asyncio.wait_for(together.wait(), 5)

    cache = PageCache(site := Site(headers={"cache-control": "private"}))
    await get(cache)
    site.before = meet
    await asyncio.gather(*(get(cache) for _ in range(20)))


async def test_queries_ranges_and_other_methods_go_past():
    site = Site()
    cache = PageCache(site)
    await get(cache)
    await get(cache, query="q=1")
    await get(cache, headers={"range": "bytes=0-1"})
    await ask(cache, "POST", "/khoa-hoc/")
    assert site.asked == 4


async def test_hosts_and_spellings_of_a_path_do_not_share_an_entry():
    site = Site()
    cache = PageCache(site)
    await get(cache)
    await get(cache, headers={"host": "localhost"})
    await get(cache, path="/khoa%2Dhoc/")
    assert site.asked == 3
    with override_settings(RELEASE="next"):
        await get(cache)
    assert site.asked == 4


async def test_a_host_that_is_not_allowed_is_never_kept():
    site = Site()
    cache = PageCache(site)
    for _ in range(2):
        await get(cache, headers={"host": "evil.example"})
    assert site.asked == 2
    assert not cache._entries


async def test_a_port_made_up_by_a_stranger_takes_no_place_of_its_own():
    cache = PageCache(site := Site())
    for port in range(50):
        await get(cache, headers={"host": f"localhost:{port}"})
    assert site.asked == 1
    assert len(cache._entries) == 1


@pytest.mark.parametrize("host", ["localhost:0000000000000000000080", "a.localhost", "localhost:" + "0" * 9999])
async def test_a_stranger_cannot_fill_the_memory_with_names_of_ours_that_nobody_uses(host):
    cache = PageCache(Site())
    assert (await get(cache, headers={"host": host})).status == 200
    await get(cache, path="/" + "x" * 2000)
    assert not cache._entries
    assert not cache._passing


@pytest.mark.parametrize("headers", [{"content-length": "10"}, {"transfer-encoding": "chunked"}])
async def test_somebody_who_never_sends_a_body_keeps_nobody_waiting(headers):
    async def wait_for_body(scope, receive, send):
        if scope["headers"][-1][0] in (b"content-length", b"transfer-encoding"):
            await asyncio.Event().wait()
        await Site()(scope, receive, send)

    cache = PageCache(wait_for_body)
    stuck = asyncio.create_task(get(cache, headers=headers))
    await asyncio.sleep(0.01)
    assert (await asyncio.wait_for(get(cache), 2)).body == PAGE
    stuck.cancel()


@pytest.mark.parametrize("site", [Site(headers={"cache-control": "private"}), Site(body=b"x" * (5 * 1024 * 1024))])
async def test_a_slow_reader_of_what_is_not_kept_keeps_nobody_waiting(site):
    cache = PageCache(site)
    reading = asyncio.Event()

    async def slowly(message):
        reading.set()
        await asyncio.Event().wait()

    scope = {"type": "http", "method": "GET", "path": "/a/", "query_string": b"", "headers": [(b"host", b"localhost")]}
    stuck = asyncio.create_task(cache(scope, None, slowly))
    await reading.wait()
    reply = await asyncio.wait_for(get(cache, path="/a/", headers={"host": "localhost"}), 2)
    assert reply.body == site.body
    stuck.cancel()


async def test_nobody_waits_for_ever_for_anothers_rendering(monkeypatch):
    monkeypatch.setattr("portal.front_door.page_cache.WAIT_SECONDS", 0.05)
    turn = []

    async def first_hangs():
        turn.append(True)
        if len(turn) == 1:
            await asyncio.Event().wait()

    cache = PageCache(Site(before=first_hangs))
    stuck = asyncio.create_task(get(cache))
    await asyncio.sleep(0.01)
    assert (await asyncio.wait_for(get(cache), 2)).body == PAGE
    stuck.cancel()


async def test_whoever_hangs_up_does_not_spoil_the_page_for_those_who_wait():
    heard = []

    async def listens(scope, receive, send):
        await receive()
        hung_up = asyncio.create_task(receive())
        await asyncio.sleep(0.02)
        if hung_up.done():
            heard.append(hung_up.result())
            return
        hung_up.cancel()
        await Site()(scope, receive, send)

    cache = PageCache(listens)
    assert (await get(cache)).body == PAGE
    assert heard == []
    assert len(cache._entries) == 1


async def test_after_a_purge_the_page_is_asked_for_again():
    site = Site()
    cache = PageCache(site)
    await get(cache)
    cache.purge()
    site.body = b"new" * 20
    assert (await get(cache)).body == b"new" * 20


async def test_a_page_rendered_before_a_purge_and_finished_after_it_is_not_kept():
    cache: PageCache

    async def publish_meanwhile():
        cache.purge()

    site = Site(before=publish_meanwhile)
    cache = PageCache(site)
    await get(cache)
    site.before, site.body = None, b"new" * 20
    assert (await get(cache)).body == b"new" * 20


async def test_a_failure_while_rendering_leaves_nobody_waiting():
    async def fail():
        await asyncio.sleep(0.01)
        raise RuntimeError

    site = Site(before=fail)
    cache = PageCache(site)
    results = await asyncio.wait_for(asyncio.gather(*(get(cache) for _ in range(5)), return_exceptions=True), 5)
    assert all(isinstance(result, RuntimeError) for result in results)
    site.before = None
    await asyncio.sleep(0.05)
    assert (await get(cache)).body == PAGE


async def test_memory_has_a_bound_and_the_longest_unused_goes_first():
    site = Site()
    cache = PageCache(site, most_bytes=3 * 6000)
    for path in ("/a/", "/b/", "/a/", "/c/", "/d/"):
        await get(cache, path=path)
    assert cache._bytes <= 18_000
    assert sum(entry.size for entry in cache._entries.values()) == cache._bytes


async def test_a_film_goes_through_without_being_kept():
    site = Site(body=b"x" * (5 * 1024 * 1024), headers={"content-type": "video/mp4"})
    cache = PageCache(site)
    reply = await get(cache)
    assert len(reply.body) == 5 * 1024 * 1024
    assert not cache._entries


async def test_head_has_headers_and_no_body():
    cache = PageCache(Site())
    await get(cache)
    reply = await ask(cache, "HEAD", "/khoa-hoc/")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-length"] == str(len(PAGE))

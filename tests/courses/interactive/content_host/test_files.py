"""Files of libraries and versions: their headers, parts, packed copies, and what happens when one is lost."""

from __future__ import annotations

import gzip
import logging

import pytest
from asgiref.sync import sync_to_async

from courses.interactive.content_host.shelves import Lying, Remembered, libraries
from courses.interactive.files import name_of, storage
from courses.interactive.models import H5PLibrary
from tests.courses.interactive.content_host.asking import FILM_SIZE, film, get, script
from tests.courses.interactive.content_host.conftest import FILM, SCRIPT

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE = b"\x1a\x45\xdf\xa3" + FILM


async def test_a_file_of_the_content_comes_whole_and_for_ever(played):
    reply = await get(film(played))
    assert (reply.status, reply.body) == (200, WHOLE)
    assert reply.headers["content-type"] == "video/webm"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cross-origin-resource-policy"] == "same-site"
    assert reply.headers["content-security-policy"].endswith("; sandbox")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "script-src" not in reply.headers["content-security-policy"]
    assert "set-cookie" not in reply.headers


async def test_a_script_comes_packed_to_who_unpacks_it(played):
    address = await sync_to_async(script)()
    packed, plain, refused = [
        await get(address, accept_encoding=accepted) for accepted in ("br, gzip", "br", "gzip;q=0")
    ]
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body == refused.body == SCRIPT
    assert len(packed.body) == int(packed.headers["content-length"]) < len(SCRIPT)
    assert {reply.headers["vary"] for reply in (packed, plain)} == {"Accept-Encoding"}
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "content-encoding" not in plain.headers


async def test_a_part_of_a_film(played):
    for asked, first, last in (
        ("0-0", 0, 0), ("1000-1999", 1000, 1999), (f"{FILM_SIZE - 5}-", FILM_SIZE - 5, FILM_SIZE - 1),
        ("-7", FILM_SIZE - 7, FILM_SIZE - 1), ("100-99999999", 100, FILM_SIZE - 1), ("-99999999", 0, FILM_SIZE - 1),
    ):  # fmt: skip
        reply = await get(film(played), range=f"bytes={asked}", accept_encoding="gzip")
        assert reply.status == 206, asked
        assert reply.headers["content-range"] == f"bytes {first}-{last}/{FILM_SIZE}"
        assert int(reply.headers["content-length"]) == last - first + 1
        assert reply.body == WHOLE[first : last + 1]


async def test_a_part_that_there_is_not(played):
    for asked in ("bytes=999999-", f"bytes={FILM_SIZE}-", "bytes=-0"):
        reply = await get(film(played), range=asked)
        assert reply.status == 416, asked
        assert reply.headers["content-range"] == f"bytes */{FILM_SIZE}"


async def test_what_is_no_single_range_of_bytes_gets_the_whole(played):
    for asked in ("bytes=0-1,5-6", "lines=1-2", "bytes=5-1", "bytes=-", "bytes=" + "9" * 40 + "-"):
        reply = await get(film(played), range=asked)
        assert (reply.status, len(reply.body)) == (200, FILM_SIZE), asked


async def test_a_part_is_only_given_of_the_file_that_was_begun(played):
    etag = (await get(film(played))).headers["etag"]
    assert (await get(film(played), range="bytes=0-9", if_range=etag)).status == 206
    assert (await get(film(played), range="bytes=0-9", if_range='"another"')).status == 200


async def test_a_part_of_a_packed_file_is_of_the_plain_one(played):
    reply = await get(await sync_to_async(script)(), range="bytes=3-10", accept_encoding="gzip")
    assert (reply.status, reply.body) == (206, SCRIPT[3:11])
    assert "content-encoding" not in reply.headers


async def test_who_has_it_is_told_so(played):
    etag = (await get(film(played))).headers["etag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        reply = await get(film(played), if_none_match=known)
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["etag"] == etag
        assert "content-length" not in reply.headers


async def test_head_tells_what_get_would_send(played):
    for given in ({}, {"accept_encoding": "gzip"}):
        address = await sync_to_async(script)()
        reply, whole = await get(address, method="HEAD", **given), await get(address, **given)
        assert (reply.status, reply.body) == (200, b"")
        assert reply.headers == whole.headers


async def test_an_earlier_patch_keeps_its_address(played):
    address = await sync_to_async(script)()
    await sync_to_async(H5PLibrary.objects.filter(machine="T.Question").update)(current=False)
    assert (await get(address)).body == SCRIPT


async def test_a_lost_file_is_said_to_be_lost(played, caplog):
    sha256, _ = played.kept_files["videos/film.webm"]
    storage().delete(name_of(sha256))
    with caplog.at_level(logging.ERROR):
        reply = await get(film(played))
    assert reply.status == 503
    assert "retry-after" in reply.headers
    assert reply.headers["cache-control"] == "no-store"
    assert sha256 in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_file_that_was_cut_short_is_not_sent_as_whole(played, caplog):
    sha256, _ = played.kept_files["images/a.png"]
    storage().delete(name_of(sha256))
    with storage().open(name_of(sha256), "wb") as file:
        file.write(b"abc")
    reply = await get(film(played).replace("videos/film.webm", "images/a.png"))
    assert reply.status == 503
    assert "shorter" in caplog.text


def test_a_list_of_files_takes_two_queries_once(played, django_assert_num_queries):
    digest = H5PLibrary.objects.get(machine="T.Question").digest
    with django_assert_num_queries(2):
        assert "js/q.js" in libraries.read(digest)
    with django_assert_num_queries(0):
        assert "js/q.js" in libraries.known(digest)


def test_what_was_not_asked_for_longest_is_forgotten():
    lists = Remembered(lambda name: {f"{name}{n}": Lying("a", 1, None) for n in range(10)}, most=25)
    for name in "ab":
        lists.read(name)
    lists.known("a")
    lists.read("c")
    assert [lists.known(name) is not None for name in "abc"] == [True, False, True]

"""Which addresses there are on the content host, and on which host."""

from __future__ import annotations

import uuid

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from courses.interactive.content_host import is_for_content_host, routes
from portal.asgi import application
from tests.courses.interactive.content_host.asking import HOST, film, get, page, script

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "bdhvs.localhost:8000"


async def test_nothing_of_the_site_answers_under_the_content_host():
    for path in ("/", "/healthz", "/readyz", "/api/v1/me", "/api/v1/learners", "/quan-tri/", "/khoa-hoc/",
                 "/static/foundation/outbox.js", "/media/x", "/to-cong-nghe/", "/robots.txt"):  # fmt: skip
        reply = await get(path)
        assert reply.status == 404, path
        assert "set-cookie" not in reply.headers


async def test_nothing_of_the_content_host_answers_on_the_site(played):
    for path in (page(played), film(played), await sync_to_async(script)()):
        assert (await get(path)).status == 200
        for host in (SITE, "127.0.0.1:8000", "localhost"):
            assert (await get(path, host=host)).status == 404, host


def test_the_host_is_known_by_its_name_alone():
    for host in (HOST, "H5P.bdhvs.localhost:8000", "h5p.bdhvs.localhost", "h5p.bdhvs.localhost:9",
                 "h5p.bdhvs.localhost.", "h5p.bdhvs.localhost.:8000", "H5P.BDHVS.LOCALHOST"):  # fmt: skip
        assert is_for_content_host({"headers": [(b"host", host.encode())]}), host
    for host in ("x.h5p.bdhvs.localhost:8000", "h5p.bdhvs.localhost.evil.example", "", "h5p", SITE, "[", "[::1]:8000",
                 "h5p.bdhvs.localhost..", ".h5p.bdhvs.localhost", "h5p.bdhvs.localhost:x", "h5p.bdhvs.localhost:8000:1",
                 "u@h5p.bdhvs.localhost", "h5p.bdhvs.localhost/x", " h5p.bdhvs.localhost", "h5p.bdhvs.localhost\x00",
                 "h5p.bdhvs.localhost,bdhvs.localhost"):  # fmt: skip
        assert not is_for_content_host({"headers": [(b"host", host.encode())]}), host
    assert not is_for_content_host({"headers": []})
    assert not is_for_content_host({"headers": [(b"host", b"h5p.bdhvs.localhost\xff")]})


def test_a_content_host_may_be_a_number_and_there_may_be_none(settings):
    def named(host):
        return is_for_content_host({"headers": [(b"host", host)]})

    settings.H5P_CONTENT_HOST = "[::1]:8001"
    assert named(b"[::1]:8001")
    assert named(b"[::1]")
    assert not named(b"[::2]:8001")
    assert not named(b"::1")
    settings.H5P_CONTENT_HOST = ""
    assert not named(b"")
    assert not named(b"[")


async def test_only_get_and_head(played):
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
        reply = await get(film(played), method=method)
        assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD"), method
        assert reply.body.decode() == "Địa chỉ này không nhận yêu cầu loại này."
        assert "access-control-allow-origin" not in reply.headers


async def test_games_with_paths_find_nothing(played):
    # As a server gives them: decoded once.
    for path in (
        "../h5p.json", "videos/../videos/film.webm", "./videos/film.webm", "/videos/film.webm", "videos//film.webm",
        "videos/film.webm/", "VIDEOS/film.webm", "videos\\film.webm", "videos/film.webm\x00", "videos/film.webm\n",
        "", "content.json", "x" * 5000, "%2e%2e/h5p.json", "..%2fh5p.json", "\ufffd", "../../../../etc/passwd",
    ):  # fmt: skip
        reply = await get(f"/c/{played.package_id}/{played.number}/{path}")
        assert reply.status == 404, path
        assert reply.body.decode() == "Không có gì ở địa chỉ này."


async def test_other_versions_and_activities_are_not_there(played):
    package, number = played.package_id, played.number
    for path in (
        f"/p/{package}/{number + 1}/", f"/p/{package}/0/", f"/p/{package}/01/", f"/p/{package}/{number}",
        f"/p/{uuid.uuid4()}/1/", f"/p/{str(package).upper()}/{number}/x", f"/p/{package}/99999999999/", "/p/",
        f"/p/{package}/", f"/c/{package}/{number}/nothing.png", "/l/" + "0" * 64 + "/x.js", "/l/..", "/core/x/y",
        "/core/" + "0" * 32 + "/player.js", f"/c/{uuid.uuid4()}/1/a.png",
    ):  # fmt: skip
        assert (await get(path)).status == 404, path


async def test_no_service_worker_is_given(played):
    reply = await get(await sync_to_async(script)(), service_worker="script")
    assert reply.status == 403


async def test_a_socket_is_refused():
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [(b"host", HOST.encode())]}
    await application(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_without_a_database_it_says_that_it_rests(played, monkeypatch, caplog):
    def away(*_given):
        raise OperationalError("gone")

    monkeypatch.setattr(routes, "_with_database", away)
    reply = await get(film(played))
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert "Traceback" not in caplog.text

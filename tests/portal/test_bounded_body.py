"""What a visitor sends to a page is bounded before Django writes it to the disk."""

import pytest

from portal.front_door import bounded_body
from portal.front_door.bounded_body import BoundedBody
from tests.asgi import ask

MOST = 1_000


@pytest.fixture(autouse=True)
def _small(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = MOST


class Reader:
    """An application that reads all that comes, as Django does."""

    read, gone = 0, False

    async def __call__(self, scope, receive, send):
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.gone = True
                break
            self.read += len(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def test_a_body_that_says_it_is_too_long_is_refused_unread():
    reader = Reader()
    reply = await ask(
        BoundedBody(reader), "POST", "/dang-nhap/", body=b"a" * (MOST + 1), headers={"content-length": str(MOST + 1)}
    )
    assert (reply.status, reader.read) == (413, 0)


async def test_a_body_that_does_not_say_how_long_it_is_is_read_so_far_and_no_further():
    reader = Reader()
    await ask(BoundedBody(reader), "POST", "/dang-nhap/", body=b"a" * (MOST * 3))
    assert reader.gone
    assert reader.read <= MOST * 2


PHOTOS = "/quan-tri/images/multiple/add/"


@pytest.mark.parametrize(("path", "session", "most"), [
    ("/dang-nhap/", True, MOST), (PHOTOS, True, MOST * 4), (PHOTOS, False, MOST),
])  # fmt: skip
async def test_forms_pass_and_so_does_what_staff_send_but_not_without_bound(monkeypatch, settings, path, session, most):
    monkeypatch.setattr(bounded_body, "_MOST_STAFF", MOST * 4)
    signed_in = {"cookie": f"a=b; {settings.SESSION_COOKIE_NAME}=x"} if session else {}
    for size, status in ((most, 200), (most + 1, 413)):
        reader = Reader()
        headers = {"content-length": str(size), **signed_in}
        reply = await ask(BoundedBody(reader), "POST", path, body=b"a" * size, headers=headers)
        assert (reply.status, reader.read, reader.gone) == (status, size if status == 200 else 0, False)


async def test_what_staff_send_without_saying_how_much_is_cut_off(monkeypatch, settings):
    monkeypatch.setattr(bounded_body, "_MOST_STAFF", MOST * 4)
    reader = Reader()
    cookie = {"cookie": f"{settings.SESSION_COOKIE_NAME}=x"}
    await ask(BoundedBody(reader), "POST", PHOTOS, body=b"a" * (MOST * 6), headers=cookie)
    assert reader.gone


@pytest.mark.parametrize(
    "path",
    [
        "/quan-tri/hoat-dong-tuong-tac/nhap/",
        "/quan-tri/hoat-dong-tuong-tac/00000000-0000-0000-0000-000000000001/phien-ban-moi/",
    ],
)
async def test_a_package_may_be_as_large_as_packages_are_and_no_larger(monkeypatch, path):
    monkeypatch.setattr(bounded_body, "_MOST_PACKAGE", MOST * 4)
    for size, status in ((MOST * 4, 200), (MOST * 4 + 1, 413)):
        reader = Reader()
        reply = await ask(BoundedBody(reader), "POST", path, body=b"a" * size, headers={"content-length": str(size)})
        assert (reply.status, reader.read) == (status, size if status == 200 else 0)
    assert "64 MB" in reply.json()["message"]


async def test_a_package_that_does_not_say_how_large_it_is_is_cut_off(monkeypatch):
    monkeypatch.setattr(bounded_body, "_MOST_PACKAGE", MOST * 4)
    reader = Reader()
    await ask(BoundedBody(reader), "POST", "/quan-tri/hoat-dong-tuong-tac/nhap/", body=b"a" * (MOST * 6))
    assert reader.gone

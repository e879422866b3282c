"""A form in a charset that is none of ours is answered with our page, never with an error of the server."""

import pytest

from foundation.asgi import answer
from portal.asgi import application
from portal.front_door.utf8_only import Utf8Only
from tests.asgi import ask

pytestmark = pytest.mark.django_db

FORMS = {
    "application/x-www-form-urlencoded": b"step=number&phone=0912345678&name=%C3%81nh",
    "multipart/form-data; boundary=x": b'--x\r\nContent-Disposition: form-data; name="step"\r\n\r\nnumber\r\n--x--\r\n',
}
OTHERS = ["utf-7", "utf-16", "latin-1", "idna", "undefined", "punycode", "rot13", "hex", "no-such", "a\0b", '""']


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("charset", OTHERS)
@pytest.mark.parametrize("path", ["/dang-nhap/", "/toi/so-dien-thoai/", "/quan-tri/login/"])
async def test_another_charset_is_refused_in_our_words(form, charset, path):
    for query in ("", "tiep=/toi/"):
        told = {"content-type": f"{form}; charset={charset}"}
        reply = await ask(application, "POST", path, body=FORMS[form], headers=told, query=query)
        assert reply.status == 400
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert "Chúng tôi chưa hiểu" in reply.body.decode()


@pytest.mark.parametrize("charset", ["utf-7", "hex"])
async def test_an_address_is_read_in_no_other_charset_either(charset):
    told = {"content-type": f"text/plain; charset={charset}"}
    assert (await ask(application, "GET", "/toi/", headers=told, query="a=+AAA-")).status == 400


@pytest.mark.parametrize("content_type", ["text/plain; charset=utf-8", 'text/plain; charset="UTF-8"', "text/plain", ""])
async def test_what_browsers_send_goes_on(content_type):
    async def behind(scope, receive, send):
        await answer(send, 204, b"", [])

    assert (await ask(Utf8Only(behind), "POST", "/dang-nhap/", headers={"content-type": content_type})).status == 204

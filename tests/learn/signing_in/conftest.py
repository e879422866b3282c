from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from people.sms.gateways import MemoryGateway
from people.sms.sending import send_waiting

NUMBER = "0912 345 678"
E164 = "+84912345678"


class Phone:
    """A browser, and the messages that come to whatever number is in the phone."""

    def __init__(self, address="10.0.0.1"):
        self.client = Client(REMOTE_ADDR=address)

    def get(self, path="/dang-nhap/"):
        return self.client.get(path)

    def post(self, step, path="/dang-nhap/", **fields):
        return self.client.post(path, {"step": step, **fields})

    def ask(self, number=NUMBER, **fields):
        """Ask for a code and follow to where it is typed."""
        return self.post("number", phone=number, **{"consent": "1", **fields})

    def code(self, number=E164):
        return newest_code(number)

    def type_code(self, code=None):
        return self.post("code", code=code or self.code())

    def sign_in(self, number=NUMBER, e164=E164, **fields):
        """Number and code; returns the answer to the code."""
        assert self.ask(number, **fields).status_code == 303
        return self.type_code(newest_code(e164))

    def name(self, picture="buffalo", full_name="Nguyễn Thị Ánh"):
        return self.post("name", "/dang-nhap/ten/", picture=picture, full_name=full_name)

    def begin(self, number=NUMBER, e164=E164, **name):
        """Sign in for the first time, through to the end."""
        assert self.sign_in(number, e164)["Location"] == "/dang-nhap/ten/"
        assert self.name(**name).status_code == 303
        return self.get("/dang-nhap/xong/")


def newest_code(number=E164):
    """The code in the newest message to a number."""
    send_waiting()
    words = [message.body for message in MemoryGateway.sent if message.phone == number][-1]
    return re.search(r"\b\d{6}\b", words).group()


@pytest.fixture(autouse=True)
def _empty(db):
    cache.clear()
    MemoryGateway.sent.clear()


@pytest.fixture
def phone():
    return Phone()

"""What one rude client does costs the others nothing; on real sockets."""

import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request

import psutil
import pytest
from django.db import connection

from foundation.database import CONNECT_SECONDS, SILENCE_SECONDS
from tests.learn.making import make_learner, statement
from tests.serving import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def server(transactional_db):
    server = Server().wait()
    yield server
    server.stop()


def rude(server, request):
    client = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    client.sendall(request)
    return client


def status(server, path, **kwargs):
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", **kwargs)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_a_body_that_never_comes_keeps_nobody_waiting(server):
    with rude(server, b"GET /toi/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n"):
        time.sleep(0.2)
        assert status(server, "/toi/")[0] == 200


def test_a_head_without_end_is_hung_up_on(server):
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
    # Far more follows than the sockets hold between the two.
    with rude(server, request) as client, pytest.raises(OSError):
        client.sendall(b"x" * 50_000_000)
    assert status(server, "/healthz")[0] == 200


def test_a_database_that_freezes_is_answered_with_503_and_the_phone_comes_again(server):
    _, token = make_learner()
    headers = {"authorization": f"Learner {token}", "content-type": "application/json"}

    def send():
        body = json.dumps({"statements": [statement("course:" + "3f0c7d5e-1111-4222-8333-444455556666")]}).encode()
        return status(server, "/api/v1/statements", data=body, headers=headers)[0]

    assert send() == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'bdhvs statements'")
        [(frozen,)] = cursor.fetchall()
    assert psutil.Process(frozen).name().startswith("postgres")
    os.kill(frozen, signal.SIGSTOP)
    begun = time.monotonic()
    try:
        # The frozen connection is given up and another one takes over, all within one answer.
        assert send() == 200
        assert time.monotonic() - begun < SILENCE_SECONDS + CONNECT_SECONDS + 10
    finally:
        os.kill(frozen, signal.SIGCONT)

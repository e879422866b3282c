"""Messages: sent once they are committed, by a process of their own, through a real HTTP gateway of the test's own."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from people.models import SmsMessage
from people.sms import sending
from people.sms.gateways import ConsoleGateway, MemoryGateway, Outgoing, Refused, TryLater, gateway
from people.sms.http_gateway import HttpGateway
from people.sms.sending import send_waiting
from people.sms.services import forget_old_messages, put, withdraw
from tests.serving import _database_url

ROOT = Path(__file__).parent.parent.parent
# Longer than any answer takes, however busy the machine; and what silence is waited for.
PATIENT, IMPATIENT, SILENT = 30.0, 3.0, 20.0


class LocalGateway:
    """Answers as it is told, and writes down what it was asked."""

    def __init__(self):
        self.answers, self.asked, self.entered = [], [], threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append((self.path, dict(self.headers), body))
                outer.entered.set()
                answer = outer.answers.pop(0) if outer.answers else 200
                if callable(answer):
                    answer(self)
                    return
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            # Many knock at once.
            request_queue_size = 128
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sms/send?v=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self):
        return [body for _, _, body in self.asked]


@pytest.fixture
def local():
    local = LocalGateway()
    yield local
    local.server.shutdown()
    local.server.server_close()


@pytest.fixture
def through(local, settings):
    settings.SMS_GATEWAY_TIMEOUT = PATIENT
    return HttpGateway(local.url, "secret-token", "BDHVS", PATIENT)


@pytest.fixture
def impatient(through):
    return through._replace(seconds=IMPATIENT)


def message(body="ma la 123456", minutes=10, **fields):
    return put(phone="+84912345678", body=body, expires_at=timezone.now() + dt.timedelta(minutes=minutes), **fields)


def due_again():
    """Let the wait pass."""
    SmsMessage.objects.filter(sent_at=None, given_up_at=None).update(due_at=timezone.now())


@pytest.mark.django_db
class TestSending:
    def test_it_arrives_with_key_token_and_sender_and_its_words_are_erased(self, local, through):
        kept = message()
        assert send_waiting(through=through) == 1
        [(path, headers, body)] = local.asked
        assert path == "/sms/send?v=1"
        assert headers["Authorization"] == "Bearer secret-token"
        assert headers["Idempotency-Key"] == str(kept.id)
        assert body == {"id": str(kept.id), "to": "+84912345678", "from": "BDHVS", "text": "ma la 123456"}
        kept.refresh_from_db()
        assert kept.body == ""
        assert kept.sent_at
        assert send_waiting(through=through) == 0

    def test_500_then_200_is_sent_at_the_second_attempt_under_the_same_key(self, local, through):
        kept = message()
        local.answers = [500, 200]
        assert send_waiting(through=through) == 0
        kept.refresh_from_db()
        assert kept.why == "HTTP 500"
        # Not at once: a gateway that is down is not hammered.
        assert send_waiting(through=through) == 0
        due_again()
        assert send_waiting(through=through) == 1
        assert [body["id"] for body in local.bodies()] == [str(kept.id)] * 2

    def test_waits_grow(self, local, through):
        kept, waits = message(), []
        local.answers = [503] * 5
        for _ in range(5):
            before = timezone.now()
            send_waiting(through=through)
            kept.refresh_from_db()
            waits.append(round((kept.due_at - before).total_seconds()))
            due_again()
        assert waits == sorted(waits)
        assert waits[0] < waits[-1]

    def test_429_is_asked_again_when_it_says(self, local, through):
        kept = message()
        local.answers = [(429, {"Retry-After": "90"})]
        send_waiting(through=through)
        kept.refresh_from_db()
        assert 85 < (kept.due_at - timezone.now()).total_seconds() <= 91

    @pytest.mark.parametrize("retry_after", ["", "soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "1e99"])
    def test_nonsense_in_retry_after_does_no_harm(self, local, through, retry_after):
        kept = message()
        local.answers = [(503, {"Retry-After": retry_after})]
        send_waiting(through=through)
        kept.refresh_from_db()
        assert kept.given_up_at is None
        assert (kept.due_at - timezone.now()).total_seconds() <= 300

    @pytest.mark.parametrize("status", [400, 401, 404, 301])
    def test_a_clear_no_is_final(self, local, through, status, caplog):
        kept = message()
        local.answers = [status]
        assert send_waiting(through=through) == 0
        kept.refresh_from_db()
        assert kept.given_up_at
        assert kept.body == ""
        due_again()
        send_waiting(through=through)
        assert len(local.asked) == 1
        # The log holds neither number nor words.
        assert "123456" not in caplog.text
        assert "91234" not in caplog.text

    def test_a_gateway_that_is_silent_is_left_and_asked_again(self, local, through, impatient):
        message()
        local.answers = [lambda handler: time.sleep(SILENT)]
        assert send_waiting(through=impatient) == 0
        due_again()
        assert send_waiting(through=through) == 1

    def test_a_gateway_that_drips_is_left_too(self, local, impatient):
        def drip(handler):
            for sign in b"HTTP/1.0 200 OK\r\nX: " + b"x" * 100:
                try:
                    handler.wfile.write(bytes([sign]))
                    handler.wfile.flush()
                except OSError:
                    return
                time.sleep(IMPATIENT / 5)

        local.answers = [drip]
        with pytest.raises(TryLater):
            impatient.send(Outgoing(str(uuid.uuid4()), "+84912345678", "x"))

    def test_nobody_at_the_address(self, local, through):
        local.server.shutdown()
        local.server.server_close()
        kept = message()
        assert send_waiting(through=through) == 0
        kept.refresh_from_db()
        assert kept.why == "ConnectionRefusedError"
        assert kept.given_up_at is None

    def test_what_is_no_http_is_tried_again(self, local, through):
        local.answers = [lambda handler: handler.wfile.write(b"what?\r\n")]
        with pytest.raises(TryLater):
            through.send(Outgoing(str(uuid.uuid4()), "+84912345678", "x"))

    def test_it_gives_up_when_the_code_no_longer_holds(self, local, through):
        late, soon = message(minutes=-1), message(minutes=0.02)
        local.answers = [500]
        send_waiting(through=through)
        for one in (late, soon):
            one.refresh_from_db()
            assert one.given_up_at
            assert one.body == ""
        assert late.why == "too late"
        assert len(local.asked) == 1

    def test_what_was_withdrawn_is_not_sent(self, local, through):
        reference = uuid.uuid4()
        message(reference=reference)
        withdraw(references=[reference])
        send_waiting(through=through)
        assert local.asked == []

    def test_one_message_that_fails_keeps_nobody_back(self, local, impatient):
        for _ in range(5):
            message()
        local.answers = [500, 400, lambda handler: time.sleep(SILENT)]
        # The one that was answered with 500 may have come round again while the silent one was waited for.
        assert send_waiting(through=impatient) in (2, 3)

    def test_more_than_a_batch_goes_in_one_round(self, local, through):
        for _ in range(70):
            message()
        assert send_waiting(through=through) == 70
        assert len({body["id"] for body in local.bodies()}) == 70

    def test_rows_are_forgotten_after_two_days(self):
        old = message()
        SmsMessage.objects.filter(id=old.id).update(made_at=timezone.now() - dt.timedelta(days=2, seconds=1))
        message()
        assert forget_old_messages() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_of_what_was_undone(local, through):
    with transaction.atomic():
        message()
        transaction.set_rollback(True)
    assert send_waiting(through=through) == 0
    assert local.asked == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_senders_at_once_send_each_message_once(local, through):
    from django.db import connection

    for _ in range(40):
        message()

    def work():
        try:
            send_waiting(through=through)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(local.asked) == len({body["id"] for body in local.bodies()}) == 40


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_a_message_whose_sender_was_killed_is_taken_again_under_the_same_key(local, settings):
    """The background process itself, killed while the gateway holds the message; a second one sends it."""
    settings.SMS_GATEWAY_TIMEOUT = 5.0
    kept = message()
    local.answers = [lambda handler: time.sleep(30)]
    environment = {**os.environ, "DATABASE_URL": _database_url(), "REDIS_URL": settings.REDIS_URL,
                   "SMS_BACKEND": "http", "SMS_GATEWAY_URL": local.url, "SMS_GATEWAY_TOKEN": "t",
                   "SMS_GATEWAY_TIMEOUT": "20", "BDHVS_PROFILE": "test"}  # fmt: skip
    command = [sys.executable, "-m", "portal.run.background"]
    first = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        assert local.entered.wait(30)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    kept.refresh_from_db()
    assert kept.sent_at is None
    assert kept.body
    # Taken by nobody while the first could still be at it …
    assert send_waiting(through=HttpGateway(local.url, "t", "BDHVS", 5)) == 0
    # … and again once that time has passed.
    due_again()
    done = subprocess.run([*command, "--once"], cwd=ROOT, env=environment, timeout=60, check=False)
    assert done.returncode == 0
    kept.refresh_from_db()
    assert kept.sent_at
    assert kept.body == ""
    assert [body["id"] for body in local.bodies()] == [str(kept.id)] * 2


def test_each_setting_names_its_gateway(settings, capsys):
    settings.SMS_BACKEND = "memory"
    assert isinstance(gateway(), MemoryGateway)
    settings.SMS_BACKEND = "http"
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = "https://sms.example.vn/send", "t"
    assert gateway() == HttpGateway(
        "https://sms.example.vn/send", "t", settings.SMS_SENDER, settings.SMS_GATEWAY_TIMEOUT
    )
    settings.SMS_BACKEND = "console"
    assert isinstance(gateway(), ConsoleGateway)
    gateway().send(Outgoing("k", "+84912345678", "ma la 123456"))
    assert capsys.readouterr().out == "SMS +84912345678: ma la 123456\n"


def test_a_certificate_that_nobody_signed_is_refused(local):
    """https to a server that speaks none: it is never sent in the clear."""
    secure = HttpGateway(local.url.replace("http://", "https://"), "t", "BDHVS", IMPATIENT)
    with pytest.raises(TryLater):
        secure.send(Outgoing("k", "+84912345678", "x"))
    assert local.asked == []


def test_a_wait_is_never_longer_than_a_code_lives():
    assert sum(sending.WAITS) < 600
    assert issubclass(Refused, Exception)

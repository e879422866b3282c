"""Production passes Django's deployment checks and refuses whatever is meant for the demo."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from people.models import User
from portal.embedded.home import DEMO_SECRET, publish_address
from portal.embedded.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "BDHVS_PROFILE": "production",
    "SECRET_KEY": "a-secret-of-their-own-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgres://site:secret@127.0.0.1:1/site",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "hoc.example.vn",
    "SITE_URL": "https://hoc.example.vn",
    "BADGE_SIGNING_KEY": "5e" * 32,
    "FIELD_DATA_KEY": "5f" * 32,
    "SMS_GATEWAY_URL": "https://sms.example.vn/send",
    "SMS_GATEWAY_TOKEN": "a-token-of-theirs",
    "H5P_CONTENT_HOST": "h5p.hoc.example.vn",
}


def _run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program of ours under exactly this environment, production's unless told otherwise."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={"PATH": os.environ["PATH"], **GOOD, **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_it_passes_the_deployment_checks_without_a_warning(tmp_path):
    done = _run("manage.py", "check", "--deploy", "--fail-level", "WARNING", BDHVS_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_no_sister_host_can_plant_a_cookie_that_we_believe(tmp_path):
    names = """
import django
django.setup()
from django.conf import settings
from learn.learners.tokens import COOKIE as learner
from learn.signing_in.state import COOKIE as signing_in
from people.ways_back.devices import COOKIE as device
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, learner, signing_in, device)
"""
    done = _run("-c", names, DJANGO_SETTINGS_MODULE="portal.settings", BDHVS_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = done.stdout.split()
    assert len(told) == 5
    assert all(name.startswith("__Host-") for name in told), told


def test_files_of_activities_go_to_the_bucket_that_is_named(tmp_path):
    told = "import django; django.setup(); from django.conf import settings; print(settings.STORAGES['h5p'])"
    done = _run(
        "-c", told, DJANGO_SETTINGS_MODULE="portal.settings", BDHVS_HOME=str(tmp_path), H5P_S3_BUCKET="hoat-dong",
        H5P_S3_ENDPOINT="https://s3.example.vn",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "'storages.backends.s3.S3Storage'" in done.stdout
    assert "'bucket_name': 'hoat-dong', 'endpoint_url': 'https://s3.example.vn', 'region_name': None" in done.stdout


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SECRET_KEY", "", "Production needs its own SECRET_KEY"),
        ("SECRET_KEY", DEMO_SECRET, "Production needs its own SECRET_KEY"),
        ("SECRET_KEY", "short", "Production needs its own SECRET_KEY"),
        ("SECRET_KEY_FALLBACKS", f"old,{DEMO_SECRET}", "must not hold the demo's secret"),
        ("BADGE_SIGNING_KEY", "", "Production needs BADGE_SIGNING_KEY"),
        ("FIELD_DATA_KEY", "", "Production needs FIELD_DATA_KEY"),
        ("FIELD_DATA_KEY", "five", "must be 64 hexadecimal digits"),
        ("BADGE_SIGNING_KEY", "z6MkSomething", "must be 64 hexadecimal digits"),
        ("DATABASE_URL", "", "Production needs DATABASE_URL"),
        ("REDIS_URL", "", "Production needs REDIS_URL"),
        ("ALLOWED_HOSTS", "", "Production needs ALLOWED_HOSTS"),
        ("SITE_URL", "http://hoc.example.vn", "Production needs SITE_URL"),
        ("DEBUG", "true", "DEBUG is not for production"),
        ("H5P_CONTENT_HOST", "", "Production needs H5P_CONTENT_HOST"),
        ("H5P_CONTENT_HOST", "hoc.example.vn", "must not be SITE_URL's host"),
        ("H5P_CONTENT_HOST", "hoc.example.vn:8443", "must not be SITE_URL's host"),
        ("H5P_CONTENT_HOST", "h5p.example.vn", "must lie below SITE_URL's host"),
        ("H5P_CONTENT_HOST", "h5p.hoc.example.vn.evil.example", "must lie below SITE_URL's host"),
        ("H5P_CONTENT_HOST", "https://h5p.hoc.example.vn", "must be a host name"),
        ("ALLOWED_HOSTS", "hoc.example.vn,h5p.hoc.example.vn", "ALLOWED_HOSTS must not answer"),
        ("ALLOWED_HOSTS", ".example.vn", "ALLOWED_HOSTS must not answer"),
        ("SMS_BACKEND", "console", "Production needs SMS_BACKEND=http"),
        ("SMS_BACKEND", "memory", "Production needs SMS_BACKEND=http"),
        ("SMS_GATEWAY_URL", "", "needs SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN"),
        ("SMS_GATEWAY_TOKEN", "", "needs SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN"),
        ("SMS_GATEWAY_URL", "http://sms.example.vn/send", "Production needs an https SMS_GATEWAY_URL"),
        ("SHOW_SIGN_IN_CODES", "true", "SHOW_SIGN_IN_CODES is not for production"),
    ],
)
def test_it_refuses_what_is_missing_or_unsafe(tmp_path, variable, value, sentence):
    # A demo that runs on the same machine lends production nothing.
    publish_address(tmp_path, "postgres", "postgres://demo@127.0.0.1:1/demo")
    publish_address(tmp_path, "redis", "redis://127.0.0.1:1/0")
    done = _run("manage.py", "check", **{"BDHVS_HOME": str(tmp_path), variable: value})
    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("production") / "postgres", durable=False)
    cluster.create()
    cluster.start()
    cluster.ensure_database()
    yield cluster
    cluster.stop()


def test_the_front_door_does_not_open_on_the_embedded_database(cluster):
    done = _run("-m", "uvicorn", "portal.asgi:application", "--port", "0", DATABASE_URL=cluster.url())
    assert done.returncode == 3
    assert "DATABASE_URL names the embedded database. Use a PostgreSQL of your own." in done.stderr
    assert "superuser" not in done.stderr


def test_the_front_door_does_not_open_for_a_superuser(cluster):
    done = _run("-m", "uvicorn", "portal.asgi:application", "--port", "0", DATABASE_URL=cluster.superuser_url())
    assert done.returncode == 3
    assert "Connect as an ordinary role that owns its database." in done.stderr


def test_it_refuses_a_role_that_bypasses_row_level_security(cluster):
    with cluster.superuser() as superuser:
        superuser.execute("CREATE ROLE mighty LOGIN BYPASSRLS PASSWORD 'secret'")
    url = f"postgres://mighty:secret@127.0.0.1:{cluster.port}/postgres"
    done = _run("manage.py", "check", "--database", "default", DATABASE_URL=url)
    assert "portal.E002" in done.stderr


def _test_database() -> str:
    given = connection.get_connection_params()
    return f"postgres://{given['user']}:{given['password']}@{given['host']}:{given['port']}/{given['dbname']}"


@pytest.mark.django_db(transaction=True)
def test_it_refuses_demo_accounts_and_the_demo_does_not():
    check = ("manage.py", "check", "--database", "default")
    url = _test_database()
    User.objects.create_user("0912345678", full_name="Trần Thị Bình")
    assert "portal.E003" not in _run(*check, DATABASE_URL=url).stderr

    User.objects.create_user("0912345679", full_name="Nguyễn Văn An", is_demo=True)
    checked = _run(*check, DATABASE_URL=url)
    assert checked.returncode == 1
    assert "(portal.E003) Demo accounts are open." in checked.stderr
    started = _run("-m", "uvicorn", "portal.asgi:application", "--port", "0", DATABASE_URL=url)
    assert started.returncode == 3
    assert "Demo accounts are open." in started.stderr
    assert _run(*check, DATABASE_URL=url, BDHVS_PROFILE="demo").returncode == 0

    closed = _run("manage.py", "close_demo", DATABASE_URL=url)
    assert closed.returncode == 0
    assert "portal.E003" not in _run(*check, DATABASE_URL=url).stderr
    assert User.objects.filter(is_active=True).count() == 1

"""`make run` that cannot come up says in one sentence what to do; `refusal` holds it to that."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from portal.embedded.postgres import Cluster
from portal.embedded.processes import EmbeddedServerError
from portal.embedded.redis import RedisServer
from portal.run import prepare, static
from portal.run.console import CannotRun
from portal.run.preflight import check_space, os_sentence
from tests.portal.running import refusal


@pytest.fixture
def home(tmp_path) -> Path:
    """A home whose database was made but is still empty."""
    cluster = Cluster(tmp_path / "home" / "postgres", durable=False)
    cluster.create()
    return tmp_path / "home"


def _lose_control_file(data: Path) -> None:
    (data / "global" / "pg_control").unlink()


def _fill_control_file_with_zeros(data: Path) -> None:
    control = data / "global" / "pg_control"
    control.write_bytes(bytes(control.stat().st_size))


def _lose_everything_inside(data: Path) -> None:
    for child in data.iterdir():
        shutil.rmtree(child) if child.is_dir() else child.unlink()


def _lose_system_tables(data: Path) -> None:
    for table in (data / "base" / "5").iterdir():
        table.write_bytes(b"")


def _belong_to_an_older_postgresql(data: Path) -> None:
    (data / "PG_VERSION").write_text("14\n")


@pytest.mark.parametrize(
    "damage",
    [
        _lose_control_file,
        _fill_control_file_with_zeros,
        _lose_everything_inside,
        _lose_system_tables,
        _belong_to_an_older_postgresql,
    ],
)
def test_a_damaged_database_is_left_as_it_is_and_the_sentence_says_what_to_do(home, damage):
    data = home / "postgres" / "data"
    damage(data)
    before = sorted(path.relative_to(data) for path in data.rglob("*") if path.is_file())
    sentence = refusal(home)
    assert sentence.startswith(f"The embedded database in {home / 'postgres'} does not ")
    assert sentence.endswith("move that folder away to begin with an empty one, or put your backup in its place.")
    kept = sorted(path.relative_to(data) for path in data.rglob("*") if path.is_file())
    assert set(before) <= set(kept)


def test_an_interrupted_making_of_the_database_is_begun_anew(tmp_path):
    half = tmp_path / "postgres" / "data.making"
    (half / "base").mkdir(parents=True)
    cluster = Cluster(tmp_path / "postgres", durable=False)
    cluster.create()
    cluster.start()
    try:
        assert cluster.ensure_database().startswith("postgres://bdhvs:")
    finally:
        cluster.stop()
    assert not half.exists()


def test_a_stale_pid_file_that_names_another_program_harms_nobody(home):
    pid_file = home / "postgres" / "data" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n")
    assert not Cluster(home / "postgres").end_orphan()
    assert not pid_file.exists()


@pytest.mark.parametrize("content", [b"", b"\n", b"\0\0\0\0", b"\xff\xfe", "\u00b2\n".encode(), b"9" * 40])
def test_a_pid_file_that_a_power_cut_left_without_a_number_is_no_hindrance(home, content):
    (home / "postgres" / "data" / "postmaster.pid").write_bytes(content)
    cluster = Cluster(home / "postgres", durable=False)
    assert not cluster.end_orphan()
    try:
        cluster.start()
        assert cluster.ensure_database().startswith("postgres://bdhvs:")
    finally:
        cluster.stop()


NO_PORTS = [b"", b"nonsense", b"0", b"65536", b"-1", b"9" * 5000, b"\xff\xfe", "\u00b2".encode()]


@pytest.mark.parametrize("content", NO_PORTS)
def test_a_port_file_that_names_no_port_is_chosen_anew(home, content):
    (home / "postgres" / "port").write_bytes(content)
    cluster = Cluster(home / "postgres", durable=False)
    try:
        cluster.start()
        assert 0 < cluster.port < 65_536
    finally:
        cluster.stop()


@pytest.mark.parametrize("content", [b"", b"port", *(b"port " + port for port in NO_PORTS)])
def test_settings_of_an_earlier_redis_that_say_nothing_are_no_hindrance(tmp_path, content):
    (tmp_path / "redis.conf").write_bytes(content)
    server = RedisServer(tmp_path)
    assert not server.end_orphan()
    try:
        server.start()
    finally:
        server.stop()


def test_static_files_that_someone_removed_are_collected_again(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "foundation.static_files.StaticFilesStorage"},
    }
    assert static.collect()
    assert not static.collect()
    for child in settings.STATIC_ROOT.iterdir():
        if child.name != ".collected":
            shutil.rmtree(child) if child.is_dir() else child.unlink()
    assert static.collect()
    assert (settings.STATIC_ROOT / "staticfiles.json").exists()


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    sentence = refusal(tmp_path / "file" / "home")
    assert sentence.startswith(f"{tmp_path / 'file' / 'home'}")
    assert sentence.endswith("cannot be written (Not a directory): set BDHVS_HOME to a folder of your own.")


def test_a_full_disk_stops_the_start_before_it_begins(home, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12 - 50 * 2**20, 50 * 2**20))
    with pytest.raises(CannotRun, match=r"has 50 MB left and at least \d+ MB are needed: free some space"):
        check_space(home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 0, 10**12))
    check_space(home)


def test_a_disk_that_fills_up_later_is_named(home):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(home / "run" / "redis.url.half"))
    assert os_sentence(full) == f"The disk of {home}/run/redis.url.half is full: free some space and start again."
    cluster = Cluster(home / "postgres")
    (cluster.data / "PG_VERSION").unlink()
    cluster.launch().wait()
    cluster.log.write_text(
        "2026-11-22 01:02:03.004 UTC [7] FATAL:  could not write lock file: No space left on device\n"
    )
    with pytest.raises(EmbeddedServerError, match=r"its disk is full. Free some space and start again.$"):
        cluster.is_ready()


def test_a_disk_that_fills_up_while_it_prepares_is_named(tmp_path, monkeypatch, settings, capsys):
    settings.HOME = tmp_path / "gone"

    def fail() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/static/site.css")

    monkeypatch.setattr(prepare, "_files", fail)
    assert prepare.main() == 1
    assert capsys.readouterr().err.strip() == (
        "The disk of /srv/static/site.css is full: free some space and start again."
    )


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PORT", "eight", "PORT"),
        ("PORT", "0", "PORT"),
        ("PORT", "70000", "PORT"),
        ("HOST", "192.0.2.1", "HOST=192.0.2.1 is no address of this machine"),
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY"),
        ("BDHVS_PROFILE", "production", "`make run` is for development and demos"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, variable, value, sentence):
    said = refusal(tmp_path / "home", **{variable: value})
    assert sentence in said
    assert not (tmp_path / "home" / "postgres").exists()


def test_given_servers_that_do_not_answer_are_named(tmp_path):
    sentence = refusal(tmp_path / "home", DATABASE_URL="postgres://someone@127.0.0.1:1/site")
    assert sentence.startswith("The database that DATABASE_URL names does not answer (")
    assert sentence.endswith("start it, or unset DATABASE_URL to use an embedded one.")

"""What only a fresh clone shows: nothing compiled, nothing collected, nothing in the database."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from portal.embedded.postgres import Cluster
from tests.portal.running import clean_environment

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("portal", "community_teams", "quizzes", "learn", "courses", "people", "foundation")


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path / "postgres", durable=False)
    cluster.create()
    cluster.start()
    yield cluster
    cluster.stop()


def test_the_first_start_freezes_lessons_in_vietnamese(tmp_path, cluster):
    clone = tmp_path / "clone"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, clone / package, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    (clone / "node_modules").symlink_to(ROOT / "node_modules")
    address = cluster.ensure_database()
    environment = clean_environment(
        tmp_path / "home", DATABASE_URL=address, REDIS_URL=os.environ["REDIS_URL"], PYTHONPATH=str(clone)
    )
    (tmp_path / "home" / "run").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "portal.run.prepare"], cwd=clone, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with psycopg.connect(address) as connection:
        [(html,)] = connection.execute(
            "SELECT string_agg(card ->> 'html', '') FROM courses_lessonversion, jsonb_array_elements(cards) AS card"
        )
        titles = [row[0] for row in connection.execute("SELECT title FROM wagtailcore_page")]
    assert "Nên làm" in html
    assert "Tap the answer" not in html
    assert ">Do<" not in html
    assert "Courses" not in titles

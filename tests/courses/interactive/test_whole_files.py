from __future__ import annotations

import os
import time
from pathlib import Path

from django.core.files.base import ContentFile

from courses.interactive.whole_files import UNFINISHED, WholeFiles


def left_behind(place: Path, name: str, *, hours: int) -> Path:
    path = place / UNFINISHED / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"half")
    at = time.time() - hours * 3600
    os.utime(path, (at, at))
    return path


def test_what_killed_processes_left_is_forgotten_after_a_day_when_others_settle(tmp_path):
    old, young = left_behind(tmp_path, "old", hours=25), left_behind(tmp_path, "young", hours=23)
    kept = WholeFiles(location=tmp_path)
    names = [kept.save(name, ContentFile(b"whole")) for name in ("a/1", "a/2")]
    kept.settle(names)
    assert not old.exists()
    assert young.exists()
    assert [(tmp_path / name).read_bytes() for name in names] == [b"whole", b"whole"]


def test_nothing_to_settle_and_nothing_left_behind_is_no_fault(tmp_path):
    WholeFiles(location=tmp_path / "new").settle([])
    assert not (tmp_path / "new").exists()

"""Days and times are written one way on every screen."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format

ROOT = Path(__file__).parents[2]
PACKAGES = ("foundation", "people", "courses", "learn", "quizzes", "community_teams", "portal")
# Besides, what only a script reads (RFC 3339).
NAMED = {"SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT", "TIME_FORMAT", "YEAR_MONTH_FORMAT", "c"}


def test_a_day_and_a_time_look_alike_wherever_they_are_asked_for() -> None:
    moment = timezone.localtime(dt.datetime(2026, 2, 5, 1, 30, tzinfo=dt.UTC))
    for name in ("DATE_FORMAT", "SHORT_DATE_FORMAT"):
        assert date_format(moment, name) == "05/02/2026"
    for name in ("DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"):
        assert date_format(moment, name) == "08:30 05/02/2026"
    assert date_format(moment, "TIME_FORMAT") == "08:30"
    assert date_format(moment, "YEAR_MONTH_FORMAT") == "02/2026"


def test_no_template_has_a_form_of_its_own() -> None:
    used = {
        (path.relative_to(ROOT), form)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.html")
        for form in re.findall(r"\|date(?::\"([^\"]*)\")?", path.read_text())
    }
    assert len(used) > 10
    assert {(path, form) for path, form in used if form not in NAMED} == set()

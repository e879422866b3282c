"""The law's days."""

import datetime as dt

import pytest

from community_teams.receipts.days import answer_by, done_by

VIETNAM = dt.timezone(dt.timedelta(hours=7))


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        # A Monday, a Thursday, a Friday, a Saturday and a Sunday.
        ("2026-11-23T09:00", "2026-11-25"),
        ("2026-11-26T23:59", "2026-11-30"),
        ("2026-11-27T00:01", "2026-12-01"),
        ("2026-11-28T12:00", "2026-12-01"),
        ("2026-11-29T12:00", "2026-12-01"),
    ],
)
def test_an_answer_comes_within_two_working_days(asked, answered):
    assert answer_by(dt.datetime.fromisoformat(asked).replace(tzinfo=VIETNAM)).isoformat() == answered


def test_it_is_done_within_fifteen_days_and_settings_say_so(settings):
    asked = dt.datetime(2026, 11, 28, 23, 30, tzinfo=VIETNAM)
    assert done_by(asked).isoformat() == "2026-12-13"
    settings.HOUSEHOLD_DONE_DAYS, settings.HOUSEHOLD_ANSWER_WORKING_DAYS = 3, 1
    assert done_by(asked).isoformat() == "2026-12-01"
    assert answer_by(asked).isoformat() == "2026-11-30"

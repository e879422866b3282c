from foundation import periodic
from foundation.periodic import in_pieces


def test_pieces_are_worked_until_there_is_none():
    left = [True, True, False]
    assert in_pieces(lambda: left.pop(0), seconds=60) == 2
    assert left == []


def test_others_get_their_turn_when_the_time_is_over(monkeypatch):
    now = iter(range(100))
    monkeypatch.setattr(periodic.time, "monotonic", lambda: next(now))
    assert in_pieces(lambda: True, seconds=2) == 3

"""Jobs that come round again and again: packages register theirs in ``ready()``, a process of its own runs them.

`portal/run/background.py` is that process. A job takes no arguments, does a bounded piece of work and may fail or be
cut off at any point: what it leaves undone it finds again the next time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Job:
    """One job: ``seconds`` lie between the end of one run and the beginning of the next."""

    name: str
    seconds: float
    run: Run


_jobs: dict[str, Job] = {}


def register(name: str, *, seconds: float, run: Run) -> None:
    """Add a job; adding the same one again does nothing.

    Only one process of the whole installation runs it at a time.
    """
    job = Job(name, seconds, run)
    if _jobs.setdefault(name, job) != job:
        raise ImproperlyConfigured(f"Two different jobs are called {name}.")


def in_pieces(work: Callable[[], bool], *, seconds: float) -> int:
    """Work piece after piece for so long, or until there was none; returns how many there were.

    For a job whose work is done in pieces: the others wait for it meanwhile.
    """
    until = time.monotonic() + seconds
    pieces = 0
    while work():
        pieces += 1
        if time.monotonic() > until:
            break
    return pieces


def registered() -> list[Job]:
    """All jobs in the order of their registration."""
    return list(_jobs.values())

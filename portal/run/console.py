"""What `make run` says in the terminal: one line for each process and step, one sentence for each trouble."""

from __future__ import annotations

import sys
from contextlib import suppress


class CannotRun(Exception):
    """`make run` cannot go on; the message is one sentence that says what to do."""


def say(name: str, state: str) -> None:
    """Print one line on the state of a process or step. A terminal that is gone stops nothing."""
    with suppress(OSError):
        sys.stdout.write(f"{name:<10} {state}\n")
        sys.stdout.flush()


def complain(sentence: str) -> None:
    """Print one sentence on what went wrong."""
    with suppress(OSError):
        sys.stderr.write(f"\n{sentence}\n")
        sys.stderr.flush()

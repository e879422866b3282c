"""Runs the commands that load, and says shortly what they did."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command

from portal.embedded.home import write_private
from portal.run.console import say

REFUSED = 1
COUNTS = ("created", "changed", "updated", "ended", "unchanged", "kept", "refused")


def load(command: str) -> None:
    """Run ``command``: one line that counts, and one for everything that was refused or kept as an official has it."""
    for line in _reported(command):
        refused = line.get("refused")
        if refused and isinstance(refused, dict):
            where = ":".join(str(refused[name]) for name in ("file", "line") if refused.get(name))
            say(command, f"REFUSED {where} {refused.get('reason', '')}")
        elif line.get("did") == "kept":
            say(command, f"kept as it was changed here: {line.get('file')} {line.get('reason') or ''}")
        elif "did" not in line:
            counted = ", ".join(f"{line[name]} {name}" for name in COUNTS if line.get(name)) or "nothing to load"
            say(command, f"former areas: {counted}" if line.get("former") else counted)


def load_demo() -> None:
    """Make the demo's accounts and its team, and remember how to sign in with them for `logins`."""
    accounts = [
        f"/quan-tri/ {line['role']} {line['phone']}, password {line['password'] or '(the one that you have set)'}"
        for line in _reported("load_demo")
    ]
    accounts += [
        f"{line['path']} {line['role']} {line['phone']}, by a code that stands on the page"
        for line in _reported("load_demo_team")
    ]
    write_private(_logins_file(Path(settings.HOME)), "\n".join(accounts))


def logins(home: Path) -> list[str]:
    """How to sign in with the demo's accounts, a line each that begins with the path."""
    return _logins_file(home).read_text().splitlines()


def _logins_file(home: Path) -> Path:
    return home / "run" / "logins.txt"


def _reported(command: str) -> list[dict[str, Any]]:
    output = io.StringIO()
    try:
        call_command(command, "--json", stdout=output)
    except CommandError as error:
        # What was refused is among the lines; the site runs on with the rest.
        if error.returncode != REFUSED:
            raise
    return [json.loads(line) for line in output.getvalue().splitlines()]

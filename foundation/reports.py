"""What commands say: a line for a person, or with `--json` one JSON object a line for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

REFUSED = 1
WRONG_USAGE = 2


class ReportingCommand(BaseCommand):
    """A command with `--json`. It exits 0 if all went in, 1 if something was refused, 2 for wrong usage."""

    as_json = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--json`."""
        parser.add_argument("--json", action="store_true", help=_("print one JSON object a line"))

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Remember `--json`, then run."""
        self.as_json = options["json"]
        return super().execute(*args, **options)

    def say(self, text: str, **data: Any) -> None:
        """One line: the text, or with `--json` the data. An empty text is for programs only."""
        if self.as_json:
            self.stdout.write(json.dumps(data, ensure_ascii=False, default=str))
        elif text:
            self.stdout.write(text)

    def refuse(self, text: str, **data: Any) -> None:
        """One line that says what was refused and why."""
        if self.as_json:
            self.say("", refused=data)
        else:
            self.stderr.write(text)

    def wrong_usage(self, text: str) -> CommandError:
        """The error to raise when the command was called wrongly."""
        return CommandError(text, returncode=WRONG_USAGE)


class LogCommand(ReportingCommand):
    """A command that does again, after a restore from a backup, what the server's log tells was done."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The log."""
        super().add_arguments(parser)
        parser.add_argument("log", help=_("a file with the server's log, or - for the standard input"))

    @contextmanager
    def lines_of(self, log: str) -> Iterator[IO[str]]:
        """Its lines, whatever bytes it holds besides."""
        if log != "-" and not Path(log).is_file():
            raise self.wrong_usage(_("There is no file %(path)s.") % {"path": log})
        with sys.stdin if log == "-" else Path(log).open(encoding="utf-8", errors="replace") as lines:
            yield lines

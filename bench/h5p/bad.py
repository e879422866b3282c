"""Every bad package, the answer given, and what the answer cost, as a table in Markdown on the standard output.

``python -m bench.h5p.bad``: each package is checked by a process of its own, as the tests do it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.serving import ROOT
from courses.h5p.problems import SENTENCES
from tests.courses.h5p.bad import COSTLY, REFUSED, Bad

_PLACE = re.compile(r"%\(\w+\)[sd]")
GROUPS = {
    "archive": "The archive",
    "bomb": "Bombs",
    "link": "Links and devices",
    "name": "Names",
    "document": "h5p.json and content.json",
    "library": "Libraries",
    "type": "Types of files",
    "costly": "Let through, mended, and costly on purpose",
}


@dataclass(frozen=True)
class Answer:
    """What became of one bad package."""

    group: str
    name: str
    code: str
    seconds: float
    megabytes: float


def main() -> None:
    """Measure all and print."""
    cases = {**REFUSED, **{f"costly: {name}": bad for name, bad in COSTLY.items()}}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        places = [Path(folder) / str(number) for number in range(len(cases))]
        answers = list(pool.map(_answer, cases, cases.values(), places))
    print("\n".join(_table(answers)))


def _answer(case: str, bad: Bad, place: Path) -> Answer:
    place.mkdir()
    package = place / "bad.h5p"
    package.write_bytes(bad.make())
    program = [sys.executable, "-m", "tests.courses.h5p.measure", str(package), str(place / "folder")]
    told: dict[str, Any] = json.loads(subprocess.run(program, cwd=ROOT, capture_output=True, check=True).stdout)
    package.unlink()
    assert bad.code in told["codes"], (case, told)
    group, _, name = case.partition(": ")
    megabytes = max(told["megabytes"], told["python_megabytes"])
    return Answer(group, name, bad.code, told["seconds"], megabytes)


def _table(answers: list[Answer]) -> list[str]:
    lines = [f"{len(answers)} packages. The worst: {max(a.seconds for a in answers):.2f} s, "
             f"{max(a.megabytes for a in answers):.0f} MB."]  # fmt: skip
    for group, title in GROUPS.items():
        of_group = [answer for answer in answers if answer.group == group]
        lines += ["", f"## {title} ({len(of_group)})", ""]
        lines += ["| answer | packages | worst s | worst MB |", "|---|---|---|---|"]
        for code in dict.fromkeys(answer.code for answer in of_group):
            same = [answer for answer in of_group if answer.code == code]
            names = "; ".join(_cell(answer.name) for answer in same)
            seconds, megabytes = max(a.seconds for a in same), max(a.megabytes for a in same)
            sentence = _cell(_PLACE.sub("…", SENTENCES[code]))
            lines.append(f"| `{code}`: {sentence} | {names} | {_told(seconds, 0.01)} | {_told(megabytes, 0.1)} |")
    return lines


def _told(value: float, least: float) -> str:
    return f"{value:g}" if (value := round(value, 2 if least < 0.1 else 1)) >= least else f"< {least}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    main()

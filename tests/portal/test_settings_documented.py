"""docs/settings.md and the code name the same environment variables."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = ("portal/settings.py", "portal/run/options.py")
PACKAGES = ("portal", "community_teams", "quizzes", "learn", "courses", "people", "foundation")


def _read_by(path: Path) -> set[str]:
    """Names in calls such as ``env.str("NAME", …)``."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_variable_that_is_read_is_documented_and_the_other_way_round():
    read = set().union(*(_read_by(ROOT / reader) for reader in READERS))
    documented = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert len(read) > 15
    assert read - documented == set(), "read, but not in docs/settings.md"
    assert documented - read == set(), "in docs/settings.md, but never read"


def test_nobody_else_reads_the_environment():
    reading = re.compile(r"os\.environ\[|os\.environ\.get|os\.getenv|\bEnv\(")
    found = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if reading.search(path.read_text())
    }
    assert found == set(READERS)

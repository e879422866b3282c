"""What taking a file in would do, as its owner is shown it before anything is done."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from courses.h5p import Filtered, Package, Problem
from courses.interactive.importing import content_bytes, digest_of, kept_notes, newest_like, used_files
from courses.interactive.installing import INSTALLS
from courses.interactive.shelf import SiteShelf
from courses.interactive.titles import brought


@dataclass(slots=True)
class Looked:
    """A file that was looked through: everything that is wrong with it, and what would be done if nothing is."""

    problems: list[Problem]
    plan: Plan | None = None

    @property
    def errors(self) -> list[Problem]:
        """What it is refused for."""
        return [problem for problem in self.problems if problem.level == "error"]

    @property
    def missing(self) -> list[str]:
        """Libraries that it needs and that are neither here nor may be brought."""
        found = (problem.values["name"] for problem in self.errors if problem.code == "library-missing")
        return sorted({str(name) for name in found})


@dataclass(slots=True)
class Plan:
    """What is shown of a good file. ``told`` is what is kept of it, as JSON."""

    told: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The same for two only if they say the same."""
        return hashlib.sha256(json.dumps(self.told, sort_keys=True).encode()).hexdigest()

    @property
    def installs(self) -> bool:
        """Whether programs would be put on this site."""
        return any(step["does"] in INSTALLS for step in self.told["steps"])


def looked_through(package: Package, *, install: bool) -> Looked:
    """Check a package on the libraries as they are now."""
    shelf = SiteShelf()
    report = package.check(installed=shelf, may_install=install)
    if not report.ok:
        return Looked(list(report))
    filtered = package.filtered(shelf)
    used = [file.size for file in used_files(package, filtered).values()]
    told = {
        "title": brought(package.head.title),
        "kind": package.head.main.machine,
        "language": package.head.raw.get("language", ""),
        "bytes": sum(used) + content_bytes(filtered.params),
        "install": install,
        "steps": _steps(package, shelf) if install else [],
        "calls_out": package.calls_out(shelf),
        "notes": kept_notes(report.notes),
        "known": _known(package, filtered),
    }
    return Looked(list(report), Plan(json.loads(json.dumps(told))))


def _known(package: Package, filtered: Filtered) -> dict[str, Any] | None:
    """The activity that shows this very content already, if there is one."""
    same = newest_like(digest_of(package, filtered))
    if same is None:
        return None
    return {"activity": str(same.package_id), "title": same.package.title, "number": same.number}


def _steps(package: Package, shelf: SiteShelf) -> list[dict[str, Any]]:
    shelf.fetch(package.libraries)
    return [
        {
            "name": step.name.machine,
            "title": package.libraries[step.name].title,
            "version": f"{step.name.major}.{step.name.minor}",
            "does": step.does,
            "patch": step.patch,
            "installed": step.installed,
            "bytes": sum(file.size for file in package.library_files(step.name).values()),
        }
        for step in package.installation(shelf)
    ]

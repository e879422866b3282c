"""``python -m bench.h5p.tried FOLDER [NAME …]``: packages of others here, as rows of docs/h5p-tried-packages.md.

Each is imported with its libraries into an empty site, put into a published lesson, and worked in Chromium on a narrow
screen: `hands.js` gives the right answers that stand in its content. Told is what reached the database, and whether
the activity is as it was left when the lesson is opened again. All are imported, because some need libraries of others;
with names only those are worked whose file's name begins so.
"""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Frame, Page, sync_playwright

from bench.serving import fresh_site, serving
from portal.embedded.postgres import free_port

HANDS = Path(__file__).with_name("hands.js").read_text()
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "vi-VN"}
HOST = "bdhvs.localhost"
KB = 1024
HEAD = (
    "package", "kind", "packed", "import", "libraries", "loaded", "eval", "worked", "score", "stored", "states",
    "resumed", "card", "other hosts", "trouble",
)  # fmt: skip
# Of what can be seen: the same before and after is the same state.
SHOWN = """() => [...document.querySelectorAll("input, textarea, .h5p-selected, [aria-checked=true], .h5p-current")]
  .map((one) => one.value && one.value !== "on" ? one.value : one.textContent.trim().slice(0, 60)).join("|")"""


@dataclass
class Tried:
    """One file and what became of it."""

    file: Path
    told: dict[str, str] = field(default_factory=dict)
    version: Any = None
    path: str = ""
    uuid: str = ""


def main() -> None:
    """Try all of a folder, those that bring libraries first: others may need theirs."""
    files = sorted(Path(sys.argv[1]).glob("*.h5p"), key=lambda file: (-_libraries(file), file.name))
    port = free_port()
    os.environ |= {
        "PORT": str(port), "H5P_CONTENT_HOST": f"h5p.bdhvs.localhost:{port}", "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }  # fmt: skip
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    with fresh_site():
        tried = [Tried(file) for file in files]
        for one in tried:
            _import(one)
        tried = [one for one in tried if one.file.name.startswith(tuple(sys.argv[2:] or [""]))]
        _publish([one for one in tried if one.version])
        with serving("portal.asgi:application", port=port), sync_playwright() as driver:
            found = shutil.which("chromium") or shutil.which("google-chrome")
            browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
            for one in tried:
                if one.path:
                    try:
                        _play(one, browser, port)
                    except Error as error:
                        one.told["trouble"] = f"{one.told.get('trouble', '')} {str(error).splitlines()[0]}"
                print(f"| {' | '.join(one.told.get(name, '—').replace('|', '/') for name in HEAD)} |", flush=True)
            browser.close()


def _libraries(file: Path) -> int:
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(name.endswith("/library.json") for name in archive.namelist())
    except zipfile.BadZipFile:
        return 0


def _import(one: Tried) -> None:
    from courses.interactive.importing import import_package
    from courses.interactive.selectors import loading_of
    from courses.interactive.weighing import fetched

    one.told |= {"package": one.file.stem, "packed": f"{one.file.stat().st_size // KB} KB"}
    done = import_package(file=one.file, source=one.file.name, user=None, install=True)
    counted: dict[str, int] = {}
    for problem in done.problems:
        name = f"{problem.level}: {problem.code}"
        counted[name] = counted.get(name, 0) + 1
    verdict = ", ".join(f"{name} ×{count}" for name, count in counted.items())
    one.told["import"] = ("taken in" if done.version else "refused") + (f"; {verdict}" if verdict else "")
    if not done.version:
        one.told["trouble"] = "; ".join(str(problem) for problem in done.problems if problem.level == "error")[:200]
        return
    one.version = done.version
    loading = loading_of(done.version)
    calls = ", ".join(done.version.calls_out)
    one.told |= {
        "kind": str(next(each for each in loading.libraries if each.name == done.version.main)).rpartition(" ")[2],
        "libraries": str(len(loading.libraries)),
        "loaded": f"{sum(loading.files.values()) // KB} / {_packed(loading.files, fetched(done.version)) // KB} KB",
        "eval": "yes" if loading.evaluates else "no",
    }
    one.told["kind"] = f"{done.version.main.machine} {one.told['kind']}"
    if calls:
        one.told["import"] += f"; names {calls[:80]}"


def _packed(files: dict[str, int], sizes: dict[str, int]) -> int:
    return sum(sizes[name] for name in files)


def _publish(tried: list[Tried]) -> None:
    from courses.interactive.finishing import NEVER_FINISHED
    from tests.courses.making import CourseFactory, LessonFactory, cards

    course = CourseFactory()
    for one in tried:
        # As an editor has to choose, or the card could never be done.
        completes = "opened" if one.version.main.machine in NEVER_FINISHED else "finished"
        one.told["card"] = completes
        piece = {"type": "h5p", "value": {"activity": str(one.version.package_id), "completes": completes}}
        lesson = LessonFactory(parent=course, cards=cards([piece]))
        one.path, one.uuid = lesson.url, str(lesson.uuid)


def _play(one: Tried, browser: Browser, port: int) -> None:
    context = browser.new_context(**PHONE, base_url=f"http://bdhvs.localhost:{port}")
    context.set_default_timeout(20_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error).splitlines()[0][:90]))
    page.on("console", lambda said: troubles.append(said.text[:110]) if said.type == "error" else None)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    try:
        frame = _open(page, one.path)
        kind, content = one.version.main.machine, one.version.content
        worked = frame.evaluate(HANDS, [kind, content])
        one.told["worked"] = worked["done"]
        one.told["score"] = "none" if worked["most"] is None else f"{worked['score']}/{worked['most']}"
        page.screenshot(path=f"{os.environ.get('H5P_LOOK', '/tmp')}/h5p-{one.file.stem}.png")
        before = frame.evaluate(SHOWN)
        # The page takes leave as a phone's does: the last state goes out.
        page.wait_for_timeout(1000)
        page.goto("/")
        page.wait_for_timeout(2500)
        one.told |= _stored(one)
        frame = _open(page, one.path)
        page.wait_for_timeout(700)
        again = frame.evaluate("() => { const [i] = H5P.instances; return i.getScore ? i.getScore() : null }")
        shown = frame.evaluate(SHOWN)
        same = "as it was" if shown == before else "shows other"
        one.told["states"] = _states(one)
        one.told["resumed"] = f"{same}, score {again}" if again is not None else same
    finally:
        one.told["other hosts"] = ", ".join(sorted(host for host in hosts if not host.endswith(HOST))) or "none"
        one.told["trouble"] = "; ".join(dict.fromkeys(troubles)) or "none"
        context.close()


def _open(page: Page, path: str) -> Frame:
    page.goto("about:blank")
    page.goto(path)
    page.locator("[data-cards][data-started]").wait_for()
    page.locator("[data-h5p-start]").first.click()
    page.locator(":is([data-state=playing], [data-state=failed])[data-h5p-player]").first.wait_for(state="attached")
    if page.locator("[data-h5p-player][data-state=failed]").count():
        raise Error("The player says that it cannot be opened.")
    return next(frame for frame in page.frames if "/p/" in frame.url)


def _stored(one: Tried) -> dict[str, str]:
    """What the server keeps: verbs in the order they came, and whether the card is done."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, score FROM learn_statement WHERE activity = %s ORDER BY occurred_at, received_at",
                       [f"h5p:{one.version.package_id}"])  # fmt: skip
        said = [verb if score is None else f"{verb} {float(score):.2f}" for verb, score in cursor.fetchall()]
        cursor.execute("SELECT 1 FROM learn_lessonprogress WHERE lesson = %s AND 'c1' = ANY(done)", [one.uuid])
        done = cursor.fetchone()
    return {
        "stored": ", ".join(_runs(said)) or "nothing",
        "card": f"{one.told['card']}: {'done' if done else 'not done'}",
    }


def _states(one: Tried) -> str:
    """Keys of the states that the server keeps; the last one is sent by the page that is opened after the lesson."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT key, size FROM learn_h5pstate WHERE lesson = %s ORDER BY key", [one.uuid])
        return ", ".join(f"{key} {size} B" for key, size in cursor.fetchall()) or "none"


def _runs(said: list[str]) -> Iterator[str]:
    """Equal ones in a row as one."""
    place = 0
    while place < len(said):
        end = place
        while end < len(said) and said[end] == said[place]:
            end += 1
        yield said[place] if end == place + 1 else f"{said[place]} ×{end - place}"
        place = end


if __name__ == "__main__":
    main()

"""A lesson's page a second from the front door's memory, against the same page made by Django each time.

One worker, in one run: ``python -m bench.pages.run [SECONDS]``. A query string that the page does not know goes past
the page cache, so both are the very same page.
"""

from __future__ import annotations

import sys

from bench.reporting import report
from bench.serving import fresh_site, get, send_load, serving

CONNECTIONS = 64


def main() -> None:
    """Measure both and compare."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    with fresh_site():
        path = _publish_lesson()
        with serving("portal.asgi:application") as port:
            send_load(port, [get(path)], seconds=1, connections=CONNECTIONS)
            kept = send_load(port, [get(path)], seconds=seconds, connections=CONNECTIONS)
            made = send_load(port, [get(path + "?x=1")], seconds=seconds, connections=8)
    for name, figure in (("from memory", kept), ("by Django", made)):
        assert set(figure["statuses"]) == {"200"}, figure["statuses"]
        report("pages", name, figure["per_second"], "pages/s", p50_ms=figure["p50_ms"], p99_ms=figure["p99_ms"])
    report("pages", "ratio", kept["per_second"] / made["per_second"], "times")


def _publish_lesson() -> str:
    from tests.courses.making import LessonFactory, cards, text

    words = "Cô bác chạm vào màn hình bằng đầu ngón tay, nhẹ như gõ cửa. " * 12
    return LessonFactory(cards=cards(*[text(words)] * 8)).get_url()


if __name__ == "__main__":
    main()

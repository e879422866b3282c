"""Making folders of curriculum files for tests."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180"/></svg>'

FRAMEWORK = """code: khung
version: "1"
title: Khung thử
groups:
  - code: "1"
    title: Nhóm một
    competences:
      - {code: "1.1", title: Việc một}
      - {code: "1.2", title: Việc hai}
"""

BODY = """
## Thẻ một {#c1}

Chào **bà con**.

![Một hình vẽ](drawings/hinh.svg)

## Thẻ hai {#c2}

::: check
? Đúng không?
- [x] Đúng => Vì thế.
- [ ] Sai => Không phải.
:::
"""


def identity(name: str) -> str:
    """The same UUID for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def track(**fields: Any) -> str:
    return front({"id": identity("track"), "title": "Chặng", "summary": "Một chặng.", "order": 1, **fields})


def course(**fields: Any) -> str:
    known = {"id": identity("course"), "title": "Khóa", "summary": "Một khóa.", "order": 1, "audience": "Bà con"}
    return front({**known, "outcomes": ["Biết một việc"], "competences": '["1.1"]', **fields})


def lesson(body: str = BODY, **fields: Any) -> str:
    known = {"id": identity("lesson"), "title": "Bài một", "summary": "Một bài.", "minutes": 5}
    sources = "\n  - {title: Nguồn, url: https://chinhphu.vn, date: 2026-01-01}"
    return front({**known, "sources": sources, "review_by": "2027-01-01", **fields}) + body


def front(fields: dict[str, Any]) -> str:
    """Front matter; a field whose value is None is left out."""
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\n".join(["---", *lines, "---", ""])


def starter(root: Path) -> Path:
    """A curriculum with one lesson."""
    write(root, "framework.yaml", FRAMEWORK)
    write(root, "chang/track.md", track())
    write(root, "chang/khoa/course.md", course())
    write(root, "chang/khoa/01-bai-mot.md", lesson())
    write(root, "chang/khoa/drawings/hinh.svg", DRAWING)
    return root


def another_course(root: Path, name: str = "khoa-hai", folder: str = "chang") -> Path:
    """A second course beside, which is right."""
    write(root, f"{folder}/{name}/course.md", course(id=identity(name), title=f"Khóa {name}", order=2))
    write(root, f"{folder}/{name}/01-bai.md", lesson(id=identity(f"{name}/1"), title=f"Bài của {name}"))
    write(root, f"{folder}/{name}/drawings/hinh.svg", DRAWING)
    return root


def write(root: Path, name: str, content: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path

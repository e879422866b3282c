"""Making folders of questions and quizzes for tests."""

from __future__ import annotations

import json
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from courses.curriculum_files.files import read_framework
from courses.framework.loading import import_framework
from tests.courses.folders import DRAWING, FRAMEWORK, write

QUIZZES = "quizzes.yaml"
QUESTIONS = "questions/mot.yaml"


def identity(name: str) -> str:
    """The same UUID for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"quizzes/{name}"))


def question(name: str, /, **fields: Any) -> dict[str, Any]:
    """A question with one right answer of two."""
    known = {
        "id": identity(name), "name": name, "kind": "single_choice", "competence": "1.1", "difficulty": "easy",
        "language": "vi", "source": "Một nguồn", "source_url": "https://chinhphu.vn/", "review_by": "2027-05-31",
    }  # fmt: skip
    choices = [
        {"text": "Đúng", "credit": 100, "feedback": "Vâng."},
        {"text": "Sai", "credit": 0, "feedback": ""},
    ]
    content = {"prompt": f"Hỏi {name}?", "choices": choices, "explanation": "Vì thế."}
    return {**known, "content": content, **fields}


def tapped(name: str = "chạm", file: str = "drawings/hinh.svg", **fields: Any) -> dict[str, Any]:
    """A question about a picture."""
    place = {"top": 0, "width": 50, "height": 100, "feedback": ""}
    content = {
        "prompt": "Chạm vào đâu?",
        "picture": {"file": file, "alt_text": "Hai ô"},
        "places": [
            {"label": "Ô trái", "left": 0, "correct": True, **place},
            {"label": "Ô phải", "left": 50, "correct": False, **place},
        ],
        "explanation": "",
    }
    return question(name, kind="tap_place", content=content, **fields)


def quiz(name: str, parts: list[dict[str, Any]], /, **fields: Any) -> dict[str, Any]:
    known = {"id": identity(name), "title": name, "intro": "Có vài câu.", "mode": "graded", "pass_mark": 70}
    return {**known, "feedback": "after_submit", "parts": parts, **fields}


def fixed(name: str) -> dict[str, Any]:
    return {"question": identity(name)}


def draw(count: int, competence: str = "1.1", difficulty: str = "easy") -> dict[str, Any]:
    return {"draw": {"competence": competence, "difficulty": difficulty, "count": count}}


def put(root: Path, name: str, key: str, entries: list[dict[str, Any]]) -> None:
    """A file with these entries, each field on a line of its own."""
    lines = [f"{key}:"]
    for entry in entries:
        fields = [f"{field}: {_yaml(field, value)}" for field, value in entry.items()]
        lines += [f"  - {fields[0]}", *(f"    {field}" for field in fields[1:])]
    write(root, name, "\n".join([*lines, ""]))


def _yaml(field: str, value: Any) -> str:
    dates = {"review_by", "opens_at", "closes_at"}
    return str(value) if field in dates else json.dumps(value, ensure_ascii=False)


def starter(root: Path) -> Path:
    """Three questions, one with a picture, and a quiz of two of them."""
    write(root, "drawings/hinh.svg", DRAWING)
    put(root, QUESTIONS, "questions", [question("một"), question("hai"), tapped()])
    put(root, QUIZZES, "quizzes", [quiz("bài", [fixed("chạm"), draw(1)])])
    return root


def framework(root: Path) -> None:
    """A framework with the competences 1.1 and 1.2, in the database."""
    path = write(root / "khung", "framework.yaml", FRAMEWORK)
    import_framework(read_framework(path, "framework.yaml"), force=False)


def run(command: str, root: Path, **options: Any) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and JSON lines."""
    out = StringIO()
    try:
        call_command(command, str(root), json=True, stdout=out, stderr=StringIO(), **options)
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def load(root: Path, **options: Any) -> tuple[int, list[dict[str, Any]]]:
    return run("load_quizzes", root, **options)


def did(lines: list[dict[str, Any]]) -> dict[str, str]:
    """What became of each entry."""
    return {line["title"]: line["did"] for line in lines if "did" in line}


def refused(lines: list[dict[str, Any]]) -> list[tuple[str, int | None]]:
    """Where refusals stand."""
    return [(line["refused"]["file"], line["refused"]["line"]) for line in lines if "refused" in line]

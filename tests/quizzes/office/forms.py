"""What a browser sends of the forms of questions and quizzes."""

from __future__ import annotations

from typing import Any

from courses.framework.models import Competence
from quizzes.models import Question


def question_form(
    competence: Competence, *, name: str = "Câu mới", prompt: str = "Ai gọi?", block: str = "", **fields: Any
) -> dict[str, Any]:
    """A question with one right answer of two."""
    before = "body-0-value"
    form: dict[str, Any] = {
        "name": name,
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "single_choice",
        "body-0-id": block,
        f"{before}-prompt": prompt,
        f"{before}-picture-image": "",
        f"{before}-picture-alt_text": "",
        f"{before}-audio-file": "",
        f"{before}-audio-transcript": "",
        f"{before}-choices-count": "2",
        f"{before}-explanation": "",
        "competence": competence.pk,
        "difficulty": "easy",
        "language": "vi",
        "source": "Bài học",
        "source_url": "",
        "review_by": "2030-01-01",
    }
    for place, (text, credit) in enumerate((("Gác máy", 100), ("Đọc mã", 0))):
        choice = f"{before}-choices-{place}"
        form |= {f"{choice}-deleted": "", f"{choice}-order": str(place), f"{choice}-type": "", f"{choice}-id": ""}
        form |= {f"{choice}-value-text": text, f"{choice}-value-credit": credit, f"{choice}-value-feedback": ""}
    return form | fields


def quiz_form(
    questions: list[Question] | None = None,
    *,
    title: str = "Bài thử",
    draws: list[tuple[str, str, int]] | None = None,
    ids: list[str] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A quiz of these questions and draws."""
    parts: list[tuple[str, dict[str, Any]]] = [("question", {"question": str(one.pk)}) for one in questions or []]
    parts += [
        ("draw", {"competence": competence, "difficulty": difficulty, "count": count})
        for competence, difficulty, count in draws or []
    ]
    form: dict[str, Any] = {
        "title": title,
        "intro": "Cô bác cứ thong thả.",
        "purpose": "course",
        "mode": "graded",
        "course": "",
        "parts-count": str(len(parts)),
        "pass_mark": "70",
        "competence_marks-count": "0",
        "time_limit_minutes": "",
        "late_minutes": "1440",
        "max_attempts": "0",
        "wait_minutes": "0",
        "feedback": "after_submit",
        "opens_at": "",
        "closes_at": "",
        "spread_minutes": "0",
    }
    for place, (kind, value) in enumerate(parts):
        before = f"parts-{place}"
        form |= {f"{before}-deleted": "", f"{before}-order": str(place), f"{before}-type": kind}
        form[f"{before}-id"] = ids[place] if ids else ""
        form |= {f"{before}-value-{name}": one for name, one in value.items()}
    return form | fields

"""The style of questions is light, moves nothing and asks for nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import quizzes

STYLE = (Path(quizzes.__file__).parent / "static" / "quizzes" / "questions.css").read_text()


def test_the_style_of_questions_is_light_and_still() -> None:
    assert len(STYLE.encode()) < 8 * 1024
    assert not re.search(r"\b(animation|transition|scroll-behavior)\b|@import|url\(|@font-face", STYLE)


def test_every_token_that_is_used_is_one_of_the_sites() -> None:
    site = Path(quizzes.__file__).parent.parent / "foundation" / "static" / "foundation" / "site.css"
    assert set(re.findall(r"var\((--[\w-]+)\)", STYLE)) <= set(re.findall(r"(--[\w-]+):", site.read_text()))

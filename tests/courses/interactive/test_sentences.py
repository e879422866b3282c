"""Everything that can be wrong with a package is said in Vietnamese."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import gettext, override

from courses.h5p import SENTENCES, LibraryName, Package, Problem, Step
from courses.interactive.sentences import EXPECTED, LEVELS, MARKED, STEPS, level, placed, step_told, told
from tests.courses.h5p.making import CONTENT, changed, good
from tests.courses.interactive.making import package

# Filled in like nothing else.
VALUES = {"most": 7, "least": 3, "name": "T.A 1.0", "by": "h5p.json", "at": "a/b", "file": "a.js", "names": "A → B",
          "needs": "1.29", "here": "1.28", "expected": "number"}  # fmt: skip


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%(?:\(\w+\))?.", text))


def test_the_sentences_of_the_library_and_those_marked_are_the_same():
    assert sorted(MARKED) == sorted(set(SENTENCES.values()))


@pytest.mark.parametrize("code", SENTENCES)
def test_each_is_translated_and_asks_for_the_same(code: str):
    english = SENTENCES[code]
    with override("vi"):
        vietnamese = gettext(english)
    assert vietnamese != english
    assert placeholders(vietnamese) == placeholders(english)


@pytest.mark.parametrize("code", SENTENCES)
def test_each_can_be_said(code: str):
    problem = Problem(code, "content/a.png", VALUES)
    with override("vi"):
        assert "%(" not in told(problem)
        assert placed(problem) == f"content/a.png: {told(problem)}"
        assert placed(Problem(code, "", VALUES)) == told(problem)


def test_names_of_levels_steps_and_kinds_are_translated():
    for names in (LEVELS, EXPECTED, STEPS):
        for name in names.values():
            with override("en"):
                english = str(name)
            with override("vi"):
                assert str(name) != english
                assert placeholders(str(name)) == placeholders(english)


def test_every_kind_that_content_can_lack_has_a_name():
    wrong = {"question": [], "points": [], "shuffle": [], "answers": 3, "picture": 3, "film": 3, "file": 3,
             "hints": [[]], "part": 3}  # fmt: skip
    report = Package(package(changed(good(), "content/content.json", **(CONTENT | wrong)))).check(may_install=True)
    found = {str(problem.values["expected"]) for problem in report if problem.code == "content-wrong-type"}
    assert found >= {"text", "number", "boolean", "list", "image", "video", "file"}
    assert found <= set(EXPECTED)


def test_a_note_is_in_words_with_what_was_expected_in_words():
    with override("vi"):
        assert level(Problem("more", "", {"most": 1}, "note")) == "lưu ý"
        assert "cần số" in told(Problem("content-wrong-type", "a", {"expected": "number"}, "note"))


def test_a_step_is_told_with_both_versions():
    with override("vi"):
        text = step_told(Step(LibraryName("T.A", 1, 0), "replaces", 7, 3))
    assert text == "thay thư viện: T.A 1.0.3 bằng T.A 1.0.7"


def test_sizes_are_told_as_people_read_them():
    with override("vi"):
        assert "64 MB" in told(next(iter(_too_large())))


def _too_large() -> list[Problem]:
    from courses.h5p import Limits

    class Large:
        """A file of which nobody reads more than its size."""

        def seek(self, place: int, whence: int = 0) -> int:
            return Limits().package_bytes + 1

    return list(Package(Large()).check())  # type: ignore[arg-type]

"""What a question's answers look like in GIFT, for the kinds that it has. Contents are without problems."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from quizzes.formats.gift.escapes import escaped
from quizzes.formats.gift.texts import written
from quizzes.formats.records import Refused

_GAP = re.compile("_{3,}")


class Written(NamedTuple):
    """The text before the braces, what is in them, the text after them, and tags for what GIFT cannot say."""

    before: str
    lines: list[str]
    after: str = ""
    tags: dict[str, str] = {}


def single_choice(content: dict[str, Any]) -> Written:
    """The best are ``=``; where all are, only the first, for without any ``~`` it would be a short answer."""
    choices = content["choices"]
    everything = all(choice["credit"] == 100 for choice in choices)
    lines = []
    for place, choice in enumerate(choices):
        full = choice["credit"] == 100 and not (everything and place)
        mark = "=" if full else _weighed("~", choice["credit"])
        lines.append(mark + _said(choice))
    return Written(escaped(content["prompt"]), lines)


def multiple_choice(content: dict[str, Any]) -> Written:
    """Shares of what is right, and the same shares off for what is wrong."""
    choices = content["choices"]
    right = sum(choice.get("correct", False) for choice in choices)
    wrong = len(choices) - right
    lines = []
    for choice in choices:
        share = 100 / right if choice.get("correct") else -100 / wrong
        lines.append(_weighed("~", round(share, 5)) + _said(choice))
    return Written(escaped(content["prompt"]), lines)


def true_false(content: dict[str, Any]) -> Written:
    """What is said to a wrong answer stands before what is said to the right one."""
    said = [written(content.get("feedback_false", "")), written(content.get("feedback_true", ""))]
    wrong, right = said if content["answer"] else reversed(said)
    text = "TRUE" if content["answer"] else "FALSE"
    text += f"#{wrong}" if wrong or right else ""
    text += f"#{right}" if right else ""
    return Written(escaped(content["prompt"]), [text])


def matching(content: dict[str, Any]) -> Written:
    """Distractors are rights without a left."""
    pairs = [f"={written(pair['left'], arrows=False)} -> {escaped(pair['right'])}" for pair in content["pairs"]]
    return Written(
        escaped(content["prompt"]), [*pairs, *(f"= -> {escaped(right)}" for right in content.get("distractors", []))]
    )


def number(content: dict[str, Any]) -> Written:
    """Each answer with its tolerance; the unit has no place of its own."""
    lines = ["#"]
    for answer in content["answers"]:
        mark = _weighed("=", answer["credit"])
        lines.append(f"{mark}{answer['value']}:{answer.get('tolerance') or 0}{_feedback(answer)}")
    return Written(escaped(content["prompt"]), lines, tags={"unit": content.get("unit", "")})


def fill_in(content: dict[str, Any]) -> Written:
    """Only one gap has a place. Raises ``Refused``."""
    if len(content["gaps"]) > 1:
        raise Refused(0, "several_gaps", _("GIFT has one gap a question; this one has several."))
    lines = []
    for variant in content["gaps"][0]["accepted"]:
        if "->" in variant["text"] or "\\*" in variant["text"]:
            raise Refused(0, "not_in_gift", _("GIFT cannot say the answer “%s”.") % variant["text"])
        text = written(variant["text"].replace("*", "\\*"))
        lines.append(_weighed("=", variant["credit"]) + text + _feedback(variant, arrows=False))
    folds = [name for name, on in (("case", content.get("fold_case")), ("marks", content.get("fold_marks"))) if on]
    tags = {} if folds == ["case"] else {"fold": ",".join(folds) or "none"}
    sentence = content.get("sentence", "")
    gap = _GAP.search(sentence)
    if not gap:
        return Written(escaped(content["prompt"]), lines, tags=tags)
    tags["sentence"] = str(sentence.count("\n") + 1)
    before = f"{content['prompt']}\n{sentence[: gap.start()]}"
    return Written(escaped(before), lines, escaped(sentence[gap.end() :]), tags)


BODIES = {
    "single_choice": single_choice,
    "multiple_choice": multiple_choice,
    "true_false": true_false,
    "matching": matching,
    "number": number,
    "fill_in": fill_in,
}


def _weighed(mark: str, share: float) -> str:
    if mark == "~" and not share:
        return mark
    return f"{mark}%{f'{share:.5f}'.rstrip('0').rstrip('.')}%"


def _said(choice: dict[str, Any]) -> str:
    return written(choice["text"]) + _feedback(choice)


def _feedback(answer: dict[str, Any], *, arrows: bool = True) -> str:
    text = answer.get("feedback", "")
    return f"#{written(text, arrows=arrows)}" if text else ""

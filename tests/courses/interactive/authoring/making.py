"""Libraries with the names and fields of those that the forms are for, and nothing else of them: no code of others."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from courses.interactive.authoring.kinds import BY_MACHINE
from courses.interactive.authoring.services import Writing, offered, save
from courses.interactive.authoring.sheets import Sheet
from courses.interactive.importing import import_package
from courses.interactive.models import H5PPackage, H5PVersion
from people.models import User
from tests.courses.h5p.making import Files, head, library, packed_json, zipped

MARKS = ["strong", "em"]


def text(name: str, default: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", **({"default": default} if default else {}), **more}


def rich(name: str) -> dict[str, Any]:
    return text(name, tags=MARKS)


def flag(name: str, default: bool | None = None) -> dict[str, Any]:
    return {"name": name, "type": "boolean", **({} if default is None else {"default": default})}


def group(name: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "group", "fields": list(fields), **more}


def many(name: str, field: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "list", "field": field, **more}


def part(name: str, *options: str) -> dict[str, Any]:
    return {"name": name, "type": "library", "options": list(options), "optional": True}


def behaviour(*more: dict[str, Any]) -> dict[str, Any]:
    return group("behaviour", flag("enableRetry", True), flag("enableSolutionsButton", True), *more)


MEDIA = group("media", part("type", "H5P.Image 1.1", "H5P.Video 1.6"), flag("disableImageZooming", False))
FEEDBACK = group(
    "overallFeedback",
    many(
        "overallFeedback",
        group(
            "overallFeedback", {"name": "from", "type": "number", "default": 0},
            {"name": "to", "type": "number", "default": 100}, text("feedback", optional=True),
        ),
        min=1,
    ),
)  # fmt: skip
MULTI_CHOICE = [
    MEDIA,
    rich("question"),
    many(
        "answers",
        group(
            "answer", rich("text"), flag("correct"),
            group("tipsAndFeedback", rich("tip"), rich("chosenFeedback"), rich("notChosenFeedback"), optional=True),
        ),
        min=1,
    ),
    FEEDBACK,
    group("UI", text("checkAnswerButton", "Check"), text("tryAgainButton", "Retry", optional=True), common=True),
    behaviour(flag("randomAnswers", True)),
]  # fmt: skip
TRUE_FALSE = [
    MEDIA,
    rich("question"),
    {"name": "correct", "type": "select", "options": [{"value": "true"}, {"value": "false"}], "default": "true"},
    group("l10n", text("trueText", "True"), text("falseText", "False"), common=True),
    behaviour(text("feedbackOnCorrect", maxLength=2048), text("feedbackOnWrong", maxLength=2048)),
]
BLANKS = [
    MEDIA,
    rich("text"),
    many("questions", rich("question"), min=1, max=31),
    text("answerIsCorrect", "':ans' is correct", common=True),
    text("checkAnswer", "Check", common=True),
    behaviour(flag("caseSensitive", True), flag("acceptSpellingErrors", False)),
]
CARDS = [
    rich("description"),
    many(
        "dialogs",
        group(
            "question", rich("text"), rich("answer"), {"name": "image", "type": "image", "optional": True},
            text("imageAltText", optional=True), group("tips", text("front"), text("back")),
        ),
        min=1,
    ),
    group("behaviour", flag("enableRetry", True), flag("randomCards", False)),
    text("answer", "Turn", common=True),
    text("next", "Next", common=True),
    text("progressText", "Card @card of @total", common=True),
]  # fmt: skip
ACCORDION = [
    many("panels", group("content", text("title"), part("content", "H5P.AdvancedText 1.1")), min=1),
    {"name": "hTag", "type": "select", "options": [{"value": "h2"}, {"value": "h3"}], "default": "h2"},
]
QUESTION_SET = [
    group("introPage", flag("showIntroPage", False), text("startButtonText", "Start Quiz")),
    {"name": "passPercentage", "type": "number", "min": 0, "max": 100, "default": 50},
    many(
        "questions",
        part("question", "H5P.MultiChoice 1.16", "H5P.TrueFalse 1.8", "H5P.Blanks 1.14", "H5P.Essay 1.5"),
        min=1,
    ),
    flag("randomQuestions", False),
    group("endGame", flag("showSolutionButton", True), flag("showRetryButton", True), text("message", "Results")),
]
IMAGE = [
    {"name": "file", "type": "image"}, text("alt"), text("title", optional=True), text("contentName", "Image"),
]  # fmt: skip
SEMANTICS: dict[str, list[dict[str, Any]]] = {
    "H5P.Image 1.1": IMAGE,
    "H5P.AdvancedText 1.1": [rich("text")],
    "H5P.Essay 1.5": [text("task")],
    "H5P.MultiChoice 1.16": MULTI_CHOICE,
    "H5P.TrueFalse 1.8": TRUE_FALSE,
    "H5P.Blanks 1.14": BLANKS,
    "H5P.Dialogcards 1.9": CARDS,
    "H5P.Accordion 1.0": ACCORDION,
    "H5P.QuestionSet 1.20": QUESTION_SET,
}
CONTENT: dict[str, Any] = {"question": "<p>x</p>", "answers": [{"text": "x", "correct": True}]}


def files(
    main: str = "H5P.MultiChoice 1.16", content: Any = None, *, without: tuple[str, ...] = (), **semantics: Any
) -> Files:
    """A package that brings all of the libraries; ``semantics`` of some by name, with ``_`` for what is no letter."""
    made: Files = {"content/content.json": packed_json(CONTENT if content is None else content)}
    kept = {name: told for name, told in SEMANTICS.items() if name not in without}
    for name, told in kept.items():
        mine = semantics.get(name.replace(".", "_").replace(" ", "_"), told)
        made |= library(name, semantics=mine, scripts=("x.js",))
    cards = [{}, {}, {}, {"default": "Xoay"}, {"default": "Next"}, {"default": "Thẻ @card"}]
    made["H5P.Dialogcards-1.9/language/vi.json"] = packed_json({"semantics": cards})
    # A page needs one; the others only have to be brought.
    made["h5p.json"] = packed_json(head(main, *kept, license="CC BY"))
    return made


def brought(*given: Any, **more: Any) -> H5PVersion:
    """An imported activity, its libraries installed."""
    done = import_package(file=io.BytesIO(zipped(files(*given, **more))), source="x.h5p", user=None, install=True)
    assert done.version is not None, [str(problem) for problem in done.problems]
    return done.version


def rows(*each: Mapping[str, Any], kept: int = 0) -> dict[str, Any]:
    """What a browser sends of rows."""
    data: dict[str, Any] = {"rows-TOTAL_FORMS": len(each), "rows-INITIAL_FORMS": kept}
    for number, row in enumerate(each):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


ON = {"retry": "on", "solutions": "on"}
# Of each kind what an official types.
TYPED: dict[str, dict[str, Any]] = {
    "H5P.MultiChoice": {
        "title": "Số khẩn cấp", "question": "Thấy cháy & khói thì gọi số nào?", **ON,
        **rows({"text": "113"}, {"text": "114", "right": "on", "feedback": "Đúng rồi"}, {"text": "<115>"}),
    },
    "H5P.TrueFalse": {
        "title": "Mã OTP", "question": "Không đưa mã OTP cho ai.", "correct": "true", "said_right": 'Rất "chuẩn"', **ON,
    },
    "H5P.Blanks": {
        "title": "Điền số", "task": "Điền số còn thiếu", **ON,
        **rows({"text": "Có cháy, gọi *114:ba số*."}, {"text": "Cấp cứu: *115*"}),
    },
    "H5P.QuestionSet": {
        "title": "Bộ câu hỏi", "pass_percentage": "60", **ON,
        **rows(
            {"kind": "choice", "question": "Có cháy?", "answers": "113\n* 114\n\\*115"},
            {"kind": "sentence", "question": "Không đưa OTP.", "right": "true"},
            {"kind": "gaps", "question": "Điền số", "answers": "Cấp cứu *115*\nCháy *114*"},
        ),
    },
    "H5P.Dialogcards": {
        "title": "Thẻ", "description": "Lật từng thẻ", "retry": "on",
        **rows({"front": "OTP", "back": "Mã dùng một lần"}, {"front": "QR", "back": "Mã vuông"}),
    },
    "H5P.Accordion": {
        "title": "Hỏi đáp",
        **rows(
            {"title": "OTP là gì?", "text": "Mã dùng một lần.\n\nKhông đưa\ncho ai."}, {"title": "QR", "text": "Mã"},
        ),
    },
}  # fmt: skip


def query(data: Mapping[str, Any]) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update({name: str(value) for name, value in data.items()})
    return made


def shown(sheet: Sheet) -> dict[str, str]:
    """What a browser would send of a form as it is shown."""
    forms = [sheet.form]
    if sheet.rows is not None:
        forms += [sheet.rows.management_form, *sheet.rows.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else str(value)
    return data


def writer() -> User:
    return User.objects.get_or_create(phone="+84912000009")[0]


def written(machine: str, typed: Mapping[str, Any] | None = None) -> H5PVersion:
    """A new activity out of what was typed."""
    writing = Writing(BY_MACHINE[machine], offered([machine])[machine])
    return kept(writing, TYPED[machine] if typed is None else typed)


def kept(writing: Writing, typed: Mapping[str, Any], package: H5PPackage | None = None, **more: Any) -> H5PVersion:
    """What becomes of a form that was filled in right."""
    sheet = Sheet(writing, title="", data=query(typed))
    assert sheet.is_valid(), (sheet.form.errors, sheet.rows and (sheet.rows.errors, sheet.rows.non_form_errors()))
    given = {"cleaned": sheet.cleaned, "rows": sheet.cleaned_rows, "user": writer(), "package": package}
    return save(writing=writing, **given, **more)

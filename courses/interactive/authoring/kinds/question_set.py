"""H5P.QuestionSet: questions of three kinds, one after the other, with one score."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.utils.translation import gettext_lazy as _

from courses.interactive.authoring.forms import BaseRows, ContentForm, RowForm, box, text
from courses.interactive.authoring.kinds.base import Kind, Row
from courses.interactive.authoring.kinds.blanks import Blanks, check_blanks
from courses.interactive.authoring.kinds.multiple_choice import MultipleChoice, check_answers
from courses.interactive.authoring.kinds.true_false import RIGHT, TrueFalse
from courses.interactive.authoring.libraries import Base
from courses.interactive.authoring.pictures import Pictures
from courses.interactive.authoring.places import Flag, Number, Rows

CHOICE, SENTENCE, GAPS, OTHER = "choice", "sentence", "gaps", "other"
PARTS: dict[str, Kind] = {CHOICE: MultipleChoice(), SENTENCE: TrueFalse(), GAPS: Blanks()}
# In a part the field that holds the question.
_ASKED = {CHOICE: "question", SENTENCE: "question", GAPS: "task"}
_MARK = "*"
MOST_LINES = 30


class QuestionSetForm(ContentForm):
    """What holds for all questions."""

    pass_percentage = forms.IntegerField(
        label=_("Passed from so many percent"), min_value=0, max_value=100,
        error_messages={"required": _("Please fill this in.")},
    )  # fmt: skip
    shuffle = box(_("Ask the questions in another order each time"))
    retry = box(_("Learners may try again"))
    solutions = box(_("Learners may have the right answers shown"))


class QuestionForm(RowForm):
    """A question of one of the kinds."""

    kind = forms.ChoiceField(
        label=_("Kind of the question"),
        choices=[(CHOICE, _("Multiple choice")), (SENTENCE, _("True or false")), (GAPS, _("Fill in the blanks"))],
        initial=CHOICE,
    )
    question = text(_("Question, sentence, or what learners are to do"), rows=2, required=False)
    right = forms.ChoiceField(
        label=_("Only for true or false: what is right"), choices=[("", "–"), *RIGHT], required=False
    )
    answers = text(
        _("Only for multiple choice and blanks: answers, one in each line"), rows=4, required=False,
        help_text=_(
            "Multiple choice: put an asterisk before each right answer, * like this. Blanks: sentences with the word "
            "between two asterisks: Dial *114* for a fire."
        ),
    )  # fmt: skip

    counts = ("question", "answers")
    wanted: ClassVar = {"question": _("Please write the question.")}
    is_other = False

    def show_other(self) -> None:
        """A question of a kind that has no form here stays as it is; it can be moved, or taken away."""
        self.is_other = True
        for name in ("kind", "question", "right", "answers"):
            del self.fields[name]

    @property
    def is_blank(self) -> bool:
        """A question that stays as it is counts."""
        return not self.is_other and super().is_blank

    def clean(self) -> dict[str, Any]:
        """Nothing is asked of what has no form here."""
        return self.cleaned_data if self.is_other else super().clean()

    def check(self) -> None:
        """What each kind asks."""
        kind, answers = self.cleaned_data["kind"], lines(self.cleaned_data["answers"])
        if kind == SENTENCE:
            if not self.cleaned_data.get("right"):
                self.add_error("right", _("Please say whether the sentence is true or false."))
            return
        try:
            self._check_lines(kind, answers)
        except ValidationError as error:
            self.add_error("answers", error)

    def _check_lines(self, kind: str, answers: Sequence[str]) -> None:
        most = 20 if kind == CHOICE else MOST_LINES
        if len(answers) > most:
            raise ValidationError(_("There are %(count)d; at most %(most)d fit.") % {
                "count": len(answers), "most": most,
            })  # fmt: skip
        if kind == GAPS:
            if not answers:
                raise ValidationError(_("Please write at least one sentence with a blank."))
            for each in answers:
                check_blanks(each)
            return
        found = [split_mark(each) for each in answers]
        if len(found) < 2 or not all(words for words, _right in found):
            raise ValidationError(_("Please write at least two answers, each in a line of its own."))
        if not any(right for _words, right in found):
            raise ValidationError(_("Put an asterisk (*) before the right answer."))
        check_answers([right for _words, right in found])


class Questions(BaseRows):
    """All of them."""

    most, least = 30, 1
    few = _("Please write at least one question.")


def lines(typed: str) -> list[str]:
    """The lines of a field in which something stands."""
    return [" ".join(each.split()) for each in typed.splitlines() if each.strip()]


def split_mark(answer: str) -> tuple[str, bool]:
    """An answer without the asterisk before it, and whether there was one; a backslash before it makes it a letter."""
    if answer.startswith(f"\\{_MARK}"):
        return answer[1:], False
    return (answer[1:].strip(), True) if answer.startswith(_MARK) else (answer, False)


def with_mark(words: str, right: bool) -> str:
    """The other way round."""
    if right:
        return f"{_MARK} {words}"
    return f"\\{words}" if words.startswith(_MARK) else words


def placed(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each line what its place was: of the same words, or where as many were changed as there are left."""
    left: dict[str, list[int]] = {}
    for number, each in enumerate(old):
        left.setdefault(each, []).append(number)
    found = [left[each].pop(0) if left.get(each) else None for each in new]
    rest = sorted(number for numbers in left.values() for number in numbers)
    unplaced = [number for number, place in enumerate(found) if place is None]
    if len(rest) == len(unplaced):
        for number, place in zip(unplaced, rest, strict=True):
            found[number] = place
    return found


class QuestionSet(Kind):
    """Question set."""

    slug = "bo-cau-hoi"
    machine = "H5P.QuestionSet"
    title = _("Question set")
    told = _("Up to 30 questions one after the other: multiple choice, true or false, fill in the blanks.")
    form = QuestionSetForm
    places: ClassVar = {
        "pass_percentage": Number(("passPercentage",), 50),
        "shuffle": Flag(("randomQuestions",)),
        "retry": Flag(("endGame", "showRetryButton")),
        "solutions": Flag(("endGame", "showSolutionButton")),
    }
    may_lack = frozenset(["shuffle", "retry", "solutions"])
    rows = Rows(("questions",), {}, most=30)
    row_form = QuestionForm
    row_set = Questions
    row_title = _("Question")

    def fits(self, base: Base) -> bool:
        """One of the kinds of questions at least has to be there."""
        return super().fits(base) and bool(self.parts(base))

    def parts(self, base: Base) -> dict[str, Base]:
        """What a question can be made with, by the kind of the row."""
        found = base.parts(("questions",))
        there = {name: found.get(kind.machine) for name, kind in PARTS.items()}
        return {name: part for name, part in there.items() if part and PARTS[name].fits(part)}

    def fit_row(self, form: Any, base: Base, entry: Any) -> None:
        """Kinds that are installed, and the one that it is."""
        if entry is not None and name_of(entry) == OTHER:
            form.show_other()
            return
        there = {*self.parts(base), name_of(entry)}
        form.fields["kind"].choices = [choice for choice in form.fields["kind"].choices if choice[0] in there]

    def read_rows(self, params: Any) -> list[dict[str, Any]]:
        """A row for each question."""
        return [self._read(entry) | {"place": place} for place, entry in enumerate(self.rows.entries(params))]

    def formatted_rows(self, params: Any) -> list[set[str]]:
        """Questions and answers."""
        return [self._formatted(entry) for entry in self.rows.entries(params)]

    def write_rows(self, made: dict[str, Any], rows: Sequence[Row], base: Base, pictures: Pictures) -> None:
        """Each question is a content of its own."""
        old = dict(enumerate(self.rows.entries(made)))
        parts = self.parts(base)
        made["questions"] = [self._entry(old.pop(row.get("place", -1), None), row, parts, pictures) for row in rows]

    def _read(self, entry: Any) -> dict[str, Any]:
        name = name_of(entry)
        if name == OTHER:
            return {"kind": OTHER}
        kind, params = PARTS[name], entry.get("params")
        row = {"kind": name, "question": kind.read(params)[_ASKED[name]]}
        if name == SENTENCE:
            return row | {"right": kind.read(params)["correct"]}
        return row | {"answers": "\n".join(_lines_of(kind, name, params))}

    def _formatted(self, entry: Any) -> set[str]:
        name = name_of(entry)
        if name == OTHER:
            return set()
        kind, params = PARTS[name], entry.get("params")
        found = {"question"} if _ASKED[name] in kind.formatted(params) else set()
        return found | ({"answers"} if any("text" in row for row in kind.formatted_rows(params)) else set())

    def _entry(self, old: Any, row: Row, parts: Mapping[str, Base], pictures: Pictures) -> Any:
        if name_of(old) == OTHER and old is not None:
            return old
        name = row["kind"]
        kind = PARTS[name]
        same = old is not None and name_of(old) == name
        if not same and name not in parts:
            # The form offers no such kind.
            raise SuspiciousOperation(name)
        entry = copy.deepcopy(old) if same else parts[name].new(kind.begin(parts[name]), row["question"])
        params = entry.get("params") or {}
        cleaned = {_ASKED[name]: row["question"]} | ({"correct": row.get("right")} if name == SENTENCE else {})
        # Pictures of questions have no field here: what is there stays.
        for field, value in cleaned.items():
            kind.places[field].write(params, value)
        if kind.rows:
            rows, path, part = _rows_of(kind, name, params, lines(row["answers"])), kind.rows.path, parts.get(name)
            kind.rows.write(params, rows, lambda: part.begin_entry(path) if part else None)
        return entry | {"params": params}


def name_of(entry: Any) -> str:
    """The kind of a row by the library of its question."""
    machine = str(entry.get("library", "")).partition(" ")[0] if isinstance(entry, dict) else ""
    return next((name for name, kind in PARTS.items() if kind.machine == machine), OTHER)


def _lines_of(kind: Kind, name: str, params: Any) -> list[str]:
    rows = kind.read_rows(params)
    flat = [" ".join(row["text"].split()) for row in rows]
    if name == GAPS:
        return flat
    return [with_mark(words, row["right"]) for words, row in zip(flat, rows, strict=True)]


def _rows_of(kind: Kind, name: str, params: Any, typed: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of the part for the lines that were typed; a line that stays as it was keeps its text as it was."""
    old = kind.read_rows(params)
    flat = [" ".join(row["text"].split()) for row in old]
    found = [split_mark(each) if name == CHOICE else (each, False) for each in typed]
    rows: list[dict[str, Any]] = []
    for (words, right), place in zip(found, placed(flat, [words for words, _right in found]), strict=True):
        kept = {} if place is not None and flat[place] == words else {"text": words}
        rows.append({"place": place} | kept | ({"right": right} if name == CHOICE else {}))
    return rows

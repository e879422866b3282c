"""Records of every kind, as Hypothesis makes them up."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from hypothesis import strategies as st

from quizzes.formats.records import Record

# The signs of all the formats, letters of here, and what spreadsheets take for formulas.
SIGNS = "\\:~=#{}%[]<>&;|,'\"*+-@/_.$()!?"
_LETTERS = "abcXYZnđĐêươộ" + "0129" + SIGNS


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _line(most: int = 30, *, least: int = 1) -> st.SearchStrategy[str]:
    alphabet = st.sampled_from([*_LETTERS, " "])
    return st.text(alphabet, min_size=least, max_size=most).map(_tidy).filter(lambda text: len(text) >= least)


texts = _line()
said = st.one_of(st.just(""), texts)
paragraphs = st.lists(texts, min_size=1, max_size=3).map("\n".join)
explanations = st.one_of(st.just(""), paragraphs)
credits = st.integers(0, 100)
percents = st.one_of(st.integers(0, 100), st.decimals(0, 100, places=1).map(float).filter(lambda value: value % 1))
numerals = st.one_of(
    st.integers(-(10**12), 10**12).map(str),
    st.decimals(-(10**6), 10**6, places=3).map(lambda value: f"{value:f}".rstrip("0").rstrip(".")),
).filter(lambda text: text != "-0")


def _several(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Texts of which no two are alike."""
    return st.lists(texts, min_size=least, max_size=most).map(
        lambda found: [f"{text} {place}" for place, text in enumerate(found, 1)]
    )


def _with(name: str, options: list[str], draw: Any, **extra: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    return [{name: text, **{key: draw(value) for key, value in extra.items()}} for text in options]


@st.composite
def single_choice(draw: Any) -> dict[str, Any]:
    choices = _with("text", draw(_several(2, 8)), draw, credit=credits, feedback=said)
    draw(st.sampled_from(choices))["credit"] = 100
    return {"choices": choices}


@st.composite
def multiple_choice(draw: Any) -> dict[str, Any]:
    choices = _with("text", draw(_several(2, 8)), draw, correct=st.booleans(), feedback=said)
    draw(st.sampled_from(choices))["correct"] = True
    return {"choices": choices}


@st.composite
def true_false(draw: Any) -> dict[str, Any]:
    return {"answer": draw(st.booleans()), "feedback_true": draw(said), "feedback_false": draw(said)}


@st.composite
def matching(draw: Any) -> dict[str, Any]:
    lefts = draw(_several(2, 8))
    rights = draw(_several(len(lefts) + 4, len(lefts) + 4))
    extra = draw(st.integers(0, 4))
    pairs = [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]
    return {"pairs": pairs, "distractors": rights[len(lefts) : len(lefts) + extra]}


@st.composite
def ordering(draw: Any) -> dict[str, Any]:
    return {"items": draw(_several(2, 8))}


@st.composite
def one_gap(draw: Any) -> dict[str, Any]:
    accepted = _with("text", draw(_several(1, 4)), draw, credit=st.integers(1, 100), feedback=said)
    accepted[0]["credit"] = 100
    return {"accepted": accepted}


@st.composite
def fill_in(draw: Any, most_gaps: int = 6) -> dict[str, Any]:
    count = draw(st.integers(0, most_gaps))
    pieces = [draw(texts).replace("_", "-") for _ in range(count + 1)]
    return {
        "sentence": " _____ ".join(pieces) if count else "",
        "gaps": [draw(one_gap()) for _ in range(max(count, 1))],
        "fold_case": draw(st.booleans()),
        "fold_marks": draw(st.booleans()),
    }


@st.composite
def number(draw: Any) -> dict[str, Any]:
    answers = [
        {"value": draw(numerals), "tolerance": draw(numerals).lstrip("-"), "credit": credit, "feedback": draw(said)}
        for credit in [100, *draw(st.lists(st.integers(1, 100), max_size=5))]
    ]
    return {"answers": answers, "unit": draw(st.one_of(st.just(""), texts))}


@st.composite
def tap_place(draw: Any) -> dict[str, Any]:
    sides = {
        "left": st.integers(0, 1),
        "width": percents.filter(lambda value: 90 <= value <= 99) | st.just(95.5),
        "height": st.just(8),
    }
    places = _with("label", draw(_several(2, 8)), draw, **sides, correct=st.booleans(), feedback=said)
    for place, content in enumerate(places):
        content["top"] = place * 11.5
    places[0]["correct"] = True
    return {"picture": {"image": draw(st.integers(1, 999)), "alt_text": draw(texts)}, "places": places}


@st.composite
def scam(draw: Any) -> dict[str, Any]:
    parts = _with("text", draw(_several(1, 12)), draw, sign=st.booleans(), why=said)
    is_scam = draw(st.booleans())
    for part in parts:
        part["sign"] &= is_scam
    parts[0]["sign"] = is_scam
    medium = draw(st.sampled_from(["message", "call", "page"]))
    return {"medium": medium, "sender": draw(texts), "parts": parts, "is_scam": is_scam}


CONTENTS = {
    "single_choice": single_choice(),
    "multiple_choice": multiple_choice(),
    "true_false": true_false(),
    "matching": matching(),
    "ordering": ordering(),
    "fill_in": fill_in(),
    "number": number(),
    "tap_place": tap_place(),
    "scam": scam(),
}


@st.composite
def records(draw: Any, kind: str, content: st.SearchStrategy[dict[str, Any]] | None = None) -> Record:
    """A record with everything that one can have."""
    return Record(
        id=draw(st.one_of(st.none(), st.uuids())),
        name=draw(texts),
        kind=kind,
        content={
            "prompt": draw(paragraphs),
            "explanation": draw(explanations),
            **draw(CONTENTS[kind] if content is None else content),
        },
        competence=draw(st.sampled_from(["", "0.1", "T2.1"])),
        difficulty=draw(st.sampled_from(["easy", "medium", "hard"])),
        language=draw(st.sampled_from(["vi", "en"])),
        source=draw(said),
        source_url=draw(st.sampled_from(["", "https://dichvucong.gov.vn/?a=1&b=[2]"])),
        review_by=draw(st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), dt.date(2100, 1, 1)))),
    )

"""Any text that an editor can type is written so that it reads back as the same."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses.curriculum_files.body import read_body
from courses.curriculum_files.problems import Notebook
from courses.curriculum_files.writing.cards import cards_text, meaning
from courses.curriculum_files.writing.front import scalar
from courses.curriculum_files.writing.spans import CannotWriteError
from courses.curriculum_files.yaml_lines import read_yaml
from foundation.text import normalise

NASTY = [
    "\\", ":::", "##", "# ", "{#", "{#c1}", " ", "[x]", "[ ]", "=>", "*", "**", "_", "__", "`", "<b>", "&amp;", "&#32;",
    "](", "![", "- ", "+ ", "1. ", "> ", "---", "~~", "|", "\u00a0", "🙂", "ế", "a", "Bà con", '"', "'", ":", "?", "(",
    ")",
]  # fmt: skip
words = st.lists(st.sampled_from(NASTY), min_size=1, max_size=8).map("".join)
shown = words.filter(lambda text: normalise(text) != "")
address = st.sampled_from(
    ["https://a.vn/", "https://a.vn/?a=1&copy;=2", "https://a.vn/(b)", "https://a.vn/ă_*b", "tel:115"]
)


@st.composite
def formatted(draw: Any) -> str:
    """A paragraph's inside with marks in any nesting."""
    html = ""
    for _ in range(draw(st.integers(1, 3))):
        piece = escape(draw(words), quote=False)
        for mark in draw(st.lists(st.sampled_from("bi"), unique=True)):
            piece = f"<{mark}>{piece}</{mark}>"
        if draw(st.booleans()) and draw(st.booleans()):
            piece = f'<a href="{escape(draw(address))}">{piece}</a>'
        html += piece
    return html


paragraph = formatted().map(lambda html: f'<p data-block-key="x1">{html}</p>')
listed = st.builds(
    lambda kind, entries: f"<{kind}>" + "".join(f"<li>{entry}</li>" for entry in entries) + f"</{kind}>",
    st.sampled_from(["ul", "ol"]),
    st.lists(formatted(), min_size=1, max_size=3),
)
rich = st.lists(paragraph | listed, min_size=1, max_size=3).map("".join)
written = st.lists(paragraph, min_size=1, max_size=2).map("".join)
choice = st.fixed_dictionaries({"text": shown, "explanation": shown, "correct": st.booleans()})
piece = st.one_of(
    rich.map(lambda value: {"type": "text", "value": value}),
    written.map(lambda value: {"type": "warning", "value": value}),
    st.lists(paragraph, min_size=1, max_size=3).map(lambda steps: {"type": "steps", "value": {"steps": steps}}),
    st.builds(
        lambda do, dont: {"type": "do_dont", "value": {"do": do, "dont": dont}},
        st.lists(paragraph, min_size=1, max_size=2),
        st.lists(paragraph, max_size=2),
    ),
    st.builds(
        lambda question, choices: {"type": "check", "value": {"question": question, "choices": choices}},
        shown,
        st.lists(choice, min_size=2, max_size=3, unique_by=lambda one: normalise(one["text"]).casefold()).map(
            lambda choices: [{**choices[0], "correct": True}, *choices[1:]]
        ),
    ),
    st.builds(
        lambda alt, caption: {
            "type": "picture", "value": {"alt_text": alt, "caption": caption, "file": "drawings/a.svg"},
        },
        shown,
        st.just("") | shown,
    ),
    st.builds(
        lambda title, text: {
            "type": "official_link", "value": {"title": title, "url": "https://a.vn/(b)?c=[d]", "description": text},
        },
        shown,
        shown,
    ),
    st.builds(
        lambda title, text: {
            "type": "video",
            "value": {"file": "media/a.mp4", "title": title, "captions": "media/a.vtt", "transcript": text},
        },
        shown,
        written,
    ),
)  # fmt: skip


def checks(pieces: list[dict[str, Any]]) -> int:
    return sum(one["type"] == "check" for one in pieces)


@example(title="[x]](", pieces=[{"type": "text", "value": "<p>x</p>"}])
@given(title=shown, pieces=st.lists(piece, min_size=1, max_size=3).filter(lambda found: checks(found) < 2))
@settings(deadline=None, max_examples=60)
def test_what_is_written_reads_back_as_the_same(title: str, pieces: list[dict[str, Any]]) -> None:
    card = {"id": "c1", "value": {"title": title, "body": pieces}}
    text = cards_text([card])
    notes = Notebook("x")
    body = read_body([line.rstrip() for line in text.splitlines()], 1, notes)
    assert (text, notes.problems) == (text, [])
    assert meaning(body.cards) == meaning([card])


@given(words=st.text(min_size=1) | words)
def test_a_field_reads_back_as_the_same(words: str) -> None:
    if normalise(words):
        found = read_yaml(f"k: {scalar(words)}").value
        assert found["k"].value == normalise(words)  # type: ignore[index,union-attr,call-overload]


def test_what_has_no_form_in_files_is_named() -> None:
    for html in (
        "<p>a</p><ul><li>b<ul><li>c</li></ul></li></ul>",
        "<h2>x</h2>",
        '<p><a linktype="page" id="3">x</a></p>',
    ):
        card = {"id": "c7", "value": {"title": "T", "body": [{"type": "text", "value": html}]}}
        with pytest.raises(CannotWriteError, match="c7"):
            cards_text([card])

"""Content is held to the semantics of its library, whatever it holds and however deep."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.h5p import Fault, LibraryName, Limits, filter_content, filter_metadata, read_semantics
from courses.h5p.texts import MOST_DEPTH, TAGS, plain, rich
from tests.courses.h5p.making import CONTENT, QUESTION, installed, library_json, shelf

MAIN = LibraryName("T.Question", 1, 0)
PART = {
    "library": "T.Question 1.0",
    "params": {"title": "within"},
    "subContentId": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
}


def kept(params: Any, *, semantics: list[Any] | None = None, files: Any = ("images/a.png",)) -> tuple[Any, list[str]]:
    there = installed() if semantics is None else shelf((library_json("T.Question 1.0"), semantics))
    found = filter_content(MAIN, params, there, files=files)
    return found.params, [problem.code for problem in found.report]


def one(field: dict[str, Any], value: Any) -> tuple[Any, list[str]]:
    """One field beside another, so that the group is not flat."""
    found, codes = kept({"a": value}, semantics=[{"name": "a", **field}, {"name": "b", "type": "text"}])
    return found.get("a", "dropped"), codes


def test_good_content_stays_as_it_is() -> None:
    assert kept(CONTENT) == (CONTENT, [])


def test_the_value_given_is_left_alone() -> None:
    given_value = json.loads(json.dumps(CONTENT | {"question": "<script>x</script>", "other": [1]}))
    copy = json.loads(json.dumps(given_value))
    kept(given_value)
    assert given_value == copy


@pytest.mark.parametrize(
    ("field", "value", "expected", "code"),
    [
        ({"type": "text"}, "a < b & 'c'", "a &lt; b &amp; &#039;c&#039;", None),
        ({"type": "text"}, "<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", None),
        ({"type": "text"}, "&lt;b&gt; &amp; &nbsp;", "&lt;b&gt; &amp; &nbsp;", None),
        ({"type": "text"}, 5, "5", None),
        ({"type": "text"}, ["x"], "dropped", "content-wrong-type"),
        ({"type": "text"}, {"a": 1}, "dropped", "content-wrong-type"),
        ({"type": "text", "maxLength": 3}, "abcdef", "abc", "content-text-cut"),
        ({"type": "text", "maxLength": 2}, "&amp;&amp;&amp;", "&amp;&amp;", "content-text-cut"),
        ({"type": "text", "tags": ["b"]}, "<b>x</b>", "<b>x</b>", None),
        ({"type": "text", "tags": ["b"]}, "<strong>x</strong>", "<strong>x</strong>", None),
        ({"type": "text", "tags": []}, "<b>x</b>", "x", "content-text-changed"),
        ({"type": "text", "tags": []}, "<p>x<br>y</p>", "<p>x<br>y</p>", None),
        ({"type": "text", "tags": ["script"]}, "<script>x()</script>y", "y", "content-text-changed"),
        ({"type": "text", "tags": ["iframe"]}, "<iframe src='https://a'></iframe>y", "y", "content-text-changed"),
        ({"type": "text", "tags": ["svg"]}, "<svg onload=x()>y</svg>", "y", "content-text-changed"),
        ({"type": "text", "tags": ["b"]}, "<b onclick=x() id=y class=z>x</b>", '<b class="z">x</b>', None),
        ({"type": "text", "tags": ["a"]}, "<a href='javascript:x()'>x</a>", '<a rel="noopener noreferrer">x</a>', None),
        ({"type": "text", "tags": ["a"]}, "<a href='java\tscript:x()'>x</a>", '<a rel="noopener noreferrer">x</a>',
         None),
        ({"type": "text", "tags": []}, "<p style='text-align:center'>x</p>", '<p style="text-align:center;">x</p>',
         None),
        ({"type": "text", "tags": []}, "<p style='color: #ff0000'>x</p>", "<p>x</p>", None),
        (
            {"type": "text", "tags": [], "font": {"color": True}},
            "<p style='color:#ff0000; position:fixed; background:url(//a)'>x</p>",
            '<p style="color:#ff0000;">x</p>', None,
        ),
        ({"type": "text", "tags": []}, "a < b and c > d", "a &lt; b and c &gt; d", None),
        ({"type": "text", "tags": ["b"]}, "<b>x", "<b>x</b>", None),
        ({"type": "text", "tags": ["b"]}, "x</b></p>", "x", "content-text-changed"),
        ({"type": "text", "tags": []}, "<o:p>x</o:p>", "x", "content-text-changed"),
        ({"type": "text", "tags": []}, "<p>one<p>two", "<p>one</p><p>two</p>", None),
        ({"type": "text", "tags": ["ul"]}, "<ul><li>a<li>b<ul><li>c</ul></ul>",
         "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", None),
        ({"type": "number"}, 3, 3, None),
        ({"type": "number"}, 3.5, 3.5, None),
        ({"type": "number"}, "7", 7, None),
        ({"type": "number"}, "many", "dropped", "content-wrong-type"),
        ({"type": "number"}, True, "dropped", "content-wrong-type"),
        ({"type": "number"}, 10**60, "dropped", "content-wrong-type"),
        ({"type": "number", "min": 2}, 1, 2, "content-number-moved"),
        ({"type": "number", "max": "4"}, 5, 4, "content-number-moved"),
        ({"type": "number", "min": 1, "step": 2}, 4, 3, "content-number-moved"),
        ({"type": "number", "step": 0.1}, 0.3, 0.3, None),
        ({"type": "number", "decimals": 1}, 1.26, 1.3, "content-number-moved"),
        ({"type": "number", "decimals": 0}, 1.6, 2, "content-number-moved"),
        ({"type": "boolean"}, True, True, None),
        ({"type": "boolean"}, "false", False, None),
        ({"type": "boolean"}, 1, True, None),
        ({"type": "boolean"}, "<script>", "dropped", "content-wrong-type"),
        ({"type": "select", "options": [{"value": "x"}, {"value": "y"}]}, "y", "y", None),
        ({"type": "select", "options": [{"value": "x"}]}, "z", "x", "content-not-an-option"),
        ({"type": "select", "options": [{"value": "x"}], "optional": True}, "<z>", "&lt;z&gt;",
         "content-not-an-option"),
        ({"type": "select", "options": [{"value": "x"}]}, ["x", "y"], "x", None),
        ({"type": "select", "options": [{"value": "x"}]}, {"a": 1}, "x", "content-wrong-type"),
        ({"type": "select", "options": [{"type": "optgroup", "options": [{"value": "x"}]}]}, "x", "x", None),
        ({"type": "select", "multiple": True, "options": [{"value": "x"}]}, ["x", "y"], ["x"], "content-not-an-option"),
        ({"type": "list", "max": 2, "field": {"type": "number"}}, [1, 2, 3], [1, 2], "content-list-cut"),
        ({"type": "list", "min": 2, "field": {"type": "number"}}, [1], [1], "content-list-short"),
        ({"type": "list", "field": {"type": "number"}}, [1, "x", 3], [1, 3], "content-wrong-type"),
        ({"type": "list", "field": {"type": "number"}}, {"0": 1}, "dropped", "content-wrong-type"),
        ({"type": "list", "field": {"type": "number"}}, [], "dropped", None),
        ({"type": "group", "fields": [{"name": "x", "type": "number"}]}, 3, 3, None),
        ({"type": "group", "fields": [{"name": "x", "type": "number"}]}, {"x": 3}, "dropped", "content-wrong-type"),
        ({"type": "group", "isSubContent": True, "fields": [{"name": "x", "type": "number"}]},
         {"x": 3, "subContentId": PART["subContentId"]}, {"x": 3, "subContentId": PART["subContentId"]}, None),
        ({"type": "strange"}, "x", "dropped", None),
        ({"type": "file"}, {"path": "images/a.png"}, {"path": "images/a.png"}, None),
        ({"type": "file"}, {"path": "images/a.png#tmp"}, {"path": "images/a.png"}, None),
        ({"type": "file"}, {"path": "../../content/12/images/a.png"}, {"path": "images/a.png"}, None),
        ({"type": "file"}, {"path": "images/b.png"}, "dropped", "content-file-missing"),
        ({"type": "file"}, {"path": "../a.png"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "images/../../a.png"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "/etc/passwd"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "images/a.svg"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "javascript:alert(1)"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "data:text/html,x"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "javascript://a.example/%0aalert(1)"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "file:///etc/passwd"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "//a.example/x.png"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "https://me:secret@a.example/x.png"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": "https://a.example/x\" onload=y"}, "dropped", "content-file-path"),
        ({"type": "file"}, {"path": 5}, "dropped", "content-file-path"),
        ({"type": "file"}, "images/a.png", "dropped", "content-wrong-type"),
        ({"type": "image"}, {"path": "images/a.png", "mime": "text/html"}, "dropped", "content-file-kind"),
        ({"type": "image"}, {"path": "images/a.png", "mime": "image/svg+xml"}, "dropped", "content-file-kind"),
        ({"type": "image"}, {"path": "images/a.png", "width": "3", "x": 1, "height": "<"},
         {"path": "images/a.png", "width": 3}, None),
        ({"type": "image"}, {"path": "images/a.png", "copyright": {"title": "<b>", "license": "mine"}},
         {"path": "images/a.png", "copyright": {"title": "&lt;b&gt;", "license": "U"}}, "content-not-an-option"),
        ({"type": "video"}, [{"path": "https://www.youtube.com/watch?v=a&t=1", "mime": "video/YouTube"}],
         [{"path": "https://www.youtube.com/watch?v=a&amp;t=1", "mime": "video/YouTube"}], None),
        ({"type": "video"}, [{"path": "images/a.png", "mime": "image/png"}], "dropped", "content-file-kind"),
        ({"type": "audio"}, {"path": "images/a.png"}, "dropped", "content-wrong-type"),
        ({"type": "library", "options": ["T.Question 1.0"]}, PART | {"evil": 1, "metadata": {"title": "<i>", "x": 1}},
         PART | {"params": {}, "metadata": {"title": "&lt;i&gt;"}}, "content-unknown"),
        ({"type": "library", "options": ["T.Other 1.0"]}, PART, "dropped", "content-library"),
        ({"type": "library", "options": ["T.Question 1.1"]}, PART, "dropped", "content-library"),
        ({"type": "library", "options": [{"name": "T.Gone 1.0"}]}, {"library": "T.Gone 1.0"}, "dropped",
         "library-missing"),
        ({"type": "library", "options": ["T.Question 1.0"]}, {}, "dropped", None),
        ({"type": "library", "options": ["T.Question 1.0"], "extraAttributes": ["x", "y"]},
         {"library": "T.Question 1.0", "params": 3, "x": "<", "y": {"z": 1}},
         {"library": "T.Question 1.0", "params": {}, "x": "&lt;"}, "content-wrong-type"),
    ],
)  # fmt: skip
def test_one_field(field: dict[str, Any], value: Any, expected: Any, code: str | None) -> None:
    found, codes = one(field, value)
    assert found == expected
    assert (codes[:1] == []) if code is None else (code in codes)


def test_unknown_keys_are_dropped_everywhere() -> None:
    value = CONTENT | {"evil": 1, "answers": [{"text": "x", "right": True, "evil": "<script>"}]}
    found, codes = kept(value)
    assert "evil" not in json.dumps(found)
    assert codes == ["content-unknown", "content-unknown"]


def test_what_a_group_leaves_open_its_fields_may_leave_open() -> None:
    fields = [{"name": "x", "type": "select", "options": [{"value": "1"}]}, {"name": "y", "type": "text"}]
    assert one({"type": "group", "optional": True, "fields": fields}, {"x": "2"})[0] == {"x": "2"}
    assert one({"type": "group", "fields": fields}, {"x": "2"})[0] == {"x": "1"}


def test_libraries_within_libraries_are_held_to_their_own_semantics() -> None:
    inner = {"library": "T.Question 1.0", "params": {"title": "<b>", "evil": 1, "question": "<script>x</script>y"}}
    found = filter_content(MAIN, {"part": {**inner, "params": {"part": inner}}}, installed())
    assert found.params["part"]["params"]["part"]["params"] == {"title": "&lt;b&gt;", "question": "y"}
    assert found.libraries == [MAIN]


def test_content_that_has_no_end_is_cut() -> None:
    value: dict[str, Any] = {"title": "deepest"}
    for _ in range(150):
        value = {"part": {"library": "T.Question 1.0", "params": value}}
    found = filter_content(MAIN, value, installed())
    assert "content-too-deep" in found.report.codes
    assert "deepest" not in json.dumps(found.params)


def test_hosts_and_files_in_use_are_told() -> None:
    film = [{"path": "https://video.example/a.mp4", "mime": "video/mp4"}]
    found = filter_content(MAIN, CONTENT | {"film": film}, installed(), files={"images/a.png"})
    assert (found.hosts, found.files) == ({"video.example"}, {"images/a.png"})


def test_metadata_is_plain_text() -> None:
    told = {
        "title": "<b>",
        "authors": [{"name": "A", "role": "Author", "x": 1}],
        "license": "CC BY",
        "x": 1,
        "yearFrom": "1999",
    }
    assert filter_metadata(told) == {
        "title": "&lt;b&gt;", "authors": [{"name": "A", "role": "Author"}], "license": "CC BY", "yearFrom": 1999,
    }  # fmt: skip
    assert filter_metadata([]) == {}


def test_a_regular_expression_that_never_ends_is_not_run() -> None:
    field = {"type": "text", "regexp": {"pattern": "^(a+)+$", "modifiers": ""}}
    assert one(field, "a" * 60 + "!") == ("a" * 60 + "!", [])


# Whatever comes in.

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30)
    | st.sampled_from(["<script>alert(1)</script>", "images/a.png", "T.Question 1.0", "&lt;", "<p>x", "</div>"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([field["name"] for field in QUESTION] + ["library", "params", "path", "mime", "x"]), inner,
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip
_simple = st.fixed_dictionaries(
    {"name": st.sampled_from("abc"), "type": st.sampled_from(["text", "number", "boolean", "select", "file", "video"])},
    optional={
        "tags": st.lists(st.sampled_from([*sorted(TAGS), "script", "svg"]), max_size=3), "maxLength": st.integers(0,
        20),
        "min": st.integers(-5, 5), "max": st.integers(-5, 9), "step": st.sampled_from([0, 1, 0.1, 3]),
        "decimals": st.integers(0, 3), "options": st.lists(st.fixed_dictionaries({"value": st.text(max_size=3)}),
        max_size=3),
        "multiple": st.booleans(), "optional": st.booleans(),
    },
)  # fmt: skip
semantic_fields = st.recursive(
    _simple,
    lambda inner: (
        st.fixed_dictionaries({"name": st.sampled_from("abc"), "type": st.just("list"), "field": inner})
        | st.fixed_dictionaries(
            {"name": st.sampled_from("abc"), "type": st.just("group"), "fields": st.lists(inner, max_size=3)}
        )
    ),
    max_leaves=8,
)
params = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 20) | st.floats(-9, 9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=15,
)


class Seen(HTMLParser):
    """Tags and attributes as a reader of HTML finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def seen(text: str) -> Seen:
    reader = Seen()
    reader.feed(text)
    reader.close()
    return reader


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


@given(values)
def test_no_script_comes_through_whatever_comes_in(value: Any) -> None:
    found, _ = kept(value)
    for text in texts(found):
        reader = seen(text)
        assert not set(reader.tags) - TAGS
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert filter_content(MAIN, found, installed(), files=("images/a.png",)).params == found


@given(st.lists(semantic_fields, max_size=4), params)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_content_meets_any_semantics(semantics: list[Any], value: Any) -> None:
    found, _ = kept(value, semantics=semantics)
    assert set(found) <= {field["name"] for field in semantics}
    assert kept(found, semantics=semantics)[0] == found
    json.dumps(found, allow_nan=False)


@given(st.recursive(params, lambda inner: st.lists(inner), max_leaves=5))
def test_semantics_are_read_or_refused(value: Any) -> None:
    codes = []
    try:
        read_semantics(value)
    except Fault as fault:
        codes.append(fault.code)
    assert codes in ([], ["semantics-invalid"])


_pieces = st.sampled_from([
    "<", ">", "</", "/>", "'", '"', "=", " ", "&", ";", "&lt;", "&#60;", "<!--", "-->", "<![CDATA[", "<p", "<b>",
    "</b>",
    "<a href=", "javascript:", "<script", "</script>", "<svg", "<math", "<table>", "<td>", "<li>", "<style>", "<title>",
    "<img src=x onerror=y", "<textarea>", "<div>", "</div>", "<noscript>", "<p style='color:red'>", "x", "\n", "\0",
    "<a b",
    "<select>", "<option>", "<template>", "<mtext>", "<mglyph>", "<iframe srcdoc=",
])  # fmt: skip
markup = st.lists(_pieces | st.text(max_size=3), max_size=25).map("".join)


@given(markup, st.sets(st.sampled_from(sorted(TAGS)), max_size=12), st.none() | st.integers(0, 60))
@settings(max_examples=400)
def test_markup_is_what_its_field_allows_and_stays_that(text: str, tags: set[str], most: int | None) -> None:
    found = rich(text, frozenset(tags), frozenset({"color"}), most)
    reader = seen(found)
    assert set(reader.tags) <= TAGS
    assert not [
        name for name, _ in reader.attributes if name.startswith("on") or name in ("id", "srcdoc", "formaction")
    ]
    assert not [value for _, value in reader.attributes if re.match(r"[\s\0]*javascript:", value or "", re.IGNORECASE)]
    assert most is None or len(found) <= most
    assert rich(found, frozenset(tags), frozenset({"color"}), most) == found


@given(st.text(), st.none() | st.integers(0, 30))
def test_plain_text_holds_no_marks_and_stays_that(text: str, most: int | None) -> None:
    found = plain(text, most)
    assert not set("<>\"'\0") & set(found)
    assert seen(found).tags == []
    assert plain(found, most) == found
    if "&" not in text and "\0" not in text:
        assert html.unescape(found) == (text if most is None or len(text) <= most else text[:most])


def test_markup_is_never_deeper_than_a_reader_can_bear() -> None:
    found = rich("<div>" * 9_000 + "x", frozenset())
    assert found == "<div>" * MOST_DEPTH + "x" + "</div>" * MOST_DEPTH


def test_limits_are_the_callers() -> None:
    value = {"part": {"library": "T.Question 1.0", "params": {"title": "x"}}}
    assert filter_content(MAIN, value, installed(), limits=Limits(nesting=0)).params == {}

"""Drawings can do nothing but be looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

import courses
from courses.media.svg import MOST_BYTES, read_drawing

CURRICULUM = Path(courses.__file__).parent / "curriculum"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">{}</svg>'


def drawn(inside: str) -> str:
    return read_drawing(SVG.format(inside).encode()).text


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        '<rect onload="alert(1)"/>',
        '<rect ONCLICK="alert(1)"/>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<a href="https://x.vn"><rect/></a>',
        '<image href="https://x.vn/a.png"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<use href="https://x.vn/a.svg#a"/>',
        '<use xlink:href="other.svg#a"/>',
        '<linearGradient href="javascript:alert(1)"/>',
        '<rect fill="url(https://x.vn/a)"/>',
        "<rect fill=\"url( 'https://x.vn/a')\"/>",
        '<rect style="fill:URL(//x.vn)"/>',
        '<rect style="background:\\75rl(x)"/>',
        "<style>@import 'x.css';</style>",
        "<style>@font-face{src:local(x)}</style>",
        "<style>rect{fill:url(https://x.vn)}</style>",
        '<rect><animate attributeName="x" to="5"/></rect>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        "<style>rect{animation:a 1s}</style>",
        "<style>@keyframes a{}</style>",
        "<iframe/>",
        '<feImage href="#a"/>',
        '<g id="a"><use href="#a"/></g>',
        "<style><desc/>@import 'https://x.vn'</style>",
        "<style><x xmlns='urn:x'/>@import 'https://x.vn'</style>",
        "<style>rect{fill:src('x')}</style>",
        "<style>rect{mask-image:cross-fade(red, blue)}</style>",
        "<style>rect{offset-path:ray(5deg)}</style>",
        "<style>rect{mask-image:image('x.png')}</style>",
        "<rect style=\"mask-image:image-set('x.png' 1x)\"/>",
        "<rect style=\"fill:src('x')\"/>",
        '<filter id="f"/>',
        '<rect filter="blur(500px)"/>',
        '<rect style="filter:blur(500px)"/>',
        "<style>rect{backdrop-filter/**/:blur(500px)}</style>",
        '<rect fill="context-fill"/>',
    ],
)
def test_what_could_act_load_or_move_is_refused(inside: str) -> None:
    with pytest.raises(ValidationError):
        drawn(inside)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n",
        b"<svg",
        b'<svg viewBox="0 0 1 1"/>',
        b"<html/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan nan"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 -1 5"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e400 5"/>',
        b'<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        b'<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">&a;</svg>',
        b'<?xml version="1.0" encoding="no-such"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        SVG.format("<g>" * 5000 + "</g>" * 5000).encode(),
        SVG.format(f'<path d="{"M0 0" * MOST_BYTES}"/>').encode(),
    ],
)
def test_what_is_no_small_drawing_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        read_drawing(data)
    assert refused.value.messages


def test_parts_that_multiply_each_other_are_refused() -> None:
    levels = "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
    with pytest.raises(ValidationError):
        drawn(f'<g id="g0"><rect/></g>{levels}<use href="#g8"/>')


NESTED = [
    ("pattern", "<rect fill='url(#{})'/>", "<rect fill='url(#p8)'/>"),
    ("mask", "<rect mask='url( \"#{}\")'/>", "<rect mask='url(#p8)'/>"),
    ("clipPath", "<rect style='clip-path:url(#{})'/>", "<rect style='clip-path:url(#p8)'/>"),
    ("marker", "<path d='M0 0z' style='--m:url(#{});marker-end:var(--m)'/>", "<path marker-mid='url(#p8)' d='M0 0'/>"),
    ("pattern", "<rect class='{}'/>", "<style>" + "".join(f".p{n}{{fill:url(#p{n})}}" for n in range(9)) + "</style>"),
    ("pattern", "<rect stroke='url(#%70{})'/>", "<rect fill='url(#p8)'/>"),
]


@pytest.mark.parametrize(("kind", "repeated", "shown"), NESTED)
def test_parts_that_paint_each_other_are_refused(kind: str, repeated: str, shown: str) -> None:
    def name(n: int) -> str:
        return f"{n}" if "%70" in repeated else f"p{n}"

    levels = "".join(f"<{kind} id='p{n}'>" + repeated.format(name(n - 1)) * 20 + f"</{kind}>" for n in range(1, 9))
    with pytest.raises(ValidationError, match=r"5\.?000"):
        drawn(f"<{kind} id='p0'><rect/></{kind}>{levels}{shown}")


def test_paint_that_a_group_hands_on_counts_for_each_part_in_it() -> None:
    levels = "".join(
        f"<g fill='url(#p{n - 1})'><pattern id='p{n}'>" + "<rect/>" * 20 + "</pattern></g>" for n in range(1, 9)
    )
    with pytest.raises(ValidationError):
        drawn(f"<pattern id='p0'><rect/></pattern>{levels}")


def test_of_two_parts_with_one_name_both_count() -> None:
    many = "<rect/>" * 90
    with pytest.raises(ValidationError):
        drawn(f"<g id='a'>{many}</g><g id='a'/><g>" + "<use href='#a'/>" * 90 + "</g>")


def test_a_marker_counts_at_every_corner() -> None:
    with pytest.raises(ValidationError):
        drawn("<marker id='m'><path d='M0 0h1h1'/></marker><path marker-mid='url(#m)' d='M0 0" + "h1" * 900 + "'/>")


def test_styles_that_refer_to_parts_in_rules_within_rules_are_refused() -> None:
    with pytest.raises(ValidationError):
        drawn("<pattern id='p'/><style>rect{g{fill:red}fill:url(#p)}</style>")


def test_an_ordinary_use_of_patterns_clips_and_gradients_passes() -> None:
    rects = "<rect class='a b'/>" * 900
    drawn(
        "<style>.a{fill:url(#l)}.c{clip-path:url(#k);mask:url(#m)}</style>"
        "<linearGradient id='l'><stop/></linearGradient>"
        "<clipPath id='k'><rect/></clipPath><mask id='m'><rect/></mask><pattern id='p'><path d='M0 0h1'/></pattern>"
        f"<g class='c' stroke='url(#l)'>{rects}</g><rect fill='url(#p)'/>"
    )


def test_every_drawing_of_the_curriculum_passes() -> None:
    drawings = sorted(CURRICULUM.rglob("drawings/*.svg"))
    assert len(drawings) > 40
    for file in drawings:
        assert read_drawing(file.read_bytes()).text


def test_what_an_editor_program_left_is_dropped() -> None:
    text = drawn(
        '<!-- note --><metadata><rdf xmlns="urn:x"/></metadata>'
        '<layer xmlns="http://www.inkscape.org/namespaces/inkscape"><script>alert(1)</script></layer>'
        '<g xmlns:i="urn:i" i:label="Layer 1"><rect width="5" height="5"/></g>'
    )
    assert text.endswith("<g><rect width='5' height='5'/></g></svg>")
    assert "script" not in text


def test_a_good_drawing_keeps_how_it_looks() -> None:
    text = drawn(
        "<style>.a{fill:#fff}@media (prefers-color-scheme:dark){.a{fill:#000}}</style>"
        '<defs><linearGradient id="l"><stop offset="1" stop-color="red"/></linearGradient></defs>'
        '<rect class="a" fill="url(#l)" style="stroke:blue"/><use href="#l"/>'
        '<text x="3" font-family="\'Be Vietnam\', sans-serif">Chào &amp; hỏi <tspan>bà con</tspan></text>'
    )
    assert "@media (prefers-color-scheme:dark)" in text
    assert "fill='url(#l)'" in text
    assert "Chào &amp; hỏi <tspan>bà con</tspan>" in text
    assert read_drawing(text.encode()).text == text


def test_a_drawing_as_an_address_stands_safely_in_an_attribute() -> None:
    drawing = read_drawing(SVG.format('<text>"5" &lt; 6 &amp; 100% #1 Đúng</text>').encode())
    assert not set('"<>&#') & set(drawing.data_uri)
    assert (drawing.width, drawing.height) == (100, 50)


def test_a_large_view_box_is_shown_no_wider_than_a_page() -> None:
    drawing = read_drawing(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2400 1200"/>')
    assert (drawing.width, drawing.height) == (800, 400)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda inside: SVG.format(inside).encode(errors="replace")))
def test_any_bytes_are_either_a_drawing_or_refused(data: bytes) -> None:
    try:
        drawing = read_drawing(data)
    except ValidationError:
        return
    assert read_drawing(drawing.text.encode()).text == drawing.text

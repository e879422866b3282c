"""Drawings can do nothing but be looked at."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from courses.media.svg import MOST_BYTES, read_drawing

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

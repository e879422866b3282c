"""Drawings: small SVG files that can do nothing but be looked at.

A drawing is read by an allow-list and written anew. What an editor program left behind (layers, guides, metadata) is
dropped; what could act, load or move is refused with a sentence that names it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException, ElementTree
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.media.svg_weight import SVG, XLINK_HREF, check_weight

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 24 * 1024
# What an editor program saves may be larger before its own notes are dropped.
MOST_BYTES_READ = 20 * MOST_BYTES
# Only the proportions matter: a page shows no picture wider than this.
WIDEST = 800

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_DRAWN = """
svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan style clipPath mask
linearGradient radialGradient stop pattern marker
"""
SHAPES = frozenset(_DRAWN.split())
_DROPPED = frozenset({"metadata"})
_LOADS = re.compile(
    r"url\s*\((?!\s*['\"]?\s*#)|(?:\bsrc|\bimage|cross-fade|element|paint)\(|image-set|offset-path|@import|@font-face"
    r"|\\|(?:https?|javascript|data):|//",
    re.I,
)
_MOVES = re.compile(r"@keyframes|@-webkit-keyframes|(?:^|[;{\s\"])(?:-webkit-)?animation|transition", re.I)
# A filter's work grows with the screen's pixels, not with the drawing's size: a phone may stop at it.
_FILTERS = re.compile(r"\bfilter\b|\bcontext-(?:fill|stroke)\b", re.I)
_QUOTE = {"'": "&#39;"}
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)(?:px)?\s*")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that passed: its text as written anew, and its size in CSS pixels."""

    text: str
    width: int
    height: int

    @property
    def data_uri(self) -> str:
        """The drawing as an address of its own; far smaller under gzip than base64."""
        return "data:image/svg+xml," + quote(self.text, safe=" ='/:;,.!*()-_~@$+?[]|^{}")


def read_drawing(data: bytes) -> Drawing:
    """Check a drawing; raises ``ValidationError`` with a sentence for the person who offered it."""
    if len(data) > MOST_BYTES_READ:
        raise ValidationError(_too_large(len(data)))
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ValidationError(
            _("The drawing begins with a DOCTYPE or defines entities; save it as plain SVG.")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise ValidationError(_("The drawing is not well-formed SVG: %s") % error) from error
    if root.tag != f"{SVG}svg":
        raise ValidationError(_("The file is not an SVG drawing."))
    width, height = _size(root)
    check_weight(root)
    opening = f"<svg xmlns='http://www.w3.org/2000/svg'{_xlink(root)} width='{width}' height='{height}'"
    text = opening + _written(root, inside=False)
    if len(text.encode()) > MOST_BYTES:
        raise ValidationError(_too_large(len(text.encode())))
    return Drawing(text, width, height)


def _too_large(size: int) -> str:
    return _("The drawing has %(size)d KB; at most %(most)d KB fit into a lesson. Make it simpler.") % {
        "size": -(-size // 1024),
        "most": MOST_BYTES // 1024,
    }


def _size(root: Element) -> tuple[int, int]:
    """Width and height, from the attributes or from the view box."""
    lengths = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    box = root.get("viewBox", "").replace(",", " ").split()
    try:
        if len(box) == 4:
            sides = [float(box[2]), float(box[3])]
        else:
            sides = [float(length[1]) for length in lengths if length]
            root.set("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")
    except (ValueError, IndexError):
        sides = []
    if len(sides) != 2 or not all(1 <= side <= 1_000_000 for side in sides):
        raise ValidationError(_("The drawing does not say how large it is: it needs a viewBox."))
    scale = min(1.0, WIDEST / max(sides))
    return max(1, round(sides[0] * scale)), max(1, round(sides[1] * scale))


def _local(element: Element) -> str:
    """The element's name in SVG; empty for what an editor program left, which is dropped."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(SVG):
        return ""
    name = tag.removeprefix(SVG)
    if name in _DROPPED:
        return ""
    if name not in SHAPES:
        raise ValidationError(_("A drawing may not contain <%s>.") % name)
    return name


def _xlink(root: Element) -> str:
    used = any(XLINK_HREF in element.attrib for element in root.iter())
    return " xmlns:xlink='http://www.w3.org/1999/xlink'" if used else ""


def _written(element: Element, *, inside: bool = True) -> str:
    """The element and all in it, written anew; the root's first attributes are already there."""
    name = _local(element)
    if not name:
        return ""
    skipped = () if inside else ("width", "height")
    attributes = "".join(_attribute(key, value) for key, value in element.attrib.items() if key not in skipped)
    keeps_space = name in {"text", "tspan", "style", "title", "desc"}
    if name == "style":
        if len(element):
            # Text between them would be part of the style, unseen here.
            raise ValidationError(_("A drawing may not contain other parts in <style>."))
        _check_style(element.text or "")
        _check_filters(element.text or "")
    content = _text(element.text, keeps_space)
    for child in element:
        content += _written(child) + _text(child.tail, keeps_space)
    opening = f"<{name}{attributes}" if inside else attributes
    return f"{opening}>{content}</{name}>" if content else f"{opening}/>"


def _text(text: str | None, keeps_space: bool) -> str:
    return escape(text) if text and (keeps_space or text.strip()) else ""


def _attribute(key: str, value: str) -> str:
    if key.startswith("{") and key not in {XLINK_HREF, XML_SPACE}:
        return ""
    if key.lower().startswith("on"):
        raise ValidationError(_("A drawing may not contain the attribute %s.") % key)
    if key in {"href", XLINK_HREF} and not value.startswith("#"):
        raise ValidationError(_("A drawing may not refer to anything outside itself: %s") % value[:80])
    _check_style(value)
    if key == "style" or value.startswith("context-"):
        _check_filters(value)
    if key == "filter":
        _check_filters(key)
    name = {XLINK_HREF: "xlink:href", XML_SPACE: "xml:space"}.get(key, key)
    # Single quotes, because the drawing ends up in an attribute with double ones.
    return f" {name}='{escape(value, _QUOTE)}'"


def _check_style(text: str) -> None:
    if _LOADS.search(text):
        raise ValidationError(_("A drawing may not refer to anything outside itself: %s") % text.strip()[:80])
    if _MOVES.search(text):
        raise ValidationError(_("A drawing may not move."))


def _check_filters(text: str) -> None:
    if _FILTERS.search(text):
        raise ValidationError(_("A drawing may not have filters: a phone may stop at them."))

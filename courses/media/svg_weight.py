"""How much a drawing makes a phone draw: a few kilobytes whose parts repeat each other can freeze it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_PARTS = 5_000
DEEPEST = 100
# Longer style sheets do not fit into a drawing anyway.
LONGEST_STYLE = 24 * 1024

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
# A gradient is drawn by itself: nothing in it repeats.
_GRADIENTS = frozenset({f"{SVG}linearGradient", f"{SVG}radialGradient"})
# What a group hands on to all in it (fill, stroke, markers, variables) is everything but these.
_OWN = frozenset({"clip-path", "mask"})
_REFERENCE = re.compile(r"url\(\s*['\"]?\s*#([^'\")\s]*)", re.I)
_LONE = re.compile(r"\s*url\([^()]*\)\s*")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_WORD = re.compile(r"[.#]?[^\s.#>+~,/()|;]+")
# With one of these in it a selector may mean any element.
_ANY = re.compile(r"[*\[\]:&\"']")
_VERTEX = re.compile(r"[A-Za-z]|\d+")


class _References:
    """The ids that something refers to: drawn once, or once for every part inside."""

    def __init__(self) -> None:
        self.own: set[str] = set()
        self.handed_on: set[str] = set()

    def read(self, name: str, value: str) -> None:
        """Take in one property."""
        lone = name.strip() in _OWN and _LONE.fullmatch(value)
        (self.own if lone else self.handed_on).update(_REFERENCE.findall(value))

    def read_style(self, declarations: str) -> None:
        """Take in a ``style`` attribute or what stands between the braces of a rule."""
        for declaration in declarations.split(";"):
            name, _colon, value = declaration.partition(":")
            self.read(name, value)

    def add(self, other: _References) -> None:
        """Take in all that something else refers to."""
        self.own |= other.own
        self.handed_on |= other.handed_on


class _Rule:
    """One rule of a style sheet that refers to parts; rather found to mean too many elements than too few."""

    def __init__(self, selector: str, declarations: str) -> None:
        self.any = bool(_ANY.search(selector))
        self.words = {word.lower() for word in _WORD.findall(selector)}
        self.references = _References()
        self.references.read_style(declarations)

    def means(self, names: set[str]) -> bool:
        """Whether it may be about an element with these names: its kind, its #id, its .classes."""
        return self.any or not self.words.isdisjoint(names)


class _Weighing:
    """Counts the parts that a drawing comes to when every reference is followed."""

    def __init__(self, root: Element) -> None:
        self.named: dict[str, list[Element]] = {}
        for element in root.iter():
            if element.get("id"):
                self.named.setdefault(element.get("id", ""), []).append(element)
        self.rules = _rules(root)
        # A marker is drawn at every corner.
        self.has_markers = root.find(f".//{SVG}marker") is not None
        self.references: dict[Element, _References] = {}
        self.sizes: dict[Element, int] = {}
        self.open: set[Element] = set()
        self._hand_down(root)

    def _hand_down(self, root: Element) -> None:
        waiting: list[tuple[Element, set[str], int]] = [(root, set(), 0)]
        while waiting:
            element, handed_on, depth = waiting.pop()
            if depth > DEEPEST:
                raise ValidationError(_("The drawing's parts contain each other."))
            found = self._of(element)
            if handed_on - found.handed_on:
                found.handed_on |= handed_on
            self.references[element] = found
            waiting += [(child, found.handed_on, depth + 1) for child in element]

    def _of(self, element: Element) -> _References:
        found = _References()
        if element.tag == f"{SVG}style":
            return found
        for name, value in element.attrib.items():
            if "(" in value:
                (found.read_style(value) if name == "style" else found.read(name, value))
        if self.rules:
            classes = [f".{name}" for name in element.get("class", "").split()]
            names = {str(element.tag).removeprefix(SVG), f"#{element.get('id', '')}", *classes}
            names = {name.lower() for name in names}
            for rule in self.rules:
                if rule.means(names):
                    found.add(rule.references)
        # Pictures of paint cost nothing; leaving them out here keeps the sets small.
        found.own = {name for name in found.own if self._targets(name)}
        found.handed_on = {name for name in found.handed_on if self._targets(name)}
        return found

    def _targets(self, name: str) -> list[Element]:
        # Where an id is there twice or is written with escapes, programs differ in which they take: all count.
        found = [element for spelled in {name, unquote(name)} for element in self.named.get(spelled, [])]
        return [element for element in found if element.tag not in _GRADIENTS]

    def size(self, element: Element, depth: int = 0) -> int:
        """The number of parts; raises ``ValidationError`` where it is too many."""
        if element in self.sizes:
            return self.sizes[element]
        if element in self.open or depth > DEEPEST:
            raise ValidationError(_("The drawing's parts contain each other."))
        self.open.add(element)
        references = self.references[element]
        painted = self._together(references.handed_on, depth)
        corners = element.get("d", "") + " " + element.get("points", "") if self.has_markers else ""
        parts = 1 + len(_VERTEX.findall(corners)) + 2 * (element.tag == f"{SVG}line")
        total = parts * (1 + painted) + self._together(references.own, depth)
        for child in element:
            total = _bounded(total + self.size(child, depth + 1))
        links = {(element.get(key) or "").removeprefix("#") for key in ("href", XLINK_HREF)}
        total = _bounded(total + self._together(links, depth) * (1 + painted))
        self.open.discard(element)
        self.sizes[element] = total
        return total

    def _together(self, names: set[str], depth: int) -> int:
        total = 0
        for name in names:
            for target in self._targets(name):
                total = _bounded(total + self.size(target, depth + 1))
        return total


def _bounded(parts: int) -> int:
    if parts > MOST_PARTS:
        raise ValidationError(_("The drawing has too many parts (more than %d).") % MOST_PARTS)
    return parts


def _rules(root: Element) -> list[_Rule]:
    sheet = "\n".join("".join(style.itertext()) for style in root.iter(f"{SVG}style"))
    if len(sheet) > LONGEST_STYLE:
        raise ValidationError(_("The drawing has too many parts (more than %d).") % MOST_PARTS)
    rules = [(selector, body) for selector, body in _RULE.findall(sheet) if _REFERENCE.search(body)]
    if sum(len(_REFERENCE.findall(body)) for _selector, body in rules) != len(_REFERENCE.findall(sheet)):
        # A rule within a rule, or a comment with braces: not worth understanding.
        raise ValidationError(_("The drawing's style refers to its parts in a way that is not understood."))
    return [_Rule(selector, body) for selector, body in rules]


def check_weight(root: Element) -> None:
    """Refuse drawings in which parts refer to parts until they fill a phone's memory or stop it for minutes."""
    _bounded(sum(1 for _element in root.iter()))
    _Weighing(root).size(root)

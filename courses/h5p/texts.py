"""Text of strangers: plain text is escaped, marked-up text keeps the tags that its field allows and no more.

Markup is balanced here before `nh3` reads it. A real HTML parser mends what is broken at a cost that grows with the
square of the depth (measured: 50,000 open ``<div>`` take it 15 s); what it is given is never deeper than `MOST_DEPTH`.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3

from .limits import words

MOST_MARKS = 10_000
"""Tags in one text; a long table has a few thousand."""
MOST_DEPTH = 40

ALWAYS = frozenset({"div", "span", "p", "br"})
TAGS = ALWAYS | words(
    "a abbr address article aside b bdi bdo blockquote caption cite code col colgroup dd del details dfn dl dt em "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol pre q rp rt ruby s samp "
    "section small strike strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr center font big tt"
)
"""No library can allow more: nothing that runs, loads a page, takes input or leaves HTML."""
_ABLE_TO_STYLE = frozenset({"span", "p", "div", "h1", "h2", "h3", "table", "col", "figure", "td", "th", "li"})
_VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_UNSEEN = frozenset({"script", "style", "title", "textarea", "iframe", "noscript", "template", "xmp", "noembed"})
_ATTRIBUTES = {
    "*": {"class", "title", "lang", "dir", "role", "align"},
    "a": {"href", "target", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "table": {"border", "cellpadding", "cellspacing", "summary", "width"},
    "td": {"colspan", "rowspan", "headers", "scope", "width", "height", "valign"},
    "th": {"colspan", "rowspan", "headers", "scope", "width", "height", "valign", "abbr"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "time": {"datetime"},
    "font": {"color", "size", "face"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

# Every repetition is possessive, so nothing is tried twice, and none goes past the next "<".
_MARK = re.compile(
    r"""<(?P<end>/?)(?P<tag>[a-zA-Z][^ \t\n\r\f/>"'<=]*+)
        (?P<rest>(?:[ \t\n\r\f/]++[^ \t\n\r\f"'<>/=]++
            (?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:"[^"<]*+"|'[^'<]*+'|[^ \t\n\r\f"'<>=`]++))?+
        )*+)[ \t\n\r\f/]*+>""",
    re.VERBOSE,
)
_AMPERSAND = re.compile(r"&(?!#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)")

_LENGTH = r"[0-9.]{1,8}(?:em|px|%)"
_MAYBE_LENGTH = r"[0-9.]{1,8}(?:em|px|%|)"
_COLOR = r"(?:#[a-f0-9]{3}(?:[a-f0-9]{3})?|rgba?\([0-9, .]{1,40}\)|hsla?\([0-9,.% ]{1,40}\))"
_LINE = r"(?:none|solid|dotted|dashed|double|groove|ridge|inset|outset)"
_FONT = {
    "size": ("font-size", _LENGTH),
    "family": ("font-family", r"[-a-z0-9,' ]{1,200}"),
    "color": ("color", _COLOR),
    "background": ("background-color", _COLOR),
    "spacing": ("letter-spacing", _LENGTH),
    "height": ("line-height", _MAYBE_LENGTH),
}
_TABLE = (
    ("border", rf"{_MAYBE_LENGTH} *{_LINE} *{_COLOR}"),
    ("border-style", _LINE),
    ("border-width", _MAYBE_LENGTH),
    ("border-color", _COLOR),
    ("border-collapse", "collapse"),
    ("vertical-align", "middle|top|bottom"),
    ("padding", _MAYBE_LENGTH),
    ("width", _MAYBE_LENGTH),
    ("height", _MAYBE_LENGTH),
    ("float", "right|left|none"),
    ("background-color", _COLOR),
)


class TooIntricate(Exception):
    """The text has more marks than anyone writes."""


def plain(text: str, most: int | None = None) -> str:
    """Plain text, ready for HTML; done twice it stays the same, because what is escaped already is left alone."""
    text = text.replace("\0", "")
    if most is not None and len(text) > most:
        text = html.unescape(text)[:most]
        return text.replace("&", "&amp;").translate(_ESCAPES)
    return _AMPERSAND.sub("&amp;", text).translate(_ESCAPES)


_ESCAPES = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#039;"})


def rich(text: str, allowed: frozenset[str], font: frozenset[str] = frozenset(), most: int | None = None) -> str:
    """Text with the tags ``allowed`` by its field (and ``font``'s kinds of style); raises `TooIntricate`."""
    text = text.replace("\0", "")
    if "<" not in text and "&" not in text and ">" not in text:
        return text if most is None else text[:most]
    if text.count("<") > MOST_MARKS:
        raise TooIntricate
    tags = _with_companions(allowed) & TAGS
    cleaner = _cleaner(tags, frozenset(font & _FONT.keys()))
    cleaned = cleaner.clean(_balanced(text, tags))
    if most is None or len(cleaned) <= most:
        return cleaned
    # A cut leaves tags open, whose ends take room: the words alone are what surely fits.
    shorter = cleaner.clean(_balanced(cleaned[: max(0, 2 * most - len(cleaned))], tags))
    return shorter if len(shorter) <= most else _cut_words(cleaned, most)


def _cut_words(cleaned: str, most: int) -> str:
    """The words of cleaned markup, as many as fit once they are escaped."""
    words = html.unescape(re.sub(r"<[^>]*+>", "", cleaned))[:most]
    while (over := len(html.escape(words, quote=False)) - most) > 0:
        # Escaped, a character takes five at most.
        words = words[: len(words) - (over + 4) // 5]
    return html.escape(words, quote=False)


def _with_companions(allowed: frozenset[str]) -> frozenset[str]:
    """What comes along with a tag, as in the reference."""
    tags = set(allowed) | ALWAYS
    if "table" in tags:
        tags |= {"tr", "td", "th", "colgroup", "col", "thead", "tbody", "tfoot", "figure", "figcaption"}
    for tag, others in _COMPANIONS.items():
        if tag in allowed:
            tags |= others
    return frozenset(tags)


_COMPANIONS = {"b": {"strong"}, "i": {"em"}, "ul": {"li"}, "ol": {"li"}, "del": {"s"}, "strike": {"s"}}


def _balanced(text: str, tags: frozenset[str]) -> str:
    """The text with every allowed tag closed in order and every other taken out; a lone ``<`` becomes ``&lt;``."""
    made: list[str] = []
    open_tags: list[str] = []
    place, unseen = 0, ""
    for found in re.finditer("<", text):
        start = found.start()
        if start < place:
            continue
        if not unseen:
            made.append(text[place:start])
        if text.startswith(("<!", "<?"), start):
            place = _after_comment(text, start)
            continue
        mark = _MARK.match(text, start)
        if mark is None:
            made.append("" if unseen else "&lt;")
            place = start + 1
            continue
        place = mark.end()
        tag, ends = mark["tag"].lower(), bool(mark["end"])
        if unseen or tag in _UNSEEN:
            # What stands in a script is no text; it ends with its own end, or with the text.
            unseen = ("" if ends and tag == unseen else unseen) if unseen else ("" if ends else tag)
        elif tag in tags and ends:
            _close(tag, open_tags, made)
        elif tag in tags:
            _open(tag, mark["rest"], open_tags, made)
    if not unseen:
        made.append(text[place:])
    made += [f"</{tag}>" for tag in reversed(open_tags)]
    return "".join(made)


def _after_comment(text: str, start: int) -> int:
    """Where a comment or a declaration ends; one without an end takes all the rest with it."""
    ending = "-->" if text.startswith("<!--", start) else ">"
    found = text.find(ending, start)
    return len(text) if found < 0 else found + len(ending)


def _open(tag: str, rest: str, open_tags: list[str], made: list[str]) -> None:
    if tag in _VOID:
        made.append(f"<{tag}{rest}>")
        return
    # A paragraph ends the one before it, as an entry does: browsers would do so, and mend the rest as they like.
    for ender, fence in _ENDS.get(tag, ()):
        _close(ender, open_tags, made, fence=fence)
    if len(open_tags) < MOST_DEPTH and not (tag in _FORMATS and tag in open_tags):
        open_tags.append(tag)
        made.append(f"<{tag}{rest}>")


def _close(tag: str, open_tags: list[str], made: list[str], fence: frozenset[str] = frozenset()) -> None:
    """Close ``tag`` and what is open within it; nothing where it is not open, or beyond the ``fence``."""
    for place in range(len(open_tags) - 1, -1, -1):
        if open_tags[place] == tag:
            made += [f"</{each}>" for each in reversed(open_tags[place:])]
            del open_tags[place:]
            return
        if open_tags[place] in fence:
            return


_FORMATS = words("a b big code em font i s small strike strong tt u")
_CELLS = frozenset({"table", "td", "th", "caption"})
_LISTS = _CELLS | {"ul", "ol", "dl"}
_BLOCKS = (
    TAGS - _FORMATS - _VOID
    - words("span abbr bdi bdo cite del dfn ins kbd mark q rp rt ruby samp sub sup time var td th tr")
    - words("tbody thead tfoot colgroup caption")
)  # fmt: skip
_ENDS: dict[str, tuple[tuple[str, frozenset[str]], ...]] = dict.fromkeys(_BLOCKS, (("p", _CELLS),))
_ENDS["li"] = (("li", _LISTS), ("p", _LISTS))
_ENDS["dt"] = _ENDS["dd"] = (("dt", _LISTS), ("dd", _LISTS))
_ENDS["td"] = _ENDS["th"] = (("td", frozenset({"table"})), ("th", frozenset({"table"})))
_ENDS["tr"] = (*_ENDS["td"], ("tr", frozenset({"table"})))
for _level in "123456":
    _ENDS[f"h{_level}"] = (("p", _CELLS), *((f"h{each}", _LISTS) for each in "123456"))


@lru_cache(maxsize=256)
def _cleaner(tags: frozenset[str], font: frozenset[str]) -> nh3.Cleaner:
    allowed = [_FONT[kind] for kind in sorted(font)]
    allowed += _TABLE if "table" in tags else ()
    allowed.append(("text-align", "center|left|right"))
    styles: dict[str, list[re.Pattern[str]]] = {}
    for name, value in allowed:
        styles.setdefault(name, []).append(re.compile(value, re.IGNORECASE | re.ASCII))

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _style(value, styles) or None
        if name == "target":
            return "_blank" if value == "_blank" else None
        return value

    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags={"script", "style"},
        attributes={
            tag: _ATTRIBUTES.get(tag, set()) | ({"style"} if tag in _ABLE_TO_STYLE else set())
            for tag in ("*", *sorted(tags))
        },
        attribute_filter=attribute,
        generic_attribute_prefixes={"aria-"},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def _style(value: str, allowed: dict[str, list[re.Pattern[str]]]) -> str:
    kept = []
    for declaration in value[:2_000].split(";"):
        name, _, told = declaration.partition(":")
        name, told = name.strip().lower(), told.strip()
        if any(pattern.fullmatch(told) for pattern in allowed.get(name, ())):
            kept.append(f"{declaration.strip()};")
    return " ".join(kept)

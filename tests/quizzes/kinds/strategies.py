"""Contents of each kind as somebody might write them, and answers to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from foundation.text import normalise
from quizzes.kinds.base import Fields, Frozen
from quizzes.kinds.registry import kind_of

PICTURE = {"src": "/media/h/a.webp", "srcset": "", "width": 360, "height": 640, "alt": "Màn hình điện thoại"}
_WORDS = ["Mật khẩu", "mã OTP", "Không đọc mã cho ai", "đường dẫn lạ", "Hoà Bình", "1 < 2 & 3", '"quoted"', "'", "ư ơ"]
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))


def texts(most: int = 40) -> st.SearchStrategy[str]:
    """Texts that say something."""
    free = st.text(_LETTERS, min_size=1, max_size=most)
    return (st.sampled_from(_WORDS) | free).filter(lambda text: bool(normalise(text)))


def _said() -> st.SearchStrategy[str]:
    return st.just("") | texts(60)


def _different(fewest: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts(), min_size=fewest, max_size=most, unique_by=lambda text: normalise(text).casefold())


def _numbers(least: int = -(10**9)) -> st.SearchStrategy[str]:
    return st.decimals(least, 10**9, places=3, allow_nan=False).map(lambda number: f"{number:f}")


@st.composite
def _choices(draw: Any, **more: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    return [
        {"text": text, "feedback": draw(_said()), **{name: draw(values) for name, values in more.items()}}
        for text in draw(_different(2, 8))
    ]


@st.composite
def _single_choice(draw: Any) -> dict[str, Any]:
    choices = draw(_choices(credit=st.integers(0, 100)))
    choices[draw(st.integers(0, len(choices) - 1))]["credit"] = 100
    return {"choices": choices}


@st.composite
def _multiple_choice(draw: Any) -> dict[str, Any]:
    choices = draw(_choices(correct=st.booleans()))
    choices[draw(st.integers(0, len(choices) - 1))]["correct"] = True
    return {"choices": choices}


def _true_false() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"answer": st.booleans(), "feedback_true": _said(), "feedback_false": _said()})


@st.composite
def _matching(draw: Any) -> dict[str, Any]:
    lefts = draw(_different(2, 8))
    rights = draw(_different(len(lefts), len(lefts) + 4))
    pairs = [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]
    return {"pairs": pairs, "distractors": rights[len(lefts) :]}


def _ordering() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"items": _different(2, 8)})


@st.composite
def _variants(draw: Any) -> list[dict[str, Any]]:
    variants = [
        {"text": text, "credit": draw(st.integers(1, 100)), "feedback": draw(_said())}
        for text in draw(_different(1, 4))
    ]
    variants[draw(st.integers(0, len(variants) - 1))]["credit"] = 100
    return variants


@st.composite
def _fill_in(draw: Any) -> dict[str, Any]:
    gaps = [{"accepted": draw(_variants())} for _ in range(draw(st.integers(1, 6)))]
    pieces = [draw(texts(20)).replace("_", "-") for _ in range(len(gaps) + 1)]
    alone = len(gaps) == 1 and draw(st.booleans())
    return {
        "sentence": "" if alone else " ___ ".join(pieces),
        "gaps": gaps,
        "fold_case": draw(st.booleans()),
        "fold_marks": draw(st.booleans()),
    }


@st.composite
def _number(draw: Any) -> dict[str, Any]:
    answers = [
        {
            "value": draw(_numbers()),
            "tolerance": draw(_numbers(0)),
            "credit": draw(st.integers(1, 100)),
            "feedback": draw(_said()),
        }
        for _ in range(draw(st.integers(1, 6)))
    ]
    answers[draw(st.integers(0, len(answers) - 1))]["credit"] = 100
    return {"answers": answers, "unit": draw(st.sampled_from(["", "đồng", "%", "mét vuông"]))}


@st.composite
def _tap_place(draw: Any, image: int) -> dict[str, Any]:
    # Each in a cell of its own, so that none lies over another.
    labels = draw(_different(2, 12))
    cells = draw(st.permutations([(column, row) for column in range(3) for row in range(4)]))
    places = [
        {
            "label": label,
            "left": column * 33 + draw(st.floats(0, 10)),
            "top": row * 25 + draw(st.floats(0, 10)),
            "width": draw(st.floats(8, 20)),
            "height": draw(st.floats(8, 15)),
            "correct": draw(st.booleans()),
            "feedback": draw(_said()),
        }
        for label, (column, row) in zip(labels, cells, strict=False)
    ]
    places[draw(st.integers(0, len(places) - 1))]["correct"] = True
    return {"picture": {"image": image, "alt_text": draw(texts())}, "places": places}


@st.composite
def _scam(draw: Any) -> dict[str, Any]:
    is_scam = draw(st.booleans())
    parts = [
        {"text": text, "sign": is_scam and draw(st.booleans()), "why": draw(_said())}
        for text in draw(_different(1, 12))
    ]
    if is_scam:
        parts[draw(st.integers(0, len(parts) - 1))]["sign"] = True
    return {
        "medium": draw(st.sampled_from(["message", "call", "page"])),
        "sender": draw(texts()),
        "parts": parts,
        "is_scam": is_scam,
    }


def contents(kind: str, image: int = 1) -> st.SearchStrategy[dict[str, Any]]:
    """Contents of a kind that have no problem; without a picture, but where the kind needs one: ``image``."""
    own = {
        "single_choice": _single_choice,
        "multiple_choice": _multiple_choice,
        "true_false": _true_false,
        "matching": _matching,
        "ordering": _ordering,
        "fill_in": _fill_in,
        "number": _number,
        "tap_place": lambda: _tap_place(image),
        "scam": _scam,
    }[kind]()
    common = st.fixed_dictionaries({"prompt": texts(), "explanation": _said()})
    return st.tuples(common, own).map(lambda both: {**both[0], **both[1]})


def frozen_of(kind: str, content: dict[str, Any]) -> Frozen:
    """The content frozen without a library: a picture that it has is always the same."""
    without = {name: value for name, value in content.items() if name != "picture"}
    frozen = kind_of(kind).frozen(without, None)  # type: ignore[arg-type]
    return {**frozen, "picture": PICTURE} if "picture" in content else frozen


def frozens(kind: str) -> st.SearchStrategy[Frozen]:
    """Frozen contents of a kind."""
    return contents(kind).map(lambda content: frozen_of(kind, content))


def _ids(things: list[dict[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]


def answers(kind: str, frozen: Frozen) -> st.SearchStrategy[Fields]:
    """Answers that the question can read, half-given and empty ones included."""

    def one(ids: list[str]) -> st.SearchStrategy[list[str]]:
        return st.just([]) | st.just([""]) | st.sampled_from(ids).map(lambda known: [known])

    def some(ids: list[str]) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from([*ids, ""]), max_size=12)

    typed = (texts() | _numbers() | st.just("")).map(lambda text: [text])
    shapes: dict[str, dict[str, st.SearchStrategy[list[str]]]] = {
        "single_choice": {"c": one(_ids(frozen.get("choices", [])) or [""])},
        "multiple_choice": {"c": some(_ids(frozen.get("choices", [])))},
        "true_false": {"c": one(["true", "false"])},
        "matching": {left: one(_ids(frozen["rights"])) for left in _ids(frozen.get("lefts", []))},
        "ordering": {
            item: one([str(place) for place in range(1, len(frozen["items"]) + 1)])
            for item in _ids(frozen.get("items", []))
        },
        "fill_in": {
            gap["id"]: typed
            | st.sampled_from([variant["text"] for variant in gap["accepted"]]).map(lambda text: [text])
            for gap in frozen.get("gaps", [])
        },
        "number": {"n": typed},
        "tap_place": {"c": one(_ids(frozen.get("places", [])) or [""])},
        "scam": {"v": one(["scam", "safe"]), "s": some(_ids(frozen.get("parts", [])))},
    }
    return st.fixed_dictionaries({}, optional=shapes[kind])


RUBBISH = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\x00", "\ud800", "x" * 5000, "", "100", 10**400, -1, "___" * 50, "c1", "true"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def damaged(draw: Any, value: Any, rubbish: st.SearchStrategy[Any] = RUBBISH) -> Any:
    """The value with rubbish at one place of it: instead of something, or besides it."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: draw(damaged(value[key], rubbish))}
    if isinstance(value, list) and value and draw(st.booleans()):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], draw(damaged(value[place], rubbish)), *value[place + 1 :]]
    if isinstance(value, dict) and draw(st.booleans()):
        return {**value, draw(st.text(max_size=8)): draw(rubbish)}
    return draw(rubbish)

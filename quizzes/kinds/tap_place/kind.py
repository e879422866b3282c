"""Tap a place."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, FloatBlock

from quizzes.kinds.answers import chosen_one, kept, texts_of
from quizzes.kinds.blocks import MOST_SAID, MOST_TEXT, said, several, words
from quizzes.kinds.choices import reply_to_one
from quizzes.kinds.common import CommonKind, ids, numbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen, Reply
    from quizzes.kinds.looking import Part

FEWEST, MOST = 2, 12
# In percent of the picture's width and height; a smaller place cannot be told from its neighbours by a finger.
LEAST_SIDE = 8
SIDES = ("left", "top", "width", "height")


class Box(NamedTuple):
    """Where a place lies, in percent of the picture."""

    left: float
    top: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Of a picture of 100 × 100."""
        return self.width * self.height

    def common(self, other: Box) -> float:
        """The area that both cover."""
        across = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        down = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        return max(0.0, across) * max(0.0, down)


class TapPlace(CommonKind):
    """One place of a picture is tapped."""

    name = "tap_place"
    label = _("tap a place on the picture")
    icon = "crosshairs"
    needs_picture = True

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """The places, right and wrong."""
        percent = {"min_value": 0, "max_value": 100}
        place = [
            ("label", words(_("what is there"), help_text=_("For those who do not see the picture."))),
            ("left", FloatBlock(label=_("from the left (%)"), **percent)),
            ("top", FloatBlock(label=_("from the top (%)"), **percent)),
            ("width", FloatBlock(label=_("width (%)"), **percent)),
            ("height", FloatBlock(label=_("height (%)"), **percent)),
            ("correct", BooleanBlock(label=_("correct"), required=False)),
            ("feedback", said(_("said to whoever taps here"))),
        ]
        return [("places", several(place, _("places that can be tapped"), FEWEST, MOST))]

    def look(self, content: Part) -> None:
        """Different places within the picture, one or more of them right, none hidden by another."""
        texts, correct, boxes = [], [], []
        for number, place in enumerate(content.parts("places", FEWEST, MOST), 1):
            texts.append((f"places.{number}.label", place.text("label", MOST_TEXT, required=True)))
            correct.append(place.flag("correct"))
            place.text("feedback", MOST_SAID)
            if box := _look_at_sides(place):
                boxes.append((f"places.{number}", box))
        content.different(texts)
        for (_one, box), (path, other) in combinations(boxes, 2):
            if box.common(other) > max(box.area, other.area) / 2:
                content.wrong(path, gettext("This place and another lie over each other."))
        if not any(correct):
            content.wrong("places", gettext("Mark at least one place as correct."))

    def freeze(self, content: Content) -> dict[str, Any]:
        """The places p1, p2 …"""
        optional = {"correct": False, "feedback": ""}
        return {"places": numbered("p", ({**optional, **place} for place in content["places"]))}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """The one place."""
        return kept({"c": chosen_one(texts_of(fields, ["c"]), "c", ids(frozen["places"]))})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """One is tapped."""
        return bool(fields)

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """1 or 0."""
        return float(any(place["correct"] for place in frozen["places"] if place["id"] in fields.get("c", [])))

    def key(self, frozen: Frozen) -> Fields:
        """The first right place."""
        return {"c": [next(place["id"] for place in frozen["places"] if place["correct"])]}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """The place that was tapped, and all right ones."""
        tapped = next((place for place in frozen["places"] if place["id"] in fields.get("c", [])), None)
        expected = [place["label"] for place in frozen["places"] if place["correct"]]
        return reply_to_one(
            tapped["label"] if tapped else "",
            self.grade(frozen, fields),
            tapped["feedback"] if tapped else "",
            expected,
            show_key=show_key,
        )

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """The places, the largest first: what is drawn later lies on top."""
        places = sorted(frozen["places"], key=lambda place: -place["width"] * place["height"])
        given = fields.get("c", [])
        shown = [
            {
                "id": place["id"],
                "label": place["label"],
                "chosen": place["id"] in given,
                **{side: f"{place[side]:g}%" for side in SIDES},
            }
            for place in places
        ]
        return {"places": shown}


def _look_at_sides(place: Part) -> Box | None:
    """The place's box, if it lies within the picture."""
    sides = [place.percent(side, LEAST_SIDE if side in ("width", "height") else 0) for side in SIDES]
    known = [side for side in sides if side is not None]
    if len(known) < len(SIDES):
        return None
    box = Box(*known)
    if box.left + box.width > 100 or box.top + box.height > 100:
        place.wrong("", gettext("The place reaches beyond the picture."))
        return None
    return box


KIND = TapPlace()

"""Fill in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, IntegerBlock, TextBlock

from foundation.text import normalise
from foundation.text.spelling import strip_marks
from quizzes.kinds.answers import kept, texts_of, typed
from quizzes.kinds.base import Reply
from quizzes.kinds.blocks import MOST_PROMPT, MOST_SAID, MOST_TEXT, said, several, words
from quizzes.kinds.common import CommonKind, best, ids, numbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen
    from quizzes.kinds.looking import Part

FEWEST, MOST, MOST_ACCEPTED = 1, 6, 12
GAP = re.compile("_{3,}")
# Quotation marks, apostrophes and dashes are typed as the keyboard has them.
_PLAIN_PUNCTUATION = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


class FillIn(CommonKind):
    """Words are typed, each into its gap."""

    name = "fill_in"
    label = _("fill the gaps")
    icon = "edit"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """The sentence, and what each of its gaps takes."""
        variant = [
            ("text", words(_("answer"))),
            ("credit", IntegerBlock(label=_("credit in percent"), default=100, min_value=1, max_value=100)),
            ("feedback", said(_("said to whoever answers this"))),
        ]
        gap = [("accepted", several(variant, _("answers that count"), 1, MOST_ACCEPTED))]
        return [
            (
                "sentence",
                TextBlock(
                    label=_("sentence with gaps"),
                    required=False,
                    max_length=MOST_PROMPT,
                    rows=3,
                    help_text=_("Each ___ is a gap. Leave it empty where the question is answered with one text."),
                ),
            ),
            ("gaps", several(gap, _("gaps"), FEWEST, MOST)),
            ("fold_case", BooleanBlock(label=_("capitals do not count"), required=False, default=True)),
            ("fold_marks", BooleanBlock(label=_("marks do not count (ha noi for Hà Nội)"), required=False)),
        ]

    def look(self, content: Part) -> None:
        """As many gaps as the sentence has, and a full answer for each."""
        sentence = content.text("sentence", MOST_PROMPT)
        gaps = content.parts("gaps", FEWEST, MOST)
        for gap in gaps:
            texts, credits = [], []
            for place, variant in enumerate(gap.parts("accepted", 1, MOST_ACCEPTED), 1):
                texts.append((f"accepted.{place}.text", variant.text("text", MOST_TEXT, required=True)))
                credits.append(variant.whole("credit", 1, 100, gettext("A whole number from 1 to 100 belongs here.")))
                variant.text("feedback", MOST_SAID)
            gap.different(texts)
            if 100 not in credits:
                gap.wrong("accepted", gettext("At least one answer must have a credit of 100."))
        wanted = len(GAP.findall(sentence)) if normalise(sentence) else 1
        if wanted != len(gaps):
            message = gettext("The sentence has %(wanted)d gaps (___), and answers are given for %(gaps)d.")
            content.wrong("gaps", message % {"wanted": wanted, "gaps": len(gaps)})
        content.flag("fold_case")
        content.flag("fold_marks")

    def freeze(self, content: Content) -> dict[str, Any]:
        """The gaps g1, g2 …"""
        gaps = ({"accepted": [{"feedback": "", **variant} for variant in gap["accepted"]]} for gap in content["gaps"])
        folds = {name: content.get(name, False) for name in ("fold_case", "fold_marks")}
        sentence = content.get("sentence", "")
        return {"sentence": sentence if normalise(sentence) else "", "gaps": numbered("g", gaps), **folds}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """What was typed into each gap."""
        given = texts_of(fields, ids(frozen["gaps"]))
        return kept({gap: typed(given, gap) for gap in given})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """Every gap is filled."""
        return len(fields) == len(frozen["gaps"])

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """The mean over all gaps."""
        gaps = frozen["gaps"]
        return sum(best(v["credit"] for v in _fitting(frozen, gap, fields)) for gap in gaps) / len(gaps)

    def key(self, frozen: Frozen) -> Fields:
        """The first full answer of each gap."""
        return {gap["id"]: [_full(gap)[0]] for gap in frozen["gaps"]}

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """What was typed, gap by gap."""
        replies = []
        several = len(frozen["gaps"]) > 1
        for place, gap in enumerate(frozen["gaps"], 1):
            fitting = max(_fitting(frozen, gap, fields), key=lambda variant: variant["credit"], default=None)
            replies.append(
                Reply(
                    next(iter(fields.get(gap["id"], [])), ""),
                    (fitting is not None and fitting["credit"] == 100) if show_key else None,
                    fitting["feedback"] if fitting else "",
                    "; ".join(_full(gap)) if show_key else "",
                    gettext("Gap %d") % place if several else frozen["sentence"],
                )
            )
        return replies

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """The sentence in pieces: text, and the gap after it. Without a sentence there is the gap alone."""
        gaps = [{"id": gap["id"], "given": next(iter(fields.get(gap["id"], [])), "")} for gap in frozen["gaps"]]
        texts = GAP.split(frozen["sentence"]) if frozen["sentence"] else ["", ""]
        pieces = [{"text": text, "gap": gap} for text, gap in zip(texts, [*gaps, None], strict=True)]
        return {"pieces": pieces, "alone": not frozen["sentence"]}


def _folded(frozen: Frozen, text: str) -> str:
    """What is compared of a text."""
    text = normalise(text).translate(_PLAIN_PUNCTUATION)
    if frozen["fold_marks"]:
        text = strip_marks(text).replace("đ", "d").replace("Đ", "D")
    if frozen["fold_case"]:
        text = text.casefold()
    return unicodedata.normalize("NFC", text)


def _fitting(frozen: Frozen, gap: dict[str, Any], fields: Fields) -> list[dict[str, Any]]:
    """The accepted variants that were typed into a gap."""
    given = [_folded(frozen, text) for text in fields.get(gap["id"], [])]
    return [variant for variant in gap["accepted"] if _folded(frozen, variant["text"]) in given]


def _full(gap: dict[str, Any]) -> list[str]:
    """The texts with full credit."""
    return [variant["text"] for variant in gap["accepted"] if variant["credit"] == 100]


KIND = FillIn()

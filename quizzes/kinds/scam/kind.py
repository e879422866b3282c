"""Scam or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, ChoiceBlock

from quizzes.kinds.answers import chosen, chosen_one, kept, texts_of
from quizzes.kinds.base import Reply
from quizzes.kinds.blocks import MOST_SAID, MOST_TEXT, said, several, words
from quizzes.kinds.choices import options, replies_to_several, share_found
from quizzes.kinds.common import CommonKind, ids, numbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.blocks import Block

    from quizzes.kinds.base import Content, Fields, Frozen
    from quizzes.kinds.looking import Part

FEWEST, MOST = 1, 12
MOST_SENDER = 120
MEDIA = {"message": _("a message"), "call": _("a telephone call"), "page": _("a page on the web")}
VERDICTS = ("scam", "safe")


class Scam(CommonKind):
    """Suspicious parts are marked, then a verdict is given."""

    name = "scam"
    label = _("scam or not")
    icon = "warning"

    def own_blocks(self) -> Sequence[tuple[str, Block]]:
        """What came, part by part."""
        part = [
            ("text", words(_("part of it"))),
            ("sign", BooleanBlock(label=_("a sign of a scam"), required=False)),
            ("why", said(_("why it is one, or is none"))),
        ]
        return [
            ("medium", ChoiceBlock(label=_("what it is"), choices=list(MEDIA.items()), default="message")),
            ("sender", words(_("who it comes from, or the address of the page"), MOST_SENDER)),
            ("parts", several(part, _("parts, in their order"), FEWEST, MOST)),
            ("is_scam", BooleanBlock(label=_("it is a scam"), required=False, default=True)),
        ]

    def look(self, content: Part) -> None:
        """A scam has signs, what is none has none."""
        content.one_of("medium", tuple(MEDIA))
        content.text("sender", MOST_SENDER, required=True)
        texts, signs = [], []
        for place, part in enumerate(content.parts("parts", FEWEST, MOST), 1):
            texts.append((f"parts.{place}.text", part.text("text", MOST_TEXT, required=True)))
            signs.append(part.flag("sign"))
            part.text("why", MOST_SAID)
        content.different(texts)
        is_scam = content.flag("is_scam", required=True)
        if is_scam and not any(signs):
            content.wrong("parts", gettext("A scam needs at least one sign."))
        if not is_scam and any(signs):
            content.wrong("parts", gettext("What is no scam has no signs of one."))

    def freeze(self, content: Content) -> dict[str, Any]:
        """The parts s1, s2 …"""
        optional = {"sign": False, "why": ""}
        parts = numbered("s", ({**optional, **part} for part in content["parts"]))
        return {**{name: content[name] for name in ("medium", "sender", "is_scam")}, "parts": parts}

    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """The verdict, and the parts that were marked."""
        given = texts_of(fields, ["v", "s"])
        return kept({"v": chosen_one(given, "v", VERDICTS), "s": chosen(given, "s", ids(frozen["parts"]))})

    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """A verdict is given; there may be nothing to mark."""
        return "v" in fields

    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """Nothing for a wrong verdict; else half for it and half for the signs."""
        key, marked = self.key(frozen), fields.get("s", [])
        if fields.get("v") != key["v"]:
            return 0.0
        if not frozen["is_scam"]:
            return 0.5 if marked else 1.0
        signs = key["s"]
        return 0.5 + share_found(signs, set(ids(frozen["parts"])) - set(signs), marked) / 2

    def key(self, frozen: Frozen) -> Fields:
        """The verdict with all signs."""
        signs = [part["id"] for part in frozen["parts"] if part["sign"]]
        return kept({"v": ["scam" if frozen["is_scam"] else "safe"], "s": signs})

    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """The verdict, then each part that was marked or should have been."""
        given, expected = next(iter(fields.get("v", [])), ""), self.key(frozen)["v"][0]
        verdict = Reply(
            _words(given) if given else "",
            given == expected if show_key else None,
            "",
            _words(expected) if show_key else "",
            gettext("Verdict"),
        )
        marked = replies_to_several(frozen["parts"], "sign", "why", fields.get("s", []), show_key=show_key)
        return [verdict, *(reply._replace(asked=gettext("Suspicious")) for reply in marked)]

    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """What came, in its order; the verdicts always scam first."""
        verdicts = ({"id": known, "text": _words(known)} for known in VERDICTS)
        return {
            "medium": frozen["medium"],
            "sender": frozen["sender"],
            "parts": options(frozen["parts"], fields, "s"),
            "verdicts": options(verdicts, fields, "v"),
        }


def _words(verdict: str) -> str:
    return gettext("A scam") if verdict == "scam" else gettext("Not a scam")


KIND = Scam()

"""Freezing a lesson: HTML, plain text and outline of its cards, as one version holds them."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from courses.blocks.h5p import FINISHED, played_by
from courses.media.pinning import DraftMedia, PinnedMedia
from courses.selectors import newest_lesson_version
from courses.versions.models import LessonVersion
from foundation.text import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.blocks import StreamValue, StructValue

    from courses.media.pinning import Media
    from courses.pages.lessons import LessonPage


def draft_version(lesson: LessonPage) -> LessonVersion:
    """The version that publishing would write, for previews; not stored, and number 0 so that nothing is recorded.

    A draft that nobody decides on yet shows its activities as saving it would take them.
    """
    return _version(lesson, DraftMedia(), agreed_numbers(lesson) if lesson.workflow_in_progress else {})


def frozen_version(lesson: LessonPage) -> LessonVersion:
    """The version that publishing writes, without its number; its media are pinned."""
    media = PinnedMedia()
    version = _version(lesson, media, agreed_numbers(lesson))
    html = "".join(card["html"] for card in version.cards)
    version.weight = len(gzip.compress(html.encode(), mtime=0)) + sum(media.sizes.values())
    return version


def agreed_numbers(lesson: LessonPage) -> dict[str, int]:
    """By activity, the version in which a lesson shows it: as its draft was saved, or later as learners see it by now.

    A version that came since is not taken: who agreed to the draft did not see it, or brought it themselves.
    """
    numbers: dict[str, int] = dict(lesson.activities)
    newest = newest_lesson_version(lesson.uuid)
    for card in newest.outline["cards"] if newest else []:
        if played := card.get("h5p"):
            numbers[played["activity"]] = max(played["number"], numbers.get(played["activity"], 0))
    return numbers


def _version(lesson: LessonPage, media: Media, numbers: Mapping[str, int]) -> LessonVersion:
    # Frozen pages are Vietnamese, whatever language the publishing official reads the editor in.
    with translation.override(settings.LANGUAGE_CODE):
        # A card that was never saved has no id yet; only a preview can meet one.
        cards = [
            frozen_card(card.id or f"new-{place}", card.value, media, numbers)
            for place, card in enumerate(lesson.cards)
        ]
    outline = [outlined(card) for card in cards]
    version = LessonVersion(
        lesson=lesson.uuid,
        number=0,
        course=lesson.get_parent().specific.uuid,
        title=lesson.title,
        summary=lesson.summary,
        minutes=lesson.minutes,
        cards=cards,
        outline={"cards": outline},
        weight=0,
    )
    version.digest = digest(version)
    return version


def frozen_card(card_id: str, card: StructValue, media: Media, numbers: Mapping[str, int]) -> dict[str, Any]:
    """One card as a version holds it.

    A card with a quiz completes when the server has graded it, one with a check or an activity that is to be finished
    when it is answered, another when it is opened.
    """
    body = card["body"]
    kinds = [piece.block_type for piece in body]
    quizzes = [piece.value["quiz"] for piece in body if piece.block_type == "quiz"]
    played, to_finish = _played(body, numbers)
    answered = "check" in kinds or to_finish
    return {
        **({"quiz": str(quizzes[0].pk)} if quizzes and quizzes[0] else {}),
        **({"h5p": played} if played else {}),
        "id": card_id,
        "title": card["title"],
        "html": "".join(piece.render({"media": media, "numbers": numbers}).strip() for piece in body),
        "text": plain_text(body),
        "completes": "graded" if "quiz" in kinds else "answered" if answered else "opened",
        "blocks": kinds,
    }


def _played(body: StreamValue, numbers: Mapping[str, int]) -> tuple[dict[str, Any], bool]:
    """The activity of a card in its version, and whether it is to be finished. One that is gone cannot be."""
    for piece in body:
        version = played_by(piece.value, numbers) if piece.block_type == "h5p" else None
        if version is not None:
            played = {"activity": str(version.package_id), "number": version.number}
            return played, piece.value["completes"] == FINISHED
    return {}, False


def outlined(card: dict[str, Any]) -> dict[str, Any]:
    """What progress needs of a frozen card."""
    done_by: dict[str, Any] = {name: card[name] for name in ("quiz", "h5p") if name in card}
    return {
        "id": card["id"], "title": card["title"], "required": True, "completes": card["completes"], **done_by
    }  # fmt: skip


def plain_text(body: StreamValue) -> str:
    """What a card says, without its answers: one line for each piece of text."""
    lines = (normalise(line) for line in body.stream_block.get_searchable_content(body))
    return "\n".join(line for line in lines if line)


def digest(version: LessonVersion) -> str:
    """Fingerprint of what a version says and shows."""
    shown = [str(version.course), version.title, version.summary, version.minutes, version.cards, version.outline]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()

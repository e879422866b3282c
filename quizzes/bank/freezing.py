"""Publishing a question: its next version, if anything in it differs."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from courses.media.pinning import PinnedMedia
from quizzes.bank.models import Question, QuestionVersion
from quizzes.kinds.registry import kind_of

if TYPE_CHECKING:
    from courses.media.pinning import Media


def frozen_version(question: Question, media: Media) -> QuestionVersion:
    """The version that publishing would write, without its number."""
    # What is frozen is Vietnamese, whatever language the official reads the screens in.
    with translation.override(settings.LANGUAGE_CODE):
        content = kind_of(question.kind).frozen(question.content, media)
    version = QuestionVersion(
        question=question.pk,
        number=0,
        kind=question.kind,
        name=question.name,
        content=content,
        competence=question.competence.code,
        difficulty=question.difficulty,
    )
    version.digest = _digest(version)
    return version


@transaction.atomic
def publish_question(question: Question) -> QuestionVersion:
    """Write the question's next version; the newest one is returned as it is when nothing would differ."""
    # One publication of a question at a time.
    Question.objects.select_for_update(no_key=True).filter(pk=question.pk).first()
    version = frozen_version(question, PinnedMedia())
    newest = newest_version(question)
    if newest is not None and newest.digest == version.digest:
        return newest
    version.number = newest.number + 1 if newest else 1
    version.published_at = timezone.now()
    version.save(force_insert=True)
    return version


def newest_version(question: Question) -> QuestionVersion | None:
    """What learners who begin now are shown."""
    return QuestionVersion.objects.filter(question=question.pk).order_by("-number").first()


def _digest(version: QuestionVersion) -> str:
    said = [version.kind, version.name, version.content, version.competence, version.difficulty]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

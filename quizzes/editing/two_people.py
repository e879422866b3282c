"""No question and no quiz gets to learners by one hand: whoever wrote a draft does not publish it.

The rule of pages (`courses/editing/four_eyes.py`), asked where a revision is published, so that it holds on every way
there. Administrators (superusers) are exempt as there; so is what no person publishes, such as a loader.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Revision

from courses.editing.four_eyes import MOST_COMPARED, NOT_WRITTEN

if TYPE_CHECKING:
    from django.db.models import Model

    from people.models import User

# Besides what no page's author writes either: what follows from other fields, or is set by an act of its own.
_NOT_WRITTEN = NOT_WRITTEN | {"kind", "folded", "retired_at", "loaded_digest"}


class WroteItThemselves(PermissionDenied):
    """Who wants to publish this is who wrote it."""


class TwoPeople:
    """For a model with drafts: published by another person than the writer, in one transaction."""

    # Facts of the thing itself, which an older draft must not bring back.
    kept_in_drafts: tuple[str, ...] = ("live_revision", "last_published_at", "loaded_digest")

    def publish(self, revision: Revision, user: User | None = None, **options: Any) -> None:
        """Publish; raises ``WroteItThemselves``."""
        with transaction.atomic():
            # One publication at a time, and no draft is judged by what was live before another one.
            held = type(self)._base_manager.select_for_update(no_key=True).get(pk=self.pk)  # type: ignore[attr-defined]
            for thing in (self, revision.content_object):
                _copy_facts(held, thing, self.kept_in_drafts)
            if user is not None and not may_publish(user=user, thing=self, revision=revision):  # type: ignore[arg-type]
                raise WroteItThemselves
            super().publish(revision, user=user, **options)  # type: ignore[misc]

    def save_revision(self, *args: Any, overwrite_revision: Revision | None = None, **options: Any) -> Revision:
        """A draft. What was published stays as it was: a form that was left open begins a draft of its own."""
        if overwrite_revision is not None and overwrite_revision.pk == _live_revision(self):  # type: ignore[arg-type]
            overwrite_revision = None
        revision: Revision = super().save_revision(  # type: ignore[misc]
            *args, overwrite_revision=overwrite_revision, **options
        )
        return revision

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft as the thing itself, with the facts of today."""
        thing = super().with_content_json(content)  # type: ignore[misc]
        _copy_facts(self, thing, self.kept_in_drafts)
        return thing


def _copy_facts(source: Any, target: Any, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))


def may_publish(*, user: User, thing: Model, revision: Revision | None = None) -> bool:
    """Whether this person may publish a draft, by default the latest, as far as it depends on who wrote it."""
    return user.is_superuser or not wrote(user=user, thing=thing, revision=revision)


def wrote(*, user: User, thing: Model, revision: Revision | None = None) -> bool:
    """Whether this person changed anything between what is published and the draft."""
    live = _live_revision(thing)
    if revision is not None and revision.pk < live:
        # An older draft is published again: whoever saved it stands for it.
        return revision.user_id == user.pk
    drafts = Revision.objects.for_instance(thing).filter(pk__gt=live)
    if revision is not None:
        drafts = drafts.filter(pk__lte=revision.pk)
    if not drafts.filter(user=user).exists():
        return False
    rows = list(drafts.order_by("pk").values_list("user_id", "content")[: MOST_COMPARED + 1])
    if len(rows) > MOST_COMPARED:
        return True
    before = Revision.objects.filter(pk=live).values_list("content", flat=True).first()
    for author, content in rows:
        if author == user.pk and (before is None or written(before) != written(content)):
            return True
        before = content
    return False


def written(content: dict[str, Any]) -> dict[str, Any]:
    """What of a revision somebody wrote, without what a browser's form changes by itself."""
    return {name: _plain(value) for name, value in content.items() if name not in _NOT_WRITTEN}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        if value[:2] == "[{":
            try:
                return [_plain({**child, "id": None}) for child in json.loads(value)]
            except (TypeError, ValueError):
                pass
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return "" if value is None else value


def _live_revision(thing: Model) -> int:
    # Of a draft the attribute says what was live when it was written.
    return type(thing)._base_manager.filter(pk=thing.pk).values_list("live_revision", flat=True).first() or 0

"""Pages that have their time: they go live, or off the site, by a periodic job."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

log = logging.getLogger(__name__)

# What one run takes; the next one goes on.
MOST_AT_ONCE = 200


class SomeFailed(Exception):
    """Pages that could not be published or taken off; the log has the details."""


def publish_scheduled(*, at: dt.datetime | None = None) -> int:
    """Do what is due; returns how many pages changed. One that fails holds up no other, and is tried again."""
    now = at or timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lt=now).order_by("expire_at", "pk")
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at", "pk")
    acts: list[tuple[str, int, Callable[[int, dt.datetime], bool]]] = [
        *(("page", pk, _expire) for pk in expired.values_list("pk", flat=True)[:MOST_AT_ONCE]),
        *(("revision", pk, _publish) for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE]),
    ]
    done, failed = 0, []
    for kind, pk, act in acts:
        try:
            done += act(pk, now)
        except Exception:
            log.exception("What was scheduled for %s %s failed.", kind, pk)
            failed.append(f"{kind} {pk}")
    if failed:
        raise SomeFailed(", ".join(failed))
    return done


@transaction.atomic
def _expire(pk: int, now: dt.datetime) -> bool:
    page = Page.objects.select_for_update(no_key=True).filter(pk=pk, live=True, expire_at__lt=now).first()
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


@transaction.atomic
def _publish(pk: int, now: dt.datetime) -> bool:
    revision = Revision.objects.filter(pk=pk, approved_go_live_at__lt=now).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True

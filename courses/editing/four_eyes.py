"""Nothing gets to learners by one hand: who wrote or submitted something does not approve it.

An administrator (superuser) is exempt, because they may give themselves any right anyway; the audit shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision

if TYPE_CHECKING:
    from people.models import User

# Fields of a revision that say when, where and by whom, not what: a reviewer who sets the time of publication, or
# comments, has written nothing.
NOT_WRITTEN = frozenset(
    {
        "go_live_at", "expire_at", "expired", "live", "has_unpublished_changes", "draft_title", "owner",
        "latest_revision", "latest_revision_created_at", "live_revision", "first_published_at", "last_published_at",
        "locked", "locked_at", "locked_by", "path", "depth", "numchild", "url_path", COMMENTS_RELATION_NAME,
    }
)  # fmt: skip
# More drafts than this since the last publication are not compared one by one.
MOST_COMPARED = 50


def may_approve(*, user: User, page: Page) -> bool:
    """Whether this person may approve the page's latest draft."""
    if user.is_superuser:
        return True
    state = page.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return False
    return not wrote(user=user, page=page)


def wrote(*, user: User, page: Page) -> bool:
    """Whether this person changed anything between what learners see and the page's latest draft."""
    drafts = Revision.objects.for_instance(page).filter(pk__gt=page.live_revision_id or 0)
    if not drafts.filter(user=user).exists():
        return False
    rows = list(drafts.order_by("pk").values_list("user_id", "content")[: MOST_COMPARED + 1])
    if len(rows) > MOST_COMPARED:
        return True
    before = page.live_revision.content if page.live_revision else None
    for author, content in rows:
        if author == user.pk and (before is None or written(before) != written(content)):
            return True
        before = content
    return False


def written(content: dict[str, Any]) -> dict[str, Any]:
    """What of a revision somebody wrote."""
    return {name: value for name, value in content.items() if name not in NOT_WRITTEN}

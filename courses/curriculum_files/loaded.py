"""One page against its file: is it new, to be brought up to date, or an official's by now?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.curriculum_files.models import LoadedPage
from courses.versions.publish import lock_page

if TYPE_CHECKING:
    import uuid

    from wagtail.models import Page

    from courses.pages.base import IdentifiedPage
    from people.models import User

P = TypeVar("P", bound="IdentifiedPage")
Did = Literal["created", "updated", "unchanged", "kept"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file says of a page besides its content."""

    id: uuid.UUID
    file: str
    digest: str
    slug: str
    order: int
    parent: Page
    # None where the page above is the catalogue.
    parent_id: uuid.UUID | None


class Place(Generic[P]):
    """The page of a file as it is now; locked until the end of the transaction."""

    def __init__(self, model: type[P], wanted: Wanted) -> None:
        self.model = model
        self.wanted = wanted
        found: P | None = model.objects.filter(uuid=wanted.id).first()
        if found is not None:
            lock_page(found.pk)
            found = model.objects.get(pk=found.pk)
        self.page = found
        self.loaded = LoadedPage.objects.filter(uuid=wanted.id).first()

    def officials_reason(self) -> str:
        """Why the page is an official's by now; empty as long as it is as the loader left it."""
        page, loaded = self.page, self.loaded
        if page is None:
            return _("deleted by an official") if loaded else ""
        if loaded is None:
            return _("not loaded from a file")
        # What came as a draft and was never published is still as it came.
        if not page.live and page.first_published_at is not None:
            return _("unpublished by an official")
        parent = page.get_parent().specific
        if getattr(parent, "uuid", None) != loaded.parent:
            return _("moved by an official")
        return "" if page.latest_revision_id == loaded.revision else _("changed by an official")

    def is_up_to_date(self) -> bool:
        """Whether the page already is what the file says."""
        wanted, loaded = self.wanted, self.loaded
        return (
            self.page is not None
            and loaded is not None
            and (loaded.source_digest, loaded.parent, loaded.order)
            == (wanted.digest, wanted.parent_id, wanted.order)
        )  # fmt: skip

    def put(self, page: P, *, publish: bool = True, user: User | None = None) -> P:
        """Store the page in its place among its siblings, publish it, and remember it as the loader's.

        Without ``publish`` it waits as a draft of this ``user``; a page that is live goes on as it is.
        """
        page.slug = self.wanted.slug
        right = self._right_neighbour(page)
        if page.pk is None:
            page.live = False
            page.uuid = self.wanted.id
            if right is not None:
                right.add_sibling("left", instance=page)
            else:
                self.wanted.parent.__class__.objects.get(pk=self.wanted.parent.pk).add_child(instance=page)
        elif self._stands_elsewhere(page) and (publish or not page.live):
            self._move(page, right)
            page.refresh_from_db(fields=["path", "depth", "url_path", "numchild"])
        revision = page.save_revision(user=user)
        if publish:
            revision.publish(user=user)
        stored = self.model.objects.get(pk=page.pk)
        LoadedPage.objects.update_or_create(
            uuid=self.wanted.id,
            defaults={
                "file": self.wanted.file,
                "source_digest": self.wanted.digest,
                "revision": stored.latest_revision_id,
                "parent": self.wanted.parent_id,
                "order": self.wanted.order,
                "loaded_at": timezone.now(),
            },
        )
        return stored

    def _stands_elsewhere(self, page: P) -> bool:
        return not page.is_child_of(self.wanted.parent) or bool(self.loaded and self.loaded.order != self.wanted.order)

    def _move(self, page: P, right: Page | None) -> None:
        if right is not None:
            page.move(right, pos="left")
        else:
            page.move(self.wanted.parent, pos="last-child")

    def _right_neighbour(self, page: P) -> Page | None:
        """The first sibling that a file puts after this page."""
        siblings = self.model.objects.child_of(self.wanted.parent).exclude(pk=page.pk).order_by("path")
        later = LoadedPage.objects.filter(uuid__in=siblings.values("uuid"), order__gt=self.wanted.order)
        return siblings.filter(uuid__in=list(later.values_list("uuid", flat=True))).first()

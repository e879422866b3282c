"""What people may do with a page of the tree, asked by every screen and by every action on many pages at once."""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class CurriculumPermissions(PagePermissionTester):
    """Publishing goes through the workflow: a reviewer's right to publish is one to approve, unpublish and unschedule.

    Only an administrator publishes past it.
    """

    def can_publish(self) -> bool:
        """Publishing without a review."""
        return self.user.is_superuser and super().can_publish()

    def can_publish_subpage(self) -> bool:
        """Making a page and publishing it in one go, also by copying."""
        return self.user.is_superuser and super().can_publish_subpage()

    def can_unschedule(self) -> bool:
        """Taking back a publication that has its time."""
        return super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        """Hiding the page behind a password."""
        return super().can_publish()


class PillarPermissions(CurriculumPermissions):
    """What nobody but an administrator may do to a page without which the site has no first page or no courses."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Deleting, and moving, which Wagtail asks here as well."""
        return self.user.is_superuser and super().can_delete(ignore_bulk=ignore_bulk)

    def can_unpublish(self) -> bool:
        """Taking it off the site, alone or with all below."""
        return self.user.is_superuser and super().can_unpublish()

    def can_set_view_restrictions(self) -> bool:
        """Hiding it, and all below, behind a password."""
        return self.user.is_superuser and super().can_set_view_restrictions()

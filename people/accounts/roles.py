"""Groups of people and what they may do on the editor's screens."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

# The words on the screen where an administrator ticks it.
EDITORS = "Biên tập viên"

_ON_PAGES = ("add_page", "change_page", "publish_page")
_ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def ensure_editors() -> Group:
    """The group that writes and publishes lessons: all pages below the site's first one, pictures and documents.

    Repeatable; rights that an administrator added besides stay.
    """
    group, _made = Group.objects.get_or_create(name=EDITORS)
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    page = site.root_page if site else Page.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=_ON_PAGES, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    files = Permission.objects.filter(
        codename__in=_ON_FILES, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
    )
    for permission in files:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    return group

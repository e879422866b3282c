"""Groups of the editor's screens: one for each role, with what it may do there."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from people.roles.names import GROUPS, ON_EDITOR_SCREENS, Role

_WRITE = ("add_page", "change_page")
# Editors do not publish: what they wrote goes through a reviewer.
_ON_PAGES = {
    Role.EDITOR: _WRITE,
    Role.REVIEWER: (*_WRITE, "publish_page", "lock_page", "unlock_page"),
}
# What packages above add to a role.
_added: dict[Role, set[tuple[str, str]]] = {}
_ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def register_rights(role: Role, app_label: str, *codenames: str) -> None:
    """Let a role have these rights of a package as well; called once, when Django is ready."""
    _added.setdefault(role, set()).update((app_label, codename) for codename in codenames)


def ensure_group(role: Role) -> Group:
    """The group of a role with its rights. Repeatable; rights that an administrator added besides stay."""
    group, _made = Group.objects.get_or_create(name=GROUPS[role])
    if role in ON_EDITOR_SCREENS:
        access = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin")
        group.permissions.add(*access)
    if role in _ON_PAGES:
        _allow_pages(group, _ON_PAGES[role])
        _allow_files(group)
    if role in _added:
        _allow_added(group, _added[role])
    return group


def ensure_groups() -> dict[Role, Group]:
    """All of them."""
    return {role: ensure_group(role) for role in Role}


def ensure_editors() -> Group:
    """The group that writes lessons: all pages below the site's first one, pictures and documents."""
    return ensure_group(Role.EDITOR)


def ensure_reviewers() -> Group:
    """The group that publishes them."""
    return ensure_group(Role.REVIEWER)


def _allow_added(group: Group, rights: set[tuple[str, str]]) -> None:
    wanted = Q()
    for app_label, codename in rights:
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    missing = list(Permission.objects.filter(wanted).exclude(group=group))
    if missing:
        group.permissions.add(*missing)


def _allow_pages(group: Group, codenames: tuple[str, ...]) -> None:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    page = site.root_page if site else Page.get_first_root_node()
    if page is None:
        # Before the first page there is nothing to write on; whoever asks next finds it.
        return
    for permission in Permission.objects.filter(codename__in=codenames, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_files(group: Group) -> None:
    root = Collection.get_first_root_node()
    if root is None:
        return
    files = Permission.objects.filter(
        codename__in=_ON_FILES, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
    )
    for permission in files:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)

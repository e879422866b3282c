"""What Wagtail's migrations name in English, and what an earlier load did without its words, in Vietnamese."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# "Biên tập viên" is the name of the group that writes lessons here, with rights of its own: Wagtail's is another one.
GROUPS = {"Moderators": "Người duyệt bài", "Editors": "Người soạn bài"}
APPROVAL = {"Moderators approval": "Duyệt bài"}
ROOT = {"Root": "Gốc"}
COLLECTIONS = {"Learning materials": "Học liệu"}
CATALOGUES = {"Courses": "Khóa học"}


def rename(apps: Any, schema_editor: Any) -> None:
    """Give Vietnamese names to what still has the English ones; a name that an official chose stays."""
    _rename(apps.get_model("auth", "Group").objects, GROUPS)
    _rename(apps.get_model("wagtailcore", "Workflow").objects, APPROVAL)
    _rename(apps.get_model("wagtailcore", "Task").objects, APPROVAL)
    collections = apps.get_model("wagtailcore", "Collection").objects
    _rename(collections.filter(depth=1), ROOT)
    _rename(collections, COLLECTIONS)
    _entitle(apps.get_model("wagtailcore", "Page").objects.filter(depth=1), ROOT)
    _entitle(apps.get_model("courses", "CataloguePage").objects, CATALOGUES)


def _rename(rows: Any, names: dict[str, str]) -> None:
    for english, vietnamese in names.items():
        if not rows.filter(name=vietnamese).exists():
            rows.filter(name=english).update(name=vietnamese)


def _entitle(pages: Any, titles: dict[str, str]) -> None:
    """A page's title also stands in the revision that its editor opens with."""
    for page in pages.filter(title__in=titles, draft_title__in=titles).select_related("latest_revision"):
        title = titles[page.title]
        pages.filter(pk=page.pk).update(title=title, draft_title=title)
        if page.latest_revision is not None:
            page.latest_revision.content["title"] = page.latest_revision.content["draft_title"] = title
            page.latest_revision.object_str = title
            page.latest_revision.save(update_fields=["content", "object_str"])


class Migration(migrations.Migration):
    """After every migration of Wagtail that looks for its groups by name."""

    dependencies = [
        ("courses", "0002_versions_never_change"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]

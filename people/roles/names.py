"""The six roles, and the groups of the editor's screens that follow them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do."""

    TEAM_MEMBER = "team_member", _("Team member")
    TEAM_LEADER = "team_leader", _("Team leader")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    AREA_OFFICIAL = "area_official", _("Area official")
    ADMINISTRATOR = "administrator", _("Administrator")


EDITORS = "Biên tập viên"
# Wagtail's own group of those who approve, by the name that `courses` gave it.
REVIEWERS = "Người duyệt bài"

# Words on the screen where an administrator gives rights to a group, so they are data and not translated.
GROUPS = {
    Role.TEAM_MEMBER: "Thành viên tổ công nghệ số",
    Role.TEAM_LEADER: "Tổ trưởng tổ công nghệ số",
    Role.EDITOR: EDITORS,
    Role.REVIEWER: REVIEWERS,
    Role.AREA_OFFICIAL: "Cán bộ địa bàn",
    Role.ADMINISTRATOR: "Quản trị viên",
}

# These mean nothing without a place, and an administrator is one everywhere.
NEED_AREA = frozenset({Role.TEAM_MEMBER, Role.TEAM_LEADER, Role.AREA_OFFICIAL})
TEAM_ROLES = frozenset({Role.TEAM_MEMBER, Role.TEAM_LEADER})
# Who may open the editor's screens at all.
ON_EDITOR_SCREENS = frozenset({Role.EDITOR, Role.REVIEWER, Role.AREA_OFFICIAL, Role.ADMINISTRATOR})
# Who looks after other people's roles.
LOOK_AFTER = frozenset({Role.TEAM_LEADER, Role.AREA_OFFICIAL, Role.ADMINISTRATOR})

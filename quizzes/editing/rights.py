"""Who does what with questions and quizzes: editors write, reviewers publish; extra time is given by three roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Model
from wagtail.permission_policies import ModelPermissionPolicy

from people.roles.groups import register_rights
from people.roles.names import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from people.models import User

_WRITE = ("add_question", "change_question", "view_question", "add_quiz", "change_quiz", "view_quiz")
EXTRA_TIME = "quizzes.change_extratime"


def register() -> None:
    """Make the rights known; groups get them whenever they are looked after."""
    register_rights(Role.EDITOR, "quizzes", *_WRITE)
    register_rights(Role.REVIEWER, "quizzes", *_WRITE, "publish_question", "publish_quiz", "change_extratime")
    register_rights(Role.AREA_OFFICIAL, "quizzes", "change_extratime")


class NobodyDeletes(ModelPermissionPolicy):
    """The usual rights but for deleting, which nobody has."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether somebody may do this."""
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Whether somebody may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)


def may(user: User, action: str, model: type[Model]) -> bool:
    """Whether somebody may do this with questions or quizzes."""
    return NobodyDeletes(model).user_has_permission(user, action)

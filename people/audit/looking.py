"""Looking at people's data on the editor's screens is written down about each person who was looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record, record_each


class LookingAtList:
    """For a list view: everyone on the page that is shown, and nobody else."""

    request: HttpRequest
    # No file: it would hold everyone at once.
    FORMATS = ()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show the page, and write down whose data stands on it."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)  # type: ignore[misc]
        shown = [person for person in context["object_list"] if isinstance(person, User)]
        record_each(Event.PERSONAL_DATA_VIEWED, subjects=shown, object_type="user_list", request=self.request)
        return context


@hooks.register("before_edit_user")
def _looked_at(request: HttpRequest, user: User) -> None:
    if request.method != "POST":
        record(Event.PERSONAL_DATA_VIEWED, subject=user, object_type="user", object_id=user.pk, request=request)


@hooks.register("after_edit_user")
def _changed(request: HttpRequest, user: User) -> None:
    record(Event.USER_CHANGED, subject=user, object_type="user", object_id=user.pk, request=request)


@hooks.register("after_create_user")
def _made(request: HttpRequest, user: User) -> None:
    record(Event.USER_CREATED, subject=user, object_type="user", object_id=user.pk, request=request)


@hooks.register("before_delete_user")
def _never_deleted(request: HttpRequest, user: User) -> HttpResponse:
    messages.error(request, _("An account is ended, not deleted: what it did stands in the audit."))
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def _one_by_one(request: HttpRequest, action_type: str, people: Any, action: Any) -> HttpResponse | None:
    """Actions on many users at once would go past roles and the audit."""
    if User not in action.models:
        return None
    messages.error(request, _("Accounts are changed one by one."))
    return redirect("wagtailusers_users:index")

"""`/quan-tri/nhan-su/`: staff with their roles, invitations, and what an administrator does for a colleague."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.http import private_answer
from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record, record_each
from people.invitations.forms import EndForm, InviteForm
from people.invitations.models import Invitation
from people.invitations.services import InvitationRefused, Sent, invite, send_again, withdraw
from people.roles.models import RoleGrant
from people.roles.names import Role
from people.roles.reach import Reach, reach_of
from people.roles.services import RoleRefused, end
from people.staff import selectors
from people.staff_sign_in.services import take_second_factors_off

A_PAGE = 50
UNPROCESSABLE = 422
View = Callable[..., HttpResponse]


def within_reach(view: View) -> View:
    """Hand the view what the person looks after; who looks after nobody is refused."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reach = reach_of(_who(request))
        if not reach:
            raise PermissionDenied
        return private_answer(view(request, reach, *args, **kwargs))

    return checked


def _who(request: HttpRequest) -> User:
    """Who is signed in; the door lets nobody else so far."""
    assert isinstance(request.user, User)  # noqa: S101 - for the types
    return request.user


def _render(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    here = request.user.has_perm("wagtailadmin.access_admin")
    return render(request, f"people/staff/{name}.html", {"on_editor_screens": here, **context}, status=status)


@require_safe
@within_reach
def people(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Who has a role, where, until when, with or without second factor."""
    text, area = (request.GET.get(name, "")[: selectors.MOST_LETTERS].strip() for name in ("q", "dia-ban"))
    role = request.GET.get("vai-tro", "")
    role = role if role in Role else ""
    found = selectors.staff_in(reach=reach, text=text, role=role, area=area)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    record_each(
        Event.PERSONAL_DATA_VIEWED, subjects=list(shown), object_type="staff_list", request=request
    )  # fmt: skip
    context = {"shown": shown, "q": text, "role": role, "roles": reach.roles, "area": area}
    return _render(request, "people", context)


def _person(reach: Reach, pk: int) -> User:
    found = selectors.person_in(reach=reach, pk=pk)
    if found is None:
        raise Http404
    return found


@require_safe
@within_reach
def person(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """One person's roles, those of the past too."""
    found = _person(reach, pk)
    record(Event.PERSONAL_DATA_VIEWED, subject=found, object_type="staff", object_id=pk, request=request)
    shown = Paginator(selectors.grants_of(reach=reach, user=found), A_PAGE).get_page(request.GET.get("trang"))
    return _render(request, "person", {"person": found, "shown": shown, "reach": reach})


@within_reach
def end_role(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """End a role, at once or on a day, with a reason."""
    given = get_object_or_404(RoleGrant.objects.filter(reach.condition()).select_related("user", "area__parent"), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _confirm_again(request, given.role)
        data = form.cleaned_data
        try:
            end(
                grant=given, reason=data["reason"], valid_to=data["valid_to"], ended_by=_who(request), request=request
            )  # fmt: skip
        except RoleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The end of the role is set."))
            return redirect("staff:person", given.user_id) if reach.everything else redirect("staff:people")
    return _render(request, "end", {"given": given, "form": form}, status=_status(form))


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.errors else 200


def _confirm_again(request: HttpRequest, role: str) -> None:
    """An administrator is made and unmade only by who has shown just now to be the person."""
    if role == Role.ADMINISTRATOR:
        raise_if_reauthentication_required(request, app="people.staff_sign_in")


@require_safe
@within_reach
def invitations(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Invitations and how they stand."""
    state, text = request.GET.get("the", ""), request.GET.get("q", "")[: selectors.MOST_LETTERS]
    state = state if state in Invitation.State else ""
    found = selectors.invitations_in(reach=reach, state=state, text=text)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    return _render(
        request, "invitations", {"shown": shown, "q": text, "state": state, "states": Invitation.State.choices}
    )  # fmt: skip


@within_reach
def invite_view(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Invite a number to a role."""
    form = InviteForm(request.POST if request.method == "POST" else None, reach=reach)
    if form.is_valid():
        data = form.cleaned_data
        _confirm_again(request, data["role"])
        try:
            sent = invite(
                phone=data["phone"], role=data["role"], area=data["area"], role_ends=data["role_ends"],
                by=_who(request), request=request,
            )  # fmt: skip
        except InvitationRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _sent(request, sent)
    return _render(request, "invite", {"form": form}, status=_status(form))


def _sent(request: HttpRequest, sent: Sent) -> HttpResponse:
    messages.success(request, _("The invitation is on its way by message."))
    if settings.SHOW_SIGN_IN_CODES:
        messages.info(request, _("Demo: the link in the message is %(link)s") % {"link": sent.link})
    return redirect("staff:invitations")


@require_POST
@within_reach
def withdraw_view(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(Invitation.objects.filter(reach.condition()), pk=pk)
    try:
        withdraw(invitation=found, by=_who(request), request=request)
    except InvitationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("staff:invitations")


@require_POST
@within_reach
def send_again_view(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    found = get_object_or_404(Invitation.objects.filter(reach.condition()), pk=pk)
    try:
        return _sent(request, send_again(invitation=found, by=_who(request), request=request))
    except InvitationRefused as refused:
        messages.error(request, str(refused))
        return redirect("staff:invitations")


@require_POST
@within_reach
def new_password(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """Invite somebody who forgot the password to choose a new one."""
    found = _administrators_only(reach, pk)
    raise_if_reauthentication_required(request, app="people.staff_sign_in")
    try:
        return _sent(request, invite(phone=found.phone or "", role="", by=_who(request), request=request))
    except InvitationRefused as refused:
        messages.error(request, str(refused))
        return redirect("staff:person", pk)


@require_POST
@within_reach
def second_factor_off(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """Take the second factor of somebody off who lost it."""
    found = _administrators_only(reach, pk)
    raise_if_reauthentication_required(request, app="people.staff_sign_in")
    if take_second_factors_off(user=found, by=_who(request), request=request):
        messages.success(request, _("The second factor is taken off. At the next sign-in a new one is set up."))
    return redirect("staff:person", pk)


def _administrators_only(reach: Reach, pk: int) -> User:
    if not reach.everything:
        raise PermissionDenied
    return _person(reach, pk)

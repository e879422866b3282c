"""`/api/v1/field/devices`: a phone is let in by the session of its member; JSON in, JSON out."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from community_teams.api.access import SCHEME, Standing, is_valid, make_token, read_token
from community_teams.sync.devices import NotConfirmed, NoTeam, Taken, TooMany, emptied, register
from community_teams.sync.limits import retry_after
from community_teams.sync.models import Device
from community_teams.sync.pulling import no_team
from foundation.asgi import Refusal, parse_json, too_often, wrong_shape
from foundation.epoch import current_epoch
from foundation.http import private_answer
from foundation.identifiers import parse_uuid
from learn.api.access import unauthorized
from people.accounts.sessions import recently_confirmed

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_BYTES = 4096


@csrf_exempt
def devices(request: HttpRequest) -> HttpResponse:
    """Register this phone: 201, or 200 for one that is known, with its token.

    No form token: the page that sends may come from the service worker's store, so its origin is looked at instead.
    """
    try:
        return private_answer(_register(request))
    except Refusal as refusal:
        return _refused(refusal)


def _register(request: HttpRequest) -> HttpResponse:
    _check_method(request)
    if request.headers.get("Origin") not in (f"http://{request.get_host()}", f"https://{request.get_host()}"):
        raise Refusal(403, "bad_origin", _("This came from another site, so it was not accepted."))
    user = request.user
    if not user.is_authenticated:
        raise unauthorized()
    device, name, instead = _parsed(_body(request))
    wait = retry_after(user.pk)
    if wait is not None:
        raise too_often(wait)
    try:
        done = register(
            user=user, device=device, name=name, instead=instead, confirmed=recently_confirmed(request, user)
        )
    except NoTeam:
        raise no_team() from None
    except Taken:
        raise Refusal(409, "taken", _("This phone's store belongs to another member.")) from None
    except NotConfirmed:
        message = _("This phone was reported lost. Sign in again to use it here.")
        raise Refusal(403, "confirm", message) from None
    except TooMany as refused:
        message = _("You have too many phones. Choose one that you no longer use.")
        content = {"error": "too_many_devices", "message": message, "devices": [_named(one) for one in refused.held]}
        return JsonResponse(content, status=409)
    told: dict[str, Any] = {
        "device": str(done.device.pk),
        "token": make_token(done.device.pk, user.pk, done.device.generation),
        "member": {"id": user.pk, "name": user.full_name},
        "epoch": current_epoch(),
    }
    return JsonResponse(told, status=201 if done.is_new else 200)


@csrf_exempt
def devices_emptied(request: HttpRequest) -> HttpResponse:
    """A phone says, by its token or one that was revoked, that it holds no household any more: 204."""
    try:
        _check_method(request)
        authorization = request.headers.get("Authorization", "")
        claim = read_token(authorization.removeprefix(SCHEME)) if authorization.startswith(SCHEME) else None
        if claim is None:
            raise unauthorized()
        row = Device.objects.filter(pk=claim.device).values_list("user", "generation", "revoked_at").first()
        if not is_valid(claim, Standing(row[0], row[1], row[2] is not None) if row else None):
            raise unauthorized()
        emptied(device=claim.device)
    except Refusal as refusal:
        return _refused(refusal)
    return private_answer(HttpResponse(status=204))


def _parsed(body: bytes) -> tuple[uuid.UUID, str, uuid.UUID | None]:
    content = parse_json(body)
    device, name = parse_uuid(content.get("device")), content.get("name", "")
    instead = parse_uuid(content["instead"]) if content.get("instead") is not None else None
    if device is None or not isinstance(name, str) or (content.get("instead") is not None and instead is None):
        raise wrong_shape()
    return device, name, instead


def _body(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise Refusal(415, "content_type", _("Only application/json is understood here."))
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refusal(413, "too_large", _("This is too much for one time. Please send less at once."))
    return body


def _named(device: Device) -> dict[str, Any]:
    return {"device": str(device.pk), "name": device.name, "last_seen_at": device.last_seen_at.isoformat()}


def _check_method(request: HttpRequest) -> None:
    if request.method != "POST":
        raise Refusal(405, "method", _("This address does not take this kind of request."), allow="POST")


def _refused(refusal: Refusal) -> HttpResponse:
    response = JsonResponse({"error": refusal.reason, "message": refusal.message}, status=refusal.status)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    if refusal.allow:
        response["Allow"] = refusal.allow
    return private_answer(response)

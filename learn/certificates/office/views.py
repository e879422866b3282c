"""One certificate: how it stands, and revoking it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.http import private_answer
from learn.certificates.models import Certificate, RevokeReason, State
from learn.certificates.office.forms import RevokeForm
from learn.certificates.selectors import holder_of
from learn.certificates.services import revoke
from people.audit.events import Event
from people.audit.services import record
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """How a certificate stands; a POST revokes it. Looking is written down about its holder."""
    user = request.user
    if not isinstance(user, User) or not user.has_perms(["learn.view_certificate", "learn.revoke_certificate"]):
        raise PermissionDenied
    found = get_object_or_404(Certificate.objects.select_related("revoked_by"), pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and found.state == State.VALID and form.is_valid():
        reason, note = RevokeReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
        revoke(certificate=found, reason=reason, by=user, note=note, request=request)
        messages.success(request, _("The certificate %s is revoked.") % found.number)
        return redirect("certificates:certificate", pk)
    if request.method == "POST" and found.state != State.VALID:
        messages.warning(request, _("This certificate has ended already; nothing was changed."))
    record(
        Event.PERSONAL_DATA_VIEWED,
        subject=holder_of(found),
        object_type="certificate",
        object_id=found.pk,
        request=request,
    )
    context = {"certificate": found, "form": form, "valid": found.state == State.VALID}
    status = 422 if request.method == "POST" and form.errors else 200
    return private_answer(render(request, "learn/certificates/office/certificate.html", context, status=status))

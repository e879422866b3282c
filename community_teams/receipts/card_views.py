"""`/to-cong-nghe/the-ho/`: a leader prints cards for the households that the team will visit."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from community_teams.reach import scope_of
from community_teams.receipts.cards import A_SHEET, MOST_CARDS, card_sheets
from foundation.http import private_answer
from people.accounts.models import User
from people.accounts.sessions import recently_confirmed
from people.audit.events import Event
from people.audit.services import record

UNPROCESSABLE = 422


class CardsForm(forms.Form):
    """How many cards."""

    count = forms.IntegerField(
        min_value=1,
        max_value=MOST_CARDS,
        initial=A_SHEET * 4,
        error_messages={
            name: _("Please type a number from 1 to 240.") for name in ("required", "invalid", "min_value", "max_value")
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: HttpRequest) -> HttpResponse:
    """How many, then the sheets as a PDF. Every click makes other cards; none of them is written down."""
    user = request.user
    if not isinstance(user, User) or not recently_confirmed(request, user, minutes=settings.STAFF_SESSION_HOURS * 60):
        return private_answer(redirect("/dang-nhap/?" + urlencode({"tiep": request.path})))
    if not scope_of(user).teams:
        raise PermissionDenied
    form = CardsForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if request.method == "POST" else 200
        context = {"form": form, "most": MOST_CARDS, "a_sheet": A_SHEET}
        return private_answer(render(request, "community_teams/receipts/cards.html", context, status=status))
    count = form.cleaned_data["count"]
    record(Event.CARDS_PRINTED, object_type="cards", note=str(count), request=request)
    answer = HttpResponse(card_sheets(count), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="the-ho-gia-dinh.pdf"'
    return private_answer(answer)

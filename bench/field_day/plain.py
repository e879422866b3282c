"""What it is measured against: a Django view that stores each visit of a push in an ORM transaction of its own."""

import datetime as dt
import gzip
import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from community_teams.api.access import read_token  # noqa: E402
from community_teams.models import Household, Visit  # noqa: E402
from community_teams.reach import everything  # noqa: E402


@csrf_exempt
def push(request: HttpRequest) -> JsonResponse:
    """Insert each visit: no raw operation, no sealed note, no follow-up, no count, no stream, only the row."""
    claim = read_token(request.headers["Authorization"].removeprefix("Device "))
    assert claim is not None
    results = []
    for op in json.loads(gzip.decompress(request.body))["ops"]:
        sent, at = op["payload"], dt.datetime.fromisoformat(op["occurred_at"])
        with everything():
            household = Household.objects.select_related("team").get(pk=sent["household"])
            Visit.objects.create(
                id=op["entity"], household=household, hamlet_id=household.hamlet_id, team=household.team,
                commune_id=household.team.commune_id, member_id=claim.user, device=claim.device,
                occurred_raw=op["occurred_at"], occurred_at=at, day=at.date(), outcome=sent["outcome"],
                skills=sent.get("skills", []), minutes=sent.get("minutes"),
            )  # fmt: skip
        results.append({"op": op["op"], "status": "applied"})
    return JsonResponse({"epoch": "", "results": results})


urlpatterns = [path("api/v1/field/push", push), path("readyz", lambda _: JsonResponse({"status": "ok"}))]

settings.ROOT_URLCONF = __name__
# As plain as it gets: of the site's middleware only the one that tells the answer's length.
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
application = get_asgi_application()

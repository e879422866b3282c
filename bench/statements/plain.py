"""What it is measured against: a plain Django view that inserts one statement a request."""

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from learn.models import Statement  # noqa: E402


@csrf_exempt
def insert(request: HttpRequest) -> JsonResponse:
    """Insert the one statement of the request."""
    sent = json.loads(request.body)
    Statement.objects.create(
        learner_id=request.headers["X-Learner"],
        id=sent["id"],
        verb=sent["verb"],
        activity=sent["activity"],
        version=sent["version"],
        success=sent["result"]["success"],
        score=sent["result"]["score"],
        occurred_at=sent["occurred_at"],
        occurred_text=sent["occurred_at"],
        received_at=timezone.now(),
        clock_off=False,
        sha256=b"",
    )
    return JsonResponse({"id": sent["id"], "status": "applied"})


urlpatterns = [path("insert", insert), path("readyz", lambda _: JsonResponse({"status": "ok"}))]

settings.ROOT_URLCONF = __name__
# As plain as it gets: of the site's middleware only the one that tells the answer's length.
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
application = get_asgi_application()

"""What it is measured against: Django views that do one ORM write a request, each in a transaction of its own."""

import json
import os
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from learn.learners.tokens import read_token  # noqa: E402
from quizzes.models import Answer, Attempt  # noqa: E402


def _learner(request: HttpRequest) -> uuid.UUID:
    claim = read_token(request.headers["Authorization"].removeprefix("Learner "))
    assert claim is not None
    return claim.learner


@csrf_exempt
def start(request: HttpRequest) -> JsonResponse:
    """Insert the attempt."""
    sent = json.loads(request.body)
    Attempt.objects.create(
        learner_id=_learner(request), id=sent["attempt"], quiz=sent["quiz"], version=1, number=1, seed=1,
        paper=list(range(1, 21)), started_at=timezone.now(),
    )  # fmt: skip
    return JsonResponse({"attempt": sent["attempt"], "new": True})


@csrf_exempt
def answers(request: HttpRequest) -> JsonResponse:
    """Insert the answer; handing in changes the attempt."""
    [sent] = json.loads(request.body)["answers"]
    now, learner = timezone.now(), _learner(request)
    if sent.get("submit"):
        Attempt.objects.filter(learner_id=learner, id=sent["attempt"]).update(submitted_at=now)
    else:
        Answer.objects.create(
            learner_id=learner, attempt=sent["attempt"], id=sent["id"], seq=sent["seq"], question=sent["question"],
            response=sent["response"], occurred_text=sent["occurred_at"], answered_at=now, received_at=now,
            counted=True, sha256=b"",
        )  # fmt: skip
    return JsonResponse({"epoch": "", "results": [{"id": sent["id"], "status": "applied"}]})


urlpatterns = [
    path("api/v1/quizzes/start", start),
    path("api/v1/quizzes/answers", answers),
    path("readyz", lambda _: JsonResponse({"status": "ok"})),
]

settings.ROOT_URLCONF = __name__
# As plain as it gets: of the site's middleware only the one that tells the answer's length.
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
application = get_asgi_application()

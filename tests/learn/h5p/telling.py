"""Telling the server what a frame told, and what became of it."""

from learn.models import LessonProgress, Statement
from tests.asgi import ask_api, running_api

PATH = "/api/v1/h5p"


async def post(content=None, **kwargs):
    async with running_api():
        return await ask_api("POST", PATH, content=content, **kwargs)


def batch(*events):
    return {"events": list(events)}


def outcomes(reply):
    assert reply.status == 200, reply.body
    return [result.get("reason", result["status"]) for result in reply.json()["results"]]


async def stored():
    return sorted([(s.verb, s.activity.partition(":")[0]) async for s in Statement.objects.all()])


async def done(lesson):
    progress = await LessonProgress.objects.filter(lesson=lesson.lesson).afirst()
    return progress.done if progress else []

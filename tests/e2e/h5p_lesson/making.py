"""What the tests of activities in lessons share."""

from __future__ import annotations

from typing import Any

EVENTS = "/api/v1/h5p"
INNER = """verb("answered", { object: { id: "http://h5p/1?subContentId=a",
  definition: { extensions: { "http://h5p.org/x-api/h5p-subContentId": "a" } } },
  context: { contextActivities: { parent: [{ id: "http://h5p/1" }] } } })"""
ADD = """async ([name, first]) => {
  const { outbox } = await import("/static/learn/record.js");
  const { add } = await import("/static/foundation/persons.js");
  await add(outbox.disk, { name, picture: "trau" }, first);
}"""


def verbs(events: list[dict[str, Any]]) -> list[str]:
    return [event["verb"]["id"].rsplit("/", 1)[1] for event in events]

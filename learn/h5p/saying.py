"""What a library's xAPI statement says, as far as anything of it is kept. Nothing in it names whom or what it is of."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from learn.statements.models import Verb
from learn.statements.parsing import MOST_RESPONSE, Bad

# A learner never passes by what a browser claims: whoever passed or failed in a frame is done with it.
_VERBS = {
    "attempted": Verb.OPENED,
    "answered": Verb.ANSWERED,
    "completed": Verb.COMPLETED,
    "passed": Verb.COMPLETED,
    "failed": Verb.COMPLETED,
    "mastered": Verb.COMPLETED,
    "progressed": Verb.PROGRESSED,
}
_SPELT = ("http://adlnet.gov/expapi/verbs/", "https://adlnet.gov/expapi/verbs/", "http://adlnet.gov/expapi/verbs#")
_SUB = "subContentId"


class Saying(NamedTuple):
    """A verb, and the result that the browser claims. ``completes``: the activity itself was worked to its end."""

    verb: str
    score: float | None
    success: bool | None
    response: str | None
    completes: bool


class Unsaid(Bad):
    """Why nothing of a statement is kept."""


def read_statement(statement: Any) -> Saying:
    """What the statement says; raises ``Unsaid``. Whatever a library may write into a result, it fails nobody."""
    if not isinstance(statement, dict) or not isinstance(statement.get("object"), dict):
        raise Unsaid("bad_statement")
    verb = _verb(statement.get("verb"))
    if _is_child(statement):
        verb = Verb.PROGRESSED
    result = statement.get("result")
    result = result if isinstance(result, dict) else {}
    success, response = result.get("success"), result.get("response")
    # PostgreSQL cannot keep U+0000, and one such text would cost the whole group its commit.
    if isinstance(response, str) and "\0" in response:
        raise Unsaid("bad_response")
    return Saying(
        verb=verb.value,
        score=_score(result.get("score")),
        success=success if isinstance(success, bool) else None,
        response=response[:MOST_RESPONSE] if isinstance(response, str) else None,
        completes=verb in (Verb.ANSWERED, Verb.COMPLETED),
    )


def _verb(verb: Any) -> Verb:
    spelt = verb.get("id") if isinstance(verb, dict) else None
    if isinstance(spelt, str):
        for prefix in _SPELT:
            if spelt.startswith(prefix) and (known := _VERBS.get(spelt.removeprefix(prefix))):
                return known
    raise Unsaid("verb")


def _is_child(statement: dict[str, Any]) -> bool:
    """Whether it speaks of something within a container: only the container's own end is an end."""
    within = statement["object"]
    if _names_sub_content(within.get("id")):
        return True
    definition = _object(within.get("definition"))
    if any(_SUB in name and value for name, value in _object(definition.get("extensions")).items()):
        return True
    return bool(_object(_object(statement.get("context")).get("contextActivities")).get("parent"))


def _names_sub_content(name: Any) -> bool:
    if not isinstance(name, str):
        return False
    try:
        return _SUB in urlsplit(name).query
    except ValueError:
        return _SUB in name


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _score(score: Any) -> float | None:
    """The share in 0..1 that a score makes out, or None where it makes out none."""
    score = _object(score)
    scaled = _number(score.get("scaled"))
    if scaled is not None:
        return scaled if 0 <= scaled <= 1 else None
    raw, most, least = _number(score.get("raw")), _number(score.get("max")), score.get("min")
    least = 0.0 if least is None else _number(least)
    if raw is None or most is None or least is None or most <= least:
        return None
    share = (raw - least) / (most - least)
    return share if 0 <= share <= 1 else None


def _number(value: Any) -> float | None:
    # True is an int to Python, but no score to anyone.
    return float(value) if type(value) in (int, float) else None

"""JSON of strangers: bounded before and after it is parsed."""

from __future__ import annotations

import json
import math
from typing import Any

from .limits import Limits
from .problems import Fault

_MOST_DIGITS = 300


def read_json(data: bytes, limits: Limits) -> Any:
    """Parse a document; raises `Fault` when it is none, too much, too deep, or holds what JSON cannot.

    A small text can become large in memory (``[],`` thirtyfold), so its values are counted by their commas and
    brackets before it is parsed; those within texts count as well, which only makes it stricter.
    """
    if len(data) > limits.document_bytes or count_nodes(data) > limits.nodes:
        raise Fault("json-too-large")
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite, parse_int=_short)
    except RecursionError:
        raise Fault("json-too-deep") from None
    except ValueError:
        raise Fault("json-invalid") from None
    _check_depth(value, limits.nesting, texts=b"\\u" in data)
    return value


def count_nodes(data: bytes) -> int:
    """At least as many as there are values in the document."""
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def _check_depth(value: Any, most: int, *, texts: bool) -> None:
    """Walk without recursion; letters that no UTF-8 or no database can hold are found on the way."""
    level: list[Any] = [value]
    for _depth in range(most + 1):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below += each.values()
                if texts:
                    below += each
            elif isinstance(each, list):
                below += each
            elif texts and isinstance(each, str):
                _check_text(each)
        if not below:
            return
        level = below
    raise Fault("json-too-deep")


def _check_text(text: str) -> None:
    # Half of a surrogate pair; PostgreSQL's JSON holds no zero character.
    if "\0" in text:
        raise Fault("json-invalid")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Fault("json-invalid") from None


def _refuse(text: str) -> float:
    raise ValueError(text)


def _finite(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(text[:_MOST_DIGITS])
    return found


def _short(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError(text[:_MOST_DIGITS])
    return int(text)

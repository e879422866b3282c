"""``semantics.json``: the fields of a library's content, read once and checked, so that filtering can trust them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .problems import Fault

_MOST_LEVELS = 64


@dataclass(frozen=True, slots=True)
class Field:
    """One field. What a type has no use for is empty."""

    name: str
    type: str
    optional: bool = False
    tags: frozenset[str] | None = None
    """Of a text: the tags that it may hold; ``None`` stands for plain text."""
    font: frozenset[str] = frozenset()
    """Of a text: what of its looks may be set (``size``, ``family``, ``color``, ``background`` …)."""
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    decimals: int | None = None
    options: tuple[str, ...] = ()
    multiple: bool = False
    fields: tuple[Field, ...] = ()
    """Of a group."""
    entry: Field | None = None
    """Of a list: what each of its entries is."""
    sub_content: bool = False
    extra: frozenset[str] = field(default=frozenset())
    """Further keys that a library or a file may carry."""


def read_semantics(value: Any) -> tuple[Field, ...]:
    """The fields; raises `Fault` that names the place that is wrong."""
    return _fields(value, "", 0)


def _fields(value: Any, at: str, level: int) -> tuple[Field, ...]:
    if not isinstance(value, list) or level > _MOST_LEVELS:
        raise Fault("semantics-invalid", at=at or "/")
    return tuple(_field(each, f"{at}/{place}", level) for place, each in enumerate(value))


def _field(value: Any, at: str, level: int) -> Field:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str) or level > _MOST_LEVELS:
        raise Fault("semantics-invalid", at=at)
    name, kind = value.get("name", ""), value["type"]
    if not isinstance(name, str):
        raise Fault("semantics-invalid", at=at)
    at = f"{at}({name})" if name else at
    return Field(
        name=name, type=kind, optional=value.get("optional") is True, tags=_tags(value.get("tags"), at),
        font=frozenset(key for key, on in _object(value.get("font"), at).items() if on),
        max_length=_whole(value.get("maxLength"), at), minimum=_number(value.get("min"), at),
        maximum=_number(value.get("max"), at), step=_number(value.get("step"), at),
        decimals=_whole(value.get("decimals"), at), options=_options(value.get("options"), at),
        multiple=value.get("multiple") is True, sub_content=value.get("isSubContent") is True,
        fields=_fields(value.get("fields"), at, level + 1) if kind == "group" else (),
        entry=_field(value.get("field"), at, level + 1) if kind == "list" else None,
        extra=_texts(value.get("extraAttributes"), at),
    )  # fmt: skip


def _tags(value: Any, at: str) -> frozenset[str] | None:
    return None if value is None else frozenset(tag.lower() for tag in _texts(value, at))


def _texts(value: Any, at: str) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Fault("semantics-invalid", at=at)
    return frozenset(value)


def _object(value: Any, at: str) -> dict[str, Any]:
    if value is None or isinstance(value, bool):
        return {}
    if not isinstance(value, dict):
        raise Fault("semantics-invalid", at=at)
    return value


def _number(value: Any, at: str) -> float | None:
    """Some libraries write their numbers as text."""
    if value is None or value == "":
        return None
    try:
        found = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        found = None
    if found is None or not abs(found) < 2**53:
        raise Fault("semantics-invalid", at=at)
    return found


def _whole(value: Any, at: str) -> int | None:
    found = _number(value, at)
    return None if found is None else max(0, int(found))


def _options(value: Any, at: str) -> tuple[str, ...]:
    """The values to choose from, out of groups if need be; of a library field, the libraries."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Fault("semantics-invalid", at=at)
    return tuple(_values(value, at))


def _values(options: list[Any], at: str) -> Iterator[str]:
    for option in options:
        if isinstance(option, str):
            yield option
        elif not isinstance(option, dict):
            raise Fault("semantics-invalid", at=at)
        elif option.get("type") == "optgroup" and isinstance(option.get("options"), list):
            yield from (str(each.get("value", "")) for each in option["options"] if isinstance(each, dict))
        else:
            yield str(option.get("value", option.get("name", "")))

"""The places that every page links to: the bar, help and the foot. Upper packages add theirs in ``ready()``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# More than four do not fit a thumb on a 360 px phone.
MOST_IN_BAR = 4

Spot = Literal["bar", "help", "foot"]


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the frame around every page; ``icon`` is a name in ``foundation.icons``."""

    label: _StrPromise
    path: str
    icon: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class PlaceHere:
    """A place as seen from the page that is being shown."""

    place: Place
    # What goes into aria-current: "page" on the place itself, "true" below it, "" elsewhere.
    current: str


_places: dict[Spot, list[Place]] = {"bar": [], "help": [], "foot": []}


def register(place: Place, *, spot: Spot = "bar") -> None:
    """Add a place; adding the same one twice does nothing."""
    held = _places[spot]
    if place in held:
        return
    if spot == "bar" and len(held) == MOST_IN_BAR:
        raise ImproperlyConfigured(f"The bar has room for {MOST_IN_BAR} places: take one out for {place.path}.")
    held.append(place)
    held.sort(key=lambda one: one.order)


def places(spot: Spot, path: str) -> list[PlaceHere]:
    """The places of a spot as seen from the page at ``path``."""
    return [PlaceHere(place, _current(place.path, path)) for place in _places[spot]]


def _current(place: str, path: str) -> str:
    if path == place:
        return "page"
    return "true" if place != "/" and path.startswith(place) else ""

"""What a file for members says, once it is read. Texts that end in ``html`` are safe to be put into a page."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Track(models.TextChoices):
    """The three tracks of the curriculum, by the last part of their addresses, in their order."""

    PHONE = "dung-dien-thoai-thong-minh", _("Using a smartphone")
    SERVICES = "dich-vu-cong-truc-tuyen", _("Online public services")
    SAFETY = "an-toan-tren-mang", _("Staying safe online")


@dataclass(frozen=True, slots=True)
class Source:
    """Where it is known from; the date is the source's own."""

    title: str
    url: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class Step:
    """One tap. ``who`` does it: the person with their own hands, or the member."""

    who: Literal["person", "member"]
    html: str
    # What the member says meanwhile, plain words without quotation marks; may be empty.
    say: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that is taught in about ten minutes."""

    code: str
    title: str
    track: Track
    order: int
    # Of the competence framework, such as "T3.1".
    competence: str
    # The course that is begun together afterwards.
    course: uuid.UUID | None
    minutes: int
    need: tuple[str, ...]
    review_by: dt.date
    sources: tuple[Source, ...]
    # One sentence to say.
    why: str
    check_html: str
    steps: tuple[Step, ...]
    mistakes_html: str
    # What the person is asked to do alone, and how each skill level from 0 to 3 shows in it.
    task_html: str
    levels: tuple[str, ...]
    leave_html: str


@dataclass(frozen=True, slots=True)
class ScamKind:
    """A way of cheating that people report."""

    code: str
    title: str
    order: int
    review_by: dt.date
    sources: tuple[Source, ...]
    how_html: str
    # Three things to say to the household.
    say: tuple[str, ...]
    do_html: str
    # A card that is read out and left behind.
    card_html: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All files of one folder, in their order."""

    topics: tuple[Topic, ...]
    scams: tuple[ScamKind, ...]

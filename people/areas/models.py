"""Areas: provinces and communes, each with the dates between which it was what it is."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.text import fold, normalise, sort_key

_APOSTROPHES = re.compile("['‘’ʼ]")
_NO_WORD = re.compile(r"\W+")
# Between several ways to write where a unit lies; nothing that is searched for has it.
PATHS = " | "


def search_form(text: str) -> str:
    """Words with single spaces between them: what names are compared in (`M'Drắk` is one word)."""
    return _NO_WORD.sub(" ", _APOSTROPHES.sub("", text)).strip()


class AreaQuerySet(models.QuerySet["Area"]):
    """What is asked of areas."""

    def in_force(self, at: dt.date | None = None) -> AreaQuerySet:
        """Those in force on a day, by default today."""
        day = at or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Area(models.Model):
    """A province or a commune in one legal form.

    A unit that changes its form (a commune becomes a ward) keeps its row, so that what points to it goes on pointing to
    it; the earlier form is kept beside it as an ended row with the same code.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province or city")
        COMMUNE = "commune", _("Commune, ward or special zone")

    class Kind(models.TextChoices):
        """What the law calls the unit; the values are its own words."""

        PROVINCE = "tỉnh", _("Province")
        CITY = "thành phố", _("City")
        COMMUNE = "xã", _("Commune")
        WARD = "phường", _("Ward")
        SPECIAL_ZONE = "đặc khu", _("Special zone")

        @property
        def area_level(self) -> Area.Level:
            """The level at which there are units of this kind."""
            provincial = self in (Area.Kind.PROVINCE, Area.Kind.CITY)
            return Area.Level.PROVINCE if provincial else Area.Level.COMMUNE

    code = models.CharField(_("code"), max_length=5)
    name = models.CharField(_("name"), max_length=80)
    full_name = models.CharField(_("name with its kind"), max_length=100)
    level = models.CharField(_("level"), max_length=8, choices=Level)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("province")
    )
    valid_from = models.DateField(_("in force since"))
    # The first day on which it is no more.
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    successors: models.ManyToManyField[Area, Any] = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name=_("successors")
    )

    # Made from the names: to search by (own name; own and province's name, folded and as spelt) and to sort by.
    folded = models.CharField(editable=False)
    folded_path = models.CharField(editable=False)
    spelt_path = models.CharField(editable=False)
    sort_key = models.CharField(editable=False, db_collation="C")

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["sort_key", "code"]
        constraints = [
            models.UniqueConstraint("code", condition=Q(valid_to=None), name="area_code_in_force"),
            models.UniqueConstraint("code", "valid_from", name="area_code_since"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="area_dates"),
            models.CheckConstraint(
                condition=Q(level="province", parent=None) | Q(level="commune", parent__isnull=False),
                name="area_parent_by_level",
            ),
        ]
        indexes = [
            GinIndex(OpClass("folded_path", "gin_trgm_ops"), name="area_folded_path", fastupdate=False),
            models.Index("parent", "sort_key", name="area_parent_sorted"),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.parent.full_name}" if self.parent else self.full_name

    def save(self, **kwargs: Any) -> None:
        """Save, with the keys in step with the names."""
        self.fill_keys()
        super().save(**kwargs)

    def is_in_force(self, day: dt.date) -> bool:
        """Whether it is what it is on a day."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)

    def fill_keys(self) -> None:
        """Make the columns that are made from the names; ``bulk_create`` and ``bulk_update`` need it done before."""
        path = f"{self.name} {self.parent.name}" if self.parent else self.name
        self.folded = search_form(fold(self.name))
        self.folded_path = search_form(fold(path))
        self.spelt_path = search_form(normalise(path).lower())
        self.sort_key = sort_key(self.name)


class FormerArea(models.Model):
    """A unit of the three levels that there were until 30 June 2025: under this name people still know the place.

    Only to be found and read: nothing points to it, and the units that it became are areas.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province or city")
        DISTRICT = "district", _("District, town or city of a province")
        COMMUNE = "commune", _("Commune, ward or township")

    class Kind(models.TextChoices):
        """What the law called the unit; the values are its own words."""

        PROVINCE = "tỉnh", _("Province")
        CITY = "thành phố", _("City")
        URBAN_DISTRICT = "quận", _("Urban district")
        DISTRICT = "huyện", _("District")
        TOWN = "thị xã", _("Town")
        TOWNSHIP = "thị trấn", _("Township")
        WARD = "phường", _("Ward")
        COMMUNE = "xã", _("Commune")

    # By the length of its code: provinces had two digits, districts three, communes five.
    LEVELS = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}

    code = models.CharField(_("code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=8, choices=Level)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("belonged to")
    )
    # The first day on which it was no more.
    ended_on = models.DateField(_("ended on"))
    successors: models.ManyToManyField[Area, Any] = models.ManyToManyField(
        Area, blank=True, related_name="former_areas", verbose_name=_("successors")
    )
    # It became one unit of the same name in the same province: who looks for it finds that.
    same_name = models.BooleanField(editable=False, default=False)

    folded = models.CharField(editable=False)
    folded_path = models.CharField(editable=False)
    spelt_path = models.CharField(editable=False)
    sort_key = models.CharField(editable=False, db_collation="C")

    class Meta:
        verbose_name = _("former area")
        verbose_name_plural = _("former areas")
        ordering = ["sort_key", "code"]
        indexes = [
            GinIndex(OpClass("folded_path", "gin_trgm_ops"), name="former_area_folded_path", fastupdate=False),
        ]

    def __str__(self) -> str:
        return ", ".join(unit.full_name for unit in (self, *self.parents()))

    @property
    def full_name(self) -> str:
        """`Thị xã Kinh Môn`."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"

    def parents(self) -> list[FormerArea]:
        """What it belonged to, the nearest first."""
        return [self.parent, *self.parent.parents()] if self.parent else []

    def fill_keys(self) -> None:
        """Make the columns that are made from the names, what it belonged to first."""
        self.folded = search_form(fold(self.name))
        spelt = search_form(normalise(self.name).lower())
        # With all it belonged to, and with its province alone, as people write it: `Tân Dân, Hải Dương`.
        above = self.parents()
        above = [above[0], above[-1]] if len(above) > 1 else above
        self.folded_path = PATHS.join(f"{self.folded} {unit.folded_path}" for unit in above) or self.folded
        self.spelt_path = PATHS.join(f"{spelt} {unit.spelt_path}" for unit in above) or spelt
        self.sort_key = sort_key(self.name)

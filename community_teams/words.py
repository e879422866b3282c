"""The field's fixed words: what a visit can record, by code, with what stands on the screen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How a visit ended at the door."""

    MET = "met", _("Met")
    NOBODY_HOME = "nobody_home", _("Nobody home")
    REFUSED = "refused", _("Refused")


class SkillLevel(models.IntegerChoices):
    """What somebody can do of a topic."""

    CANNOT = 0, _("Cannot do it yet")
    WITH_HELP = 1, _("Can do it with help")
    ALONE = 2, _("Can do it alone")
    TEACHES = 3, _("Can teach others")

"""What a record counts for. Sums only: every indicator of a day can be added to that of another, and recounted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from community_teams.words import Outcome, SkillLevel


class Indicator(models.TextChoices):
    """What is summed by team, commune and day."""

    VISITS = "visits", _("Visits that met somebody")
    NOBODY_HOME = "nobody_home", _("Visits with nobody home")
    REFUSED = "refused", _("Visits refused")
    HOUSEHOLDS = "households", _("Households met for the first time")
    TAUGHT = "taught", _("Topics taught")
    BETTER = "better", _("Topics in which somebody got better")
    ALONE = "alone", _("Topics that somebody can do alone now")
    COURSES = "courses", _("Courses begun together")
    SERVICES = "services", _("Online services filed together")
    REFERRALS = "referrals", _("People sent on")
    SESSIONS = "sessions", _("Group sessions")
    ATTENDED = "attended", _("People at group sessions")
    FOLLOWUPS = "followups", _("Follow-ups done")


def of_skills(skills: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Of the topics of one visit or of one who attended."""
    counts: Counter[str] = Counter()
    for skill in skills:
        counts[Indicator.TAUGHT] += 1
        counts[Indicator.BETTER] += skill["after"] > skill["before"]
        counts[Indicator.ALONE] += skill["before"] < SkillLevel.ALONE <= skill["after"]
    return counts


def of_visit(
    *,
    outcome: str,
    skills: Iterable[Mapping[str, Any]],
    course: object,
    service: Mapping[str, Any] | None,
    referrals: Iterable[str],
    first_met: bool,
) -> Counter[str]:
    """Of one visit that is in force."""
    counts: Counter[str] = Counter({_BY_OUTCOME[outcome]: 1})
    counts.update(of_skills(skills))
    counts[Indicator.HOUSEHOLDS] += first_met
    counts[Indicator.COURSES] += course is not None
    counts[Indicator.SERVICES] += service is not None and service["ended"] in ("filed", "done")
    counts[Indicator.REFERRALS] += len(list(referrals))
    return +counts


def of_session(*, attendees: Iterable[Iterable[Mapping[str, Any]]], others: int) -> Counter[str]:
    """Of one group session: the skills of each household that came, and how many others."""
    counts: Counter[str] = Counter({Indicator.SESSIONS: 1})
    for skills in attendees:
        counts[Indicator.ATTENDED] += 1
        counts.update(of_skills(skills))
    counts[Indicator.ATTENDED] += others
    return +counts


_BY_OUTCOME: dict[str, str] = {
    Outcome.MET: Indicator.VISITS,
    Outcome.NOBODY_HOME: Indicator.NOBODY_HOME,
    Outcome.REFUSED: Indicator.REFUSED,
}

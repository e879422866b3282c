"""The framework's competences as quizzes name them: by code."""

from __future__ import annotations

from courses.framework.models import Competence, Framework

MOST_COMPETENCES = 500


def newest_framework() -> Framework | None:
    """The framework that questions refer to."""
    return Framework.objects.order_by("-pk").first()


def competences() -> dict[str, Competence]:
    """The competences of that framework by their codes, in its order."""
    framework = newest_framework()
    rows = Competence.objects.filter(group__framework=framework).select_related("group")[:MOST_COMPETENCES]
    return {competence.code: competence for competence in rows}


def competence_choices() -> list[tuple[str, str]]:
    """For choosing one on the editor's screens."""
    return [(code, f"{code} {competence.title}") for code, competence in competences().items()]

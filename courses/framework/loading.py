"""Importing a version of a framework. The rows of other versions are never touched."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from courses.curriculum_files.turns import take_turn
from courses.framework.models import Competence, CompetenceGroup, Framework

if TYPE_CHECKING:
    from courses.curriculum_files.tree import FrameworkFile

Did = Literal["created", "updated", "unchanged", "kept"]


class FrameworkRefusedError(Exception):
    """This version cannot be imported; the message says why."""


def import_framework(found: FrameworkFile, *, force: bool = False) -> tuple[Framework, Did]:
    """Make the rows of this version equal to the file; ``kept`` when an official changed them since the last import."""
    with transaction.atomic():
        take_turn()
        framework = Framework.objects.filter(code=found.code, version=found.version).first()
        did: Did = "updated" if framework else "created"
        if framework is not None and not force:
            if rows_digest(framework) != framework.loaded_digest:
                return framework, "kept"
            if framework.source_digest == found.digest:
                return framework, "unchanged"
        framework = framework or Framework(code=found.code, version=found.version)
        framework.title, framework.note, framework.provisional = found.title, found.note, found.provisional
        framework.source_digest = found.digest
        framework.save()
        _write_groups(framework, found)
        framework.loaded_digest = rows_digest(framework)
        Framework.objects.filter(pk=framework.pk).update(loaded_digest=framework.loaded_digest)
        return framework, did


def rows_digest(framework: Framework) -> str:
    """Fingerprint of a framework as it stands in the database."""
    stored = Framework.objects.filter(pk=framework.pk)
    rows = [
        list(stored.values_list("title", "note", "provisional")),
        list(CompetenceGroup.objects.filter(framework=framework).order_by("code").values_list("code", "title")),
        list(
            Competence.objects.filter(group__framework=framework)
            .order_by("group__code", "code")
            .values_list("group__code", "code", "title", "description")
        ),
    ]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _write_groups(framework: Framework, found: FrameworkFile) -> None:
    kept = []
    for place, group in enumerate(found.groups):
        row, _made = CompetenceGroup.objects.update_or_create(
            framework=framework, code=group["code"], defaults={"title": group["title"], "sort_order": place}
        )
        for order, competence in enumerate(group["competences"]):
            words = {"title": competence["title"], "description": competence.get("description", "")}
            # By its code within the framework: it may have come from another group.
            stored = Competence.objects.filter(group__framework=framework, code=competence["code"]).first()
            stored = stored or Competence(code=competence["code"])
            stored.group, stored.sort_order = row, order
            stored.title, stored.description = words["title"], words["description"]
            stored.save()
            kept.append(stored.pk)
    gone = Competence.objects.filter(group__framework=framework).exclude(pk__in=kept)
    used = gone.filter(courses__isnull=False).first()
    if used is not None:
        raise FrameworkRefusedError(
            _("A course names the competence %s, which is not in the file any more.") % used.code
        )
    gone.delete()
    CompetenceGroup.objects.filter(framework=framework, competences__isnull=True).delete()

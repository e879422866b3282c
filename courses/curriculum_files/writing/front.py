"""The fields at the beginning of a file, and the framework: YAML as a person would write it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from courses.curriculum_files.yaml_lines import YamlError, read_yaml
from foundation.text import normalise

if TYPE_CHECKING:
    from courses.framework.models import Framework

# What a YAML reader does not take as it is.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(text: str) -> str:
    """A text as it is, or in quotes where YAML would read something else."""
    words = normalise(text)
    try:
        for form in (f"k: {words}", f"- {words}"):
            found: Any = read_yaml(form).value
            inner = found["k"] if isinstance(found, dict) and form[0] == "k" else found[0]
            if inner.value != words:
                return quoted(words)
    except (YamlError, TypeError, KeyError, IndexError):
        return quoted(words)
    return words


def quoted(text: str) -> str:
    """A text in quotes."""
    words = json.dumps(normalise(text), ensure_ascii=False)
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", words)


def fields_text(fields: dict[str, Any]) -> str:
    """Front matter."""
    lines = ["---"]
    for name, value in fields.items():
        if name == "competences":
            lines.append(f"competences: [{', '.join(map(quoted, value))}]")
        elif isinstance(value, list):
            lines.append(f"{name}:")
            for entry in value:
                pairs = entry.items() if isinstance(entry, dict) else None
                words = [f"{key}: {_plain(one)}" for key, one in pairs] if pairs else [_plain(entry)]
                lines += [f"  - {words[0]}", *(f"    {word}" for word in words[1:])]
        else:
            lines.append(f"{name}: {_plain(value)}")
    return "\n".join([*lines, "---", ""])


def _plain(value: Any) -> str:
    return scalar(value) if isinstance(value, str) else str(value)


def framework_text(framework: Framework) -> str:
    """`framework.yaml`."""
    lines = [f"code: {scalar(framework.code)}", f"version: {quoted(framework.version)}"]
    lines.append(f"title: {scalar(framework.title)}")
    if framework.note.strip():
        lines.append(f"note: {scalar(framework.note)}")
    if not framework.provisional:
        lines.append("provisional: false")
    lines.append("groups:")
    for group in framework.groups.order_by("sort_order", "code"):
        lines += [f"  - code: {quoted(group.code)}", f"    title: {scalar(group.title)}", "    competences:"]
        for competence in group.competences.order_by("sort_order", "code"):
            lines += [f"      - code: {quoted(competence.code)}", f"        title: {scalar(competence.title)}"]
            if competence.description.strip():
                lines.append(f"        description: {scalar(competence.description)}")
    return "\n".join([*lines, ""])

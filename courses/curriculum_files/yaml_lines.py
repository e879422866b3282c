"""YAML with the line of every value, and without its dangerous or surprising parts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

import yaml
from django.utils.translation import gettext as _

# No file of ours needs more; deep nesting is a way to break parsers.
DEEPEST = 8

_OPENING = (
    yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken,
)  # fmt: skip
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)

Value: TypeAlias = "str | int | float | bool | dt.date | list[Located] | dict[str, Located] | None"


class YamlError(Exception):
    """The YAML cannot be read; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Located:
    """A value and the line where it stands."""

    value: Value
    line: int


def read_yaml(text: str, first_line: int = 1) -> Located:
    """Read one document; raises ``YamlError``. Anchors, tags and repeated keys are refused."""
    try:
        depth = 0
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > DEEPEST:
                raise YamlError(token.start_mark.line + first_line, _("This is nested too deeply."))
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken)):
                line = token.start_mark.line + first_line
                raise YamlError(line, _("Anchors (&), references (*) and tags (!) are not used in these files."))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return Located({}, first_line)
        return _located(node, first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        raise YamlError(line + first_line, _("This is not YAML: %s") % error.problem) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise YamlError(first_line, _("This is not YAML: %s") % error) from error


def _located(node: yaml.Node, first_line: int) -> Located:
    line = node.start_mark.line + first_line
    if isinstance(node, yaml.MappingNode):
        fields: dict[str, Located] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlError(key.start_mark.line + first_line, _("A field's name must be a word."))
            if key.value in fields:
                raise YamlError(key.start_mark.line + first_line, _("The field “%s” stands here twice.") % key.value)
            fields[key.value] = _located(child, first_line)
        return Located(fields, line)
    if isinstance(node, yaml.SequenceNode):
        return Located([_located(child, first_line) for child in node.value], line)
    try:
        value = yaml.constructor.SafeConstructor().construct_object(node)
    except (ValueError, OverflowError) as error:
        raise YamlError(line, _("“%s” cannot be read.") % node.value) from error
    return Located(value if isinstance(value, (str, int, float, dt.date)) else None, line)

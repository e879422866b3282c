"""Choosing something whose key is a UUID: Wagtail's own block expects numbers, and finds nothing for texts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from wagtail.snippets.blocks import SnippetChooserBlock

from foundation.identifiers import parse_uuid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model


class UUIDSnippetChooserBlock(SnippetChooserBlock):
    """Keeps the key as text, as JSON must."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Model | None]:
        """The objects of these keys with one query; what is gone, or no key, is None."""
        keys = [parse_uuid(str(value)) if value else None for value in values]
        found = self.model_class.objects.in_bulk([key for key in keys if key])
        return [found.get(key) if key else None for key in keys]

    def clean(self, value: Model | None) -> Model | None:
        """What is here was looked up already. Wagtail asks its form, which a command has not loaded."""
        if value is None and self._required:
            raise ValidationError(gettext("This field is required."))
        return value

    def get_prep_value(self, value: Any) -> str | None:
        """The key as text."""
        key = super().get_prep_value(value)
        return str(key) if isinstance(key, uuid.UUID) else key

    def get_form_state(self, value: Any) -> dict[str, Any] | None:
        """What the editor's form starts with, as JSON can carry it."""
        state: dict[str, Any] | None = super().get_form_state(value)
        return {**state, "id": str(state["id"])} if state else state

    def deconstruct(self) -> Any:
        """In migrations Wagtail's own block stands for it."""
        _name, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", args, kwargs

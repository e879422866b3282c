"""Media of these tests go to a folder of their own; nothing of an earlier test is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from people.models import User
from tests.people.staff import sign_in


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    # Wagtail keeps the sites' root paths there, of pages that an earlier test took back.
    cache.clear()


@pytest.fixture
def official(db: None, client: Any) -> User:
    """An administrator, signed in."""
    user = User.objects.create_superuser("0912345678", "mot-mat-khau-dai")
    sign_in(client, user)
    return user

"""Media of these tests go to a folder of their own."""

from tests.courses.conftest import _nothing_cached, media_root, official  # noqa: F401 - fixtures

"""What tests of formats share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quizzes.formats import checking
from quizzes.kinds.registry import kinds


def _kinds_are_there() -> bool:
    try:
        kinds()
    except ModuleNotFoundError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def _contents_unchecked_without_kinds() -> Iterator[None]:
    """Formats can be tried where the kinds are not written yet; what they refuse is then not known."""
    if _kinds_are_there():
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "problems_of", lambda _record: [])
        yield


@pytest.fixture(scope="session")
def kinds_check() -> None:
    """For tests of what the kinds refuse."""
    if not _kinds_are_there():
        pytest.skip("the kinds of questions are not there")

"""What opens something by itself does not lie in the log."""

from __future__ import annotations

import io
import logging

import pytest

from foundation.secret_addresses import HideSecrets


@pytest.fixture
def written(monkeypatch):
    """What the handler of the settings writes."""
    (handler,) = [one for one in logging.getLogger().handlers if any(isinstance(f, HideSecrets) for f in one.filters)]
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream


def test_a_mistyped_code_leaves_no_card_in_the_log(client, db, written):
    token = "a" * 26
    assert client.get(f"/so-ho/{token}/ma/").status_code == 404
    assert client.delete(f"/so-ho/{token}/").status_code == 405
    assert token not in written.getvalue()
    assert written.getvalue().count("/so-ho/…/") == 2


def test_other_lines_stay_as_they_are(written):
    logging.getLogger("somebody").warning("%s: /so-ho/%s?da=1 and /khoa-hoc/%d/", "Not Found", "abc", 7)
    assert written.getvalue() == "WARNING somebody: Not Found: /so-ho/…?da=1 and /khoa-hoc/7/\n"

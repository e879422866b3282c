"""What is sealed opens with its own key at its own place, and nowhere else."""

from __future__ import annotations

import uuid

import pytest

from community_teams.sealing import ciphers


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.FIELD_DATA_KEY, settings.FIELD_DATA_EARLIER_KEYS = "5f" * 32, []
    ciphers._masters.cache_clear()
    yield
    ciphers._masters.cache_clear()


def test_it_opens_what_it_sealed():
    key, wrapped = ciphers.new_key(subject := uuid.uuid4())
    assert ciphers.unwrap(wrapped, subject) == key
    sealed = ciphers.seal(key, {"head_name": "Lò Thị Mai"}, "household:1")
    assert b"Mai" not in sealed
    assert ciphers.unseal(key, sealed, "household:1") == {"head_name": "Lò Thị Mai"}


def test_it_does_not_open_at_another_place_with_another_key_or_damaged():
    key, _ = ciphers.new_key(uuid.uuid4())
    other, _ = ciphers.new_key(uuid.uuid4())
    sealed = ciphers.seal(key, {"a": 1}, "household:1")
    for wrong_key, text, place in [(key, sealed, "household:2"), (other, sealed, "household:1"),
                                   (key, sealed[:-1] + b"x", "household:1"), (key, b"", "household:1")]:  # fmt: skip
        with pytest.raises(ciphers.CannotOpen):
            ciphers.unseal(wrong_key, text, place)


def test_a_key_is_wrapped_for_its_subject_only():
    _key, wrapped = ciphers.new_key(uuid.uuid4())
    with pytest.raises(ciphers.CannotOpen):
        ciphers.unwrap(wrapped, uuid.uuid4())


def test_keys_wrapped_with_an_earlier_master_still_open(settings):
    key, wrapped = ciphers.new_key(subject := uuid.uuid4())
    blind = ciphers.blind("name", "mai")
    settings.FIELD_DATA_KEY, settings.FIELD_DATA_EARLIER_KEYS = "6a" * 32, ["5f" * 32]
    ciphers._masters.cache_clear()
    assert ciphers.unwrap(wrapped, subject) == key
    assert ciphers.blind("name", "mai") != blind


def test_blind_keys_are_equal_for_equal_texts_of_one_purpose_only():
    assert ciphers.blind("name", "mai") == ciphers.blind("name", "mai")
    assert ciphers.blind("name", "mai") != ciphers.blind("phone", "mai")

import uuid

import pytest

from foundation.identifiers import parse_uuid, uuid7


def test_a_uuid7_has_its_version_its_variant_and_the_time_in_front():
    made = uuid7(now=1_763_770_530.123)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == 1_763_770_530_123


def test_many_of_one_moment_differ():
    assert len({uuid7(now=1.0) for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    "text",
    [
        None,
        7,
        "",
        "x" * 36,
        "8022f7a2389545d1b8c761698ea82d97",
        "{8022f7a2-3895-45d1-b8c7-61698ea82d97}",
        "urn:uuid:8022f7a2-3895-45d1-b8c7-61698ea82d97",
    ],
)
def test_only_the_usual_spelling_is_a_uuid(text):
    assert parse_uuid(text) is None


def test_capital_letters_are_the_same_identifier():
    made = uuid.uuid4()
    assert parse_uuid(str(made).upper()) == made

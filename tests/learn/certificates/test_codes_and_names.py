"""The number that everyone can type, and the name as people write it."""

import math

import pytest
from django.core.exceptions import ValidationError

from learn.certificates.codes import ALPHABET, LENGTH, grouped, new_code, read_code
from learn.certificates.names import clean_name


def test_a_number_is_hopeless_to_guess():
    assert LENGTH * math.log2(len(set(ALPHABET))) > 80
    assert len({new_code() for _ in range(1000)}) == 1000


def test_no_letter_looks_like_another_and_no_vietnamese_keyboard_changes_one():
    assert not set(ALPHABET) & set("01OILZSB")
    assert not set(ALPHABET) & set("AEIOUYDW"), "Telex makes other letters of these"


@pytest.mark.parametrize("spell", [str, str.lower, grouped, lambda code: f"  {grouped(code).lower()} ",
                                   lambda code: grouped(code).replace("-", " "),
                                   lambda code: grouped(code).replace("-", "–"),
                                   lambda code: code.replace("5", "S").replace("2", "Z")])  # fmt: skip
def test_any_spelling_of_a_number_is_understood(spell):
    code = new_code()
    assert read_code(spell(code)) == code


@pytest.mark.parametrize(
    "typed", ["", "abc", "A" * 20, "2" * 19, "2" * 21, "2" * 100_000, "２" * 19 + "Ɐ", "\x00" * 20]
)
def test_what_is_no_number_is_none(typed):
    assert read_code(typed) is None


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh Tuyết", "Đặng Ỷ Ữ Ặng", "H’Hen Niê", "Y Blă Ƀuôn Ya", "Ksơ̆r Hờ Bŏ",
                                  "Lò Thị Păn", "Trần Văn A.", "Ayun-Pa Mĭt"])  # fmt: skip
def test_names_of_every_people_of_the_country_stand_as_written(name):
    assert clean_name(name) == name


def test_a_name_gets_one_spelling():
    assert clean_name("  Nguye\u0302\u0303n   Văn\tBa ") == "Nguyễn Văn Ba"
    assert clean_name("Ba\u0000\u200b Nam") == "Ba Nam"
    assert clean_name("Ba\u202e Nguyễn\u2066") == "Ba Nguyễn"
    assert clean_name("H`Hen Nie\u0302") == "H’Hen Niê"


@pytest.mark.parametrize(
    "name",
    ["", " ", "A", "Bảy 7", "<b>Ba</b>", "😀 Ba", "ขวัญ ใจ", "中文名字", "-Ba Bốn", "a" * 81,
     "a" * 10_000, "https://x.vn", "Ba Bo" + "\u0301" * 40, "Ba B\u0323\u0302\u0308\u0300"],
)  # fmt: skip
def test_what_is_no_name_is_refused_with_a_sentence(name):
    with pytest.raises(ValidationError) as refused:
        clean_name(name)
    assert refused.value.messages[0]

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import name_sort_key, normalise, sort_key

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]

IN_ORDER = [
    ["a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "ẳ", "ẵ", "ắ", "ặ", "â", "ầ", "ẩ", "ẫ", "ấ", "ậ", "b"],
    ["d", "đ", "e", "ê", "f", "g"],
    ["i", "j", "k"],
    ["o", "ô", "ơ", "p"],
    ["u", "ư", "v", "w", "x", "y", "z"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mài", "man", "mận"],
    ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai",
     "Đồng Tháp", "Gia Lai", "Hà Nội", "Hà Tĩnh", "Hải Phòng", "Huế", "Hưng Yên", "Khánh Hòa", "Lai Châu",
     "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Nghệ An", "Ninh Bình", "Phú Thọ", "Quảng Ngãi", "Quảng Ninh",
     "Quảng Trị", "Sơn La", "Tây Ninh", "Thái Nguyên", "Thanh Hóa", "Tuyên Quang", "Vĩnh Long"],
    ["An", "An Bình", "Ân", "Ấn", "Yến"],
    ["Tổ 1", "Tổ 2", "Tổ 10", "Tổ 100", "Tổ dân phố 1", "Tổ đội"],
    ["Hòa", "Hóa", "Hòa Bình"],
    ["Việt", "Việt Nam", "Вьетнам"],
]  # fmt: skip


@pytest.mark.parametrize("expected", IN_ORDER, ids=lambda words: words[0])
def test_text_sorts_as_in_a_vietnamese_dictionary(expected):
    shuffled = random.Random(7).sample(expected, len(expected))
    # As PostgreSQL compares under the C collation: byte by byte.
    assert sorted(shuffled, key=lambda text: sort_key(text).encode()) == expected


def test_spelling_case_and_punctuation_do_not_change_the_place():
    assert sort_key("Hoà  bình") == sort_key("HÒA BÌNH") == sort_key(unicodedata.normalize("NFD", "Hòa-Bình"))
    assert sort_key("M'Drắk") == sort_key("M’Drắk") == sort_key("Mdrắk")


def _by_the_book(text):
    """The order as a definition, for well-formed words: letters of all words, then tones of all letters."""
    letters, tones = [], []
    for word in normalise(text).lower().split():
        places = []
        for letter in word:
            marks = unicodedata.normalize("NFD", letter)
            tone = next((mark for mark in marks if mark in TONES[1:]), "")
            places.append(ALPHABET.index(unicodedata.normalize("NFC", marks.replace(tone, "") if tone else marks)))
            tones.append(TONES.index(tone))
        letters.append(places)
    while tones and not tones[-1]:
        tones.pop()
    return letters, tones


letters = st.builds(
    lambda base, tone: unicodedata.normalize("NFC", base + tone) if base in "aăâeêioôơuưy" else base,
    st.sampled_from(ALPHABET),
    st.sampled_from(TONES),
)
phrases = st.lists(st.lists(letters, min_size=1, max_size=5).map("".join), max_size=3).map(" ".join)


@given(phrases, phrases)
def test_keys_compare_as_the_definition_does(one, other):
    assert (sort_key(one) < sort_key(other)) == (_by_the_book(one) < _by_the_book(other))


@given(st.text(), st.text())
def test_any_text_has_a_key_and_equal_spelling_gives_an_equal_key(one, other):
    assert sort_key(one) == sort_key(normalise(one))
    assert name_sort_key(f"{one} {other}") == name_sort_key(normalise(f"{one} {other}"))


def test_people_sort_by_given_name_then_family_then_middle():
    expected = [
        "Nguyễn Văn An", "Trần An", "Lê Thị Ánh", "Nguyễn Ánh", "Nguyễn Ngọc Ánh", "Bùi Ân", "Đỗ Bình", "Dương Đức",
        "Lê Hoa", "Lê Hòa", "Nguyễn Thị Yến",
    ]  # fmt: skip
    shuffled = random.Random(7).sample(expected, len(expected))
    assert sorted(shuffled, key=lambda name: name_sort_key(name).encode()) == expected


def test_a_single_name_and_an_empty_one_have_their_place():
    assert sorted(["Nguyễn An", "An", "", "Ánh"], key=name_sort_key) == ["", "An", "Nguyễn An", "Ánh"]

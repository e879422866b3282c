import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.text import fold, normalise

# Text as people and old files make it: letters with marks taken apart, put together, in the wrong order.
VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u0304\u0331\u0307\u0345"
typed = st.text(st.sampled_from(VIETNAMESE + MARKS + " \t\n'’-–Ððİıßŉ\u00a0\u200b0123")) | st.text()


@pytest.mark.parametrize(
    ("spellings", "one"),
    [
        ("hoà hòa", "hòa"), ("HOÀ HÒA", "HÒA"), ("Hoá Hóa", "Hóa"), ("Thuỵ Thụy", "Thụy"), ("khoẻ khỏe", "khỏe"),
        ("quý qúy", "quý"), ("quả qủa", "quả"), ("quỳnh qùynh", "quỳnh"), ("già gìa", "già"), ("giúp gíup", "giúp"),
        ("giếng gíêng", "giếng"), ("gì", "gì"), ("gìn", "gìn"), ("khuỷu khủyu", "khuỷu"), ("thuở thủơ", "thuở"),
        ("ngoằn ngòăn", "ngoằn"), ("ngoèo ngòeo", "ngoèo"), ("hoàng hòang", "hoàng"), ("huýt húyt", "huýt"),
        ("xoài xòai", "xoài"), ("xoáy xóay", "xoáy"), ("của cuả", "của"), ("mía miá", "mía"), ("mùa muà", "mùa"),
        ("thuế thúê", "thuế"), ("thuyền thùyên thuỳên", "thuyền"), ("nguyễn nguỹên", "nguyễn"),
        ("nước nứơc", "nước"), ("rượu rựơu", "rượu"), ("người ngừơi", "người"), ("chiều chìêu", "chiều"),
        ("yến ýên", "yến"), ("xoóng xóong", "xoóng"), ("tuổi tủôi", "tuổi"), ("thừa thưà", "thừa"),
    ],
)  # fmt: skip
def test_a_tone_has_one_place_in_a_syllable(spellings, one):
    assert {normalise(spelling) for spelling in spellings.split()} == {one}


@pytest.mark.parametrize("word", ["café", "résumé", "vidéo", "naïve", "Zürich", "Điện thoại 4G", "M'Drắk", "Đắk Lắk"])
def test_what_needs_no_correction_is_left_alone(word):
    assert normalise(word) == word


def test_a_letter_with_one_mark_too_many_keeps_them_where_they_are():
    assert normalise("iu\u0300\u0300") == "iù\u0300"


@pytest.mark.parametrize(
    "typed_as",
    [
        "Việt Nam",
        unicodedata.normalize("NFD", "Việt Nam"),
        "Vie\u0323\u0302t Nam",
        "Vi\u1eb9\u0302t Nam",
        "  Việt \t\n Nam ",
        "Việt\u00a0Nam",
        "\ufeffViệt\u200b Nam\x00",
        "\u202eViệt\u2066 Nam\u2069\u202c\u061c",
    ],
)
def test_equal_text_is_stored_equal_however_it_was_typed(typed_as):
    assert normalise(typed_as) == "Việt Nam"


def test_letters_that_only_look_like_d_with_stroke_become_it():
    assert normalise("\u00d0ồng Nai, \u0189à Nẵng, \u00f0i") == "Đồng Nai, Đà Nẵng, đi"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đại Phúc", "dai phuc"),
        ("HÒA BÌNH", "hoa binh"),
        ("Hoà Bình", "hoa binh"),
        ("Thừa Thiên – Huế", "thua thien - hue"),
        ("M’Drắk", "m'drak"),
        ("Ươm mầm", "uom mam"),
        ("Straße", "strasse"),
        ("số \u0300 1", "so 1"),
        ("ភាសាខ្មែរ", "ភាសាខ្មែរ"),
    ],
)
def test_folding_takes_off_what_a_hurried_person_does_not_type(text, folded):
    assert fold(text) == folded


@given(typed)
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(typed)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(typed)
def test_folding_does_not_care_how_the_text_was_spelt(text):
    assert fold(normalise(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_no_single_letter_of_any_script_breaks_a_law():
    for code in range(0x2FFFF):
        letter = chr(code)
        once = normalise(letter)
        assert normalise(once) == once, hex(code)
        folded = fold(letter)
        assert fold(folded) == folded == fold(once), hex(code)

import datetime as dt
import time

import pytest
from django.db import connection

from people.areas.selectors import QueryTooLong, find_areas, search_areas
from people.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_country")]


def names(text, **options):
    return [str(area) for area in find_areas(text, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dai phuc", "Xã Đại Phúc, Tỉnh Thái Nguyên"),
        ("Đại Phúc", "Xã Đại Phúc, Tỉnh Thái Nguyên"),
        ("ĐẠI PHÚC", "Xã Đại Phúc, Tỉnh Thái Nguyên"),
        ("ai phu", "Xã Đại Phúc, Tỉnh Thái Nguyên"),
        ("ha noi", "Thành phố Hà Nội"),
        ("ba dinh ha noi", "Phường Ba Đình, Thành phố Hà Nội"),
        ("Ba Đình, TP. Hà Nội", "Phường Ba Đình, Thành phố Hà Nội"),
        ("phuong ba dinh", "Phường Ba Đình, Thành phố Hà Nội"),
        ("xã ba đình", "Xã Ba Đình, Tỉnh Thanh Hóa"),
        ("xã Xa Dung", "Xã Xa Dung, Tỉnh Điện Biên"),
        ("tỉnh hà tĩnh", "Tỉnh Hà Tĩnh"),
        ("ha tinh", "Tỉnh Hà Tĩnh"),
        ("thành phố huế", "Thành phố Huế"),
        ("tp hcm", "Thành phố Hồ Chí Minh"),
        ("đac khu phu quoc", "Đặc khu Phú Quốc, Tỉnh An Giang"),
        ("Quốc", "Xã Quốc Khánh, Tỉnh Lạng Sơn"),
        ("M’Drắk", "Xã M'Drắk, Tỉnh Đắk Lắk"),
        ("mdrak", "Xã M'Drắk, Tỉnh Đắk Lắk"),
        ("van mieu quoc tu giam", "Phường Văn Miếu - Quốc Tử Giám, Thành phố Hà Nội"),
        ("2 bao loc", "Phường 2 Bảo Lộc, Tỉnh Lâm Đồng"),
    ],
)
def test_any_part_of_a_name_finds_the_area(typed, first):
    assert names(typed)[0] == first


def test_both_ways_to_place_a_tone_find_the_same():
    assert names("Hoà Bình") == names("Hòa Bình") != []


def test_what_matches_as_spelt_comes_before_what_matches_without_marks():
    own = [area.name for area in find_areas("Tân An", limit=100) if "tan an" in area.folded]
    spelt = ["Tân An" in name for name in own]
    assert spelt == sorted(spelt, reverse=True)
    assert {True, False} == set(spelt)


def test_a_whole_name_comes_before_its_beginning_and_that_before_a_later_word():
    found = [area.folded for area in find_areas("son la", limit=100) if "son la" in area.folded]
    assert found[0] == "son la"
    assert found.index("son lang") < found.index("lien son lak")


def test_a_province_comes_before_the_communes_in_it():
    found = find_areas("quang ngai", limit=100)
    assert found[0].level == "province"
    assert {area.parent.name for area in found[1:]} == {"Quảng Ngãi"}
    assert [area.sort_key for area in found[1:]] == sorted(area.sort_key for area in found[1:])


def test_the_level_narrows_the_search():
    assert {area.level for area in find_areas("ha noi", level="commune")} == {"commune"}


@pytest.mark.parametrize("typed", ["", "   ", "...", "xyzzy", "%", "_", "\x00"])
def test_what_names_nothing_finds_nothing(typed):
    assert find_areas(typed) == []


def test_results_are_bounded():
    assert len(find_areas("a")) == 20
    assert len(find_areas("a", limit=10_000)) == 100


def test_more_than_any_name_has_is_refused_in_words():
    with pytest.raises(QueryTooLong, match="100"):
        find_areas("a" * 101)


def test_a_search_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        names("ha noi")


def test_the_search_uses_the_trigram_index():
    plan = search_areas("dai phuc")[:20].explain()
    assert "area_folded_path" in plan
    assert "Seq Scan" not in plan


def test_a_search_takes_milliseconds():
    find_areas("warm up")
    begun = time.monotonic()
    for _ in range(20):
        find_areas("Ba Đình, TP. Hà Nội")
    assert (time.monotonic() - begun) / 20 < 0.05


def test_an_area_is_found_only_while_it_is_in_force():
    gone = Area.objects.create(
        code="99999", name="Xưa Kia", full_name="Xã Xưa Kia", level="commune", kind="xã",
        parent=Area.objects.get(code="01"), valid_from=dt.date(2025, 7, 1), valid_to=dt.date(2026, 4, 30),
    )  # fmt: skip
    assert find_areas("xua kia") == []
    assert find_areas("xua kia", at=dt.date(2026, 4, 29)) == [gone]
    assert find_areas("xua kia", at=dt.date(2026, 4, 30)) == []
    assert find_areas("xua kia", at=dt.date(2025, 6, 30)) == []


def test_communes_sort_in_vietnamese_order():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM people_area WHERE level = 'province' ORDER BY sort_key")
        ordered = [name for (name,) in cursor]
    assert ordered[:3] == ["An Giang", "Bắc Ninh", "Cà Mau"]
    assert ordered.index("Cần Thơ") < ordered.index("Đà Nẵng") < ordered.index("Gia Lai")
    assert ordered[-1] == "Vĩnh Long"

"""The shipped list is what the law says there is."""

import re
from collections import Counter

import pytest

from foundation.text import normalise
from people.areas.reading import SHIPPED_LIST, read_list


@pytest.fixture(scope="module")
def units():
    return {row.code: row for row in read_list(SHIPPED_LIST)}


def test_there_are_34_provinces_and_3321_communes(units):
    assert Counter(row.level for row in units.values()) == {"province": 34, "commune": 3321}


def test_there_are_as_many_of_each_kind_as_the_law_made(units):
    kinds = {"tỉnh": 27, "thành phố": 7, "xã": 2611, "phường": 697, "đặc khu": 13}
    assert Counter(row.kind for row in units.values()) == kinds


def test_a_full_name_is_the_kind_and_the_name(units):
    assert [row for row in units.values() if row.full_name != f"{row.kind.capitalize()} {row.name}"] == []


def test_names_are_stored_in_one_spelling(units):
    assert [row.name for row in units.values() if row.name != normalise(row.name)] == []


def test_every_province_has_communes(units):
    parents = Counter(row.parent for row in units.values() if row.level == "commune")
    assert len(parents) == 34
    assert min(parents.values()) >= 38
    assert parents["01"] == 126


def test_ba_che_has_the_code_of_the_commune_not_of_the_former_town(units):
    assert "06970" not in units
    assert (units["06978"].full_name, units["06978"].parent) == ("Xã Ba Chẽ", "22")


def test_dong_nai_is_a_city_with_ten_new_wards_since_30_april_2026(units):
    assert units["75"].full_name == "Thành phố Đồng Nai"
    new = {row.name for row in units.values() if str(row.valid_from) == "2026-04-30" and row.level == "commune"}
    assert new == {
        "Lộc Ninh", "Tân Khai", "Đồng Phú", "Tân Phú", "Trị An", "Trảng Bom", "Dầu Giây", "Long Thành", "Xuân Lộc",
        "Nhơn Trạch",
    }  # fmt: skip
    assert {row.kind for row in units.values() if row.name in new and row.parent == "75"} == {"phường"}


def test_all_others_are_in_force_since_the_two_tiers_began(units):
    assert Counter(str(row.valid_from) for row in units.values()) == {"2025-07-01": 3344, "2026-04-30": 11}
    assert {row.valid_to for row in units.values()} == {None}


def test_codes_are_the_official_ones_in_form(units):
    assert all(re.fullmatch(r"\d{2}" if row.level == "province" else r"\d{5}", row.code) for row in units.values())

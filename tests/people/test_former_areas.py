import csv
import datetime as dt
import json
import time
from collections import Counter, defaultdict

import pytest
from django.core.management import CommandError, call_command

from foundation.text import normalise
from people.areas import former as loading
from people.areas.former import FORMER_LIST, load_former
from people.areas.reading import SHIPPED_LIST, ListRefused
from people.areas.selectors import QueryTooLong, current_successors, find_former, search_former
from people.invitations.forms import AreaField
from people.models import Area, FormerArea

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_country")]


@pytest.fixture(scope="module")
def rows():
    with FORMER_LIST.open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def names(text, **options):
    return [str(unit) for unit in find_former(text, **options)]


def became(unit):
    return {str(area) for area in unit.successors}


def test_the_list_has_every_unit_of_june_2025_and_leads_to_every_unit_of_today(rows):
    assert Counter(len(code) for code in rows) == {2: 63, 3: 696, 5: 10_035}
    with SHIPPED_LIST.open(encoding="utf-8") as file:
        today = {row["code"] for row in csv.DictReader(file)}
    assert {code for row in rows.values() for code in row["successors"].split()} == today
    assert all(row["successors"] for row in rows.values())
    assert all(row["parent"] in rows for code, row in rows.items() if len(code) > 2)
    assert [row["name"] for row in rows.values() if row["name"] != normalise(row["name"])] == []
    assert {row["ended_on"] for row in rows.values()} == {"2025-07-01"}


def test_a_unit_is_of_the_level_of_its_successors(rows):
    lengths = {(len(code), len(after)) for code, row in rows.items() for after in row["successors"].split()}
    assert lengths == {(2, 2), (3, 5), (5, 5)}


def test_a_district_became_what_its_communes_became_and_a_province_what_its_districts_did(rows):
    of_communes = defaultdict(set)
    for code, row in rows.items():
        if len(code) == 5:
            of_communes[row["parent"]].update(row["successors"].split())
    assert len(of_communes) == 691
    assert all(set(rows[code]["successors"].split()) == became for code, became in of_communes.items())
    # The other five are islands without communes, each a special zone now.
    islands = {row["name"] for code, row in rows.items() if len(code) == 3 and code not in of_communes}
    assert islands == {"Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"}


def test_communes_of_one_name_in_one_new_province_stay_apart():
    """The source gives the successors of both to both; they lie 75 km from each other."""
    in_thoi_lai, in_long_phu = (find_former(f"xã Tân Thạnh, {district}")[0] for district in ("Thới Lai", "Long Phú"))
    assert became(in_thoi_lai) == {"Xã Trường Thành, Thành phố Cần Thơ"}
    assert became(in_long_phu) == {"Xã Tân Thạnh, Thành phố Cần Thơ"}


def test_442_communes_were_split(rows):
    assert sum(len(code) == 5 and " " in row["successors"] for code, row in rows.items()) == 442


def test_kinh_mon_is_found_by_its_old_name_and_became_wards_and_communes_of_hai_phong():
    (town,) = find_former("Kinh Môn")
    assert str(town) == "Thị xã Kinh Môn, Tỉnh Hải Dương"
    assert (town.ended_on, town.last_day) == (dt.date(2025, 7, 1), dt.date(2025, 6, 30))
    assert became(town) == {
        "Phường Kinh Môn, Thành phố Hải Phòng", "Phường Bắc An Phụ, Thành phố Hải Phòng",
        "Phường Nguyễn Đại Năng, Thành phố Hải Phòng", "Phường Nhị Chiểu, Thành phố Hải Phòng",
        "Phường Phạm Sư Mạnh, Thành phố Hải Phòng", "Phường Trần Liễu, Thành phố Hải Phòng",
        "Xã Nam An Phụ, Thành phố Hải Phòng", "Xã Phú Thái, Thành phố Hải Phòng",
    }  # fmt: skip
    assert [area.sort_key for area in town.successors] == sorted(area.sort_key for area in town.successors)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kinh mon", "Thị xã Kinh Môn, Tỉnh Hải Dương"),
        ("TX. Kinh Môn", "Thị xã Kinh Môn, Tỉnh Hải Dương"),
        ("thị xã Kinh Môn, Hải Dương", "Thị xã Kinh Môn, Tỉnh Hải Dương"),
        ("hai duong", "Tỉnh Hải Dương"),
        ("thành phố hải dương", "Thành phố Hải Dương, Tỉnh Hải Dương"),
        ("Q.1", "Quận 1, Thành phố Hồ Chí Minh"),
        ("phường 4, Tân An", "Phường 4, Thành phố Tân An, Tỉnh Long An"),
        ("thu duc", "Thành phố Thủ Đức, Thành phố Hồ Chí Minh"),
        ("huyen thanh tri", "Huyện Thanh Trì, Thành phố Hà Nội"),
        ("thị trấn ba chẽ", "Thị trấn Ba Chẽ, Huyện Ba Chẽ, Tỉnh Quảng Ninh"),
        ("bach long vi", "Huyện Bạch Long Vĩ, Thành phố Hải Phòng"),
    ],
)
def test_old_names_are_found_as_people_type_them(typed, first):
    assert names(typed)[0] == first


def test_a_commune_that_was_split_has_several_successors():
    (commune,) = find_former("Thượng Quận, Kinh Môn")
    assert became(commune) == {"Phường Trần Liễu, Thành phố Hải Phòng", "Xã Phú Thái, Thành phố Hải Phòng"}


def test_the_province_may_follow_the_commune_without_its_district():
    assert names("Tân Dân, Hải Dương") == [
        "Phường Tân Dân, Thành phố Chí Linh, Tỉnh Hải Dương",
        "Phường Tân Dân, Thị xã Kinh Môn, Tỉnh Hải Dương",
    ]


def test_a_province_became_one_that_may_have_another_form_since():
    assert [became(unit) for unit in find_former("tỉnh Đồng Nai", limit=1)] == [{"Thành phố Đồng Nai"}]
    assert [became(unit) for unit in find_former("Bình Phước", limit=1)] == [{"Thành phố Đồng Nai"}]


def test_what_goes_on_under_its_name_is_left_to_the_areas_of_today():
    assert "Thành phố Hà Nội" not in names("hà nội", limit=100)
    assert FormerArea.objects.get(code="01").same_name
    # Bắc Giang is gone, and nothing else bears its name.
    assert names("bắc giang")[0] == "Tỉnh Bắc Giang"


def test_a_commune_is_not_found_by_the_name_of_its_district_alone():
    assert all("Kinh Môn" in unit.full_name for unit in find_former("kinh mon", limit=100))


@pytest.mark.parametrize("typed", ["", "   ", "...", "xyzzy", "%", "|", "\x00"])
def test_what_names_nothing_finds_nothing(typed):
    assert find_former(typed) == []


def test_what_is_found_is_bounded_and_too_long_a_name_is_refused():
    assert len(find_former("a")) == 10
    assert len(find_former("a", limit=10_000)) == 100
    with pytest.raises(QueryTooLong, match="100"):
        find_former("a" * 101)


def test_before_a_unit_ended_it_was_no_former_one():
    assert find_former("kinh mon", at=dt.date(2025, 6, 30)) == []
    assert len(find_former("kinh mon", at=dt.date(2025, 7, 1))) == 1


def test_a_search_takes_three_queries_however_many_successors_there_are(django_assert_num_queries):
    with django_assert_num_queries(3):
        assert [str(area) for unit in find_former("thanh", limit=100) for area in unit.successors]


def test_the_search_uses_the_trigram_index():
    plan = search_former("kinh mon")[:10].explain()
    assert "former_area_folded_path" in plan
    assert "Seq Scan on people_formerarea " not in plan


def test_a_search_takes_milliseconds():
    find_former("warm up")
    begun = time.monotonic()
    for _ in range(20):
        find_former("thị xã Kinh Môn, Hải Dương")
    assert (time.monotonic() - begun) / 20 < 0.08


def test_an_old_name_typed_for_an_invitation_is_answered_with_what_it_is_now():
    with pytest.raises(Exception, match="tên cũ") as refused:
        AreaField().clean("thị xã Kinh Môn")
    assert refused.value.code == "former_area"
    assert "Phường Kinh Môn, Thành phố Hải Phòng – 10675" in str(refused.value)


def test_a_correction_of_the_file_changes_what_is_on_record_and_nothing_else(tmp_path):
    text = FORMER_LIST.read_text("utf-8")
    path = tmp_path / "former.csv"
    lines = [line for line in text.splitlines(True) if ",Thượng Quận," not in line]
    line = next(line for line in text.splitlines() if line.startswith("292,"))
    path.write_text("".join(lines).replace(line, "292,thị xã,Kinh Mon,30,2025-07-01,10675"))
    counts = load_former(path)
    town = FormerArea.objects.get(code="292")
    # Its communes are found by its name too.
    assert counts == {"created": 0, "changed": 22, "removed": 1, "unchanged": 10771}
    assert [area.code for area in town.successors.all()] == ["10675"]
    assert FormerArea.objects.get(parent=town, name="Thái Thịnh").spelt_path.startswith("thái thịnh kinh mon")
    assert load_former()["unchanged"] == 10771


def test_a_successor_that_is_no_area_is_refused_with_its_line(tmp_path, monkeypatch, capsys):
    path = tmp_path / "former.csv"
    path.write_text("code,kind,name,parent,ended_on,successors\n30,tỉnh,Hải Dương,,2025-07-01,31 98\n")
    before = FormerArea.objects.count()
    with pytest.raises(ListRefused, match="98"):
        load_former(path)
    monkeypatch.setattr(loading.load_former, "__defaults__", (path,))
    with pytest.raises(CommandError) as refused:
        call_command("load_areas", "--json")
    assert refused.value.returncode == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["refused"]["line"] == 2
    assert FormerArea.objects.count() == before


def test_who_is_in_force_comes_after_itself():
    area = Area.objects.get(code="10675")
    assert current_successors(area) == [area]

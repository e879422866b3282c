import datetime as dt

import pytest
from django.core.management import CommandError
from django.dispatch import receiver

from people.areas.selectors import area_on, current_successors, find_former, name_on
from people.areas.services import MergeRefused, merge
from people.areas.signals import areas_ended
from people.models import Area
from tests.people.test_load_areas import AN_CUU, BA_DINH, HA_NOI, HEADER, HUE, load  # noqa: F401

pytestmark = pytest.mark.django_db

WIDE = HEADER.replace("\n", ",successors\n")
NGOC_HA = BA_DINH.replace("00004", "00008").replace("Ba Đình", "Ngọc Hà")
BOTH = HEADER + HA_NOI + BA_DINH + NGOC_HA
THANG_LONG = BA_DINH.replace("00004", "00999").replace("Ba Đình", "Thăng Long").replace("2025-07-01", "2027-01-01")


def wide(line, successors="", ended=""):
    return line.replace(",\n", f",{ended},{successors}\n")


MERGED = (
    WIDE + wide(HA_NOI) + wide(BA_DINH, "00999", "2027-01-01") + wide(NGOC_HA, "00999", "2027-01-01") + wide(THANG_LONG)
)
LATER = dt.date(2027, 6, 1)


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    ends = []

    @receiver(areas_ended)
    def hear(sender, areas, **more):
        ends.append(areas)

    yield ends
    areas_ended.disconnect(hear)


def codes(areas):
    return [area.code for area in areas]


def test_a_list_says_what_came_after_those_that_end_and_a_repeat_changes_nothing(load):  # noqa: F811
    load(BOTH)
    keys = dict(Area.objects.values_list("code", "pk"))
    counts = load(MERGED)
    assert counts == {"created": 1, "changed": 0, "ended": 2, "unchanged": 1, "written": True}
    ended = Area.objects.get(pk=keys["00004"])
    assert (ended.valid_to, codes(ended.successors.all())) == (dt.date(2027, 1, 1), ["00999"])
    assert codes(Area.objects.get(code="00999").predecessors.order_by("code")) == ["00004", "00008"]
    links = list(Area.successors.through.objects.order_by("pk").values())
    assert load(MERGED) == {"created": 0, "changed": 0, "ended": 0, "unchanged": 4, "written": True}
    assert list(Area.successors.through.objects.order_by("pk").values()) == links


def test_check_writes_no_successors(load):  # noqa: F811
    load(BOTH)
    assert load(MERGED, "--check")["ended"] == 2
    assert not Area.successors.through.objects.exists()


def test_successors_can_be_told_after_the_end(load):  # noqa: F811
    load(BOTH)
    load(HEADER + HA_NOI + THANG_LONG)
    assert Area.objects.get(code="00004").valid_to == dt.date(2027, 1, 1)
    counts = load(MERGED)
    assert (counts["changed"], counts["ended"]) == (2, 0)
    assert codes(Area.objects.get(code="00004").successors.all()) == ["00999"]
    # A list that is silent about them leaves them as they are.
    load(HEADER + HA_NOI + THANG_LONG)
    assert codes(Area.objects.get(code="00004").successors.all()) == ["00999"]


def test_an_end_that_is_taken_back_takes_the_successors_back(load):  # noqa: F811
    load(BOTH)
    load(MERGED)
    load(BOTH + THANG_LONG)
    assert not Area.successors.through.objects.exists()
    assert Area.objects.in_force(LATER).filter(level="commune").count() == 3


def test_a_fresh_database_gets_the_history_that_a_list_tells(load):  # noqa: F811
    assert load(MERGED)["created"] == 4
    assert codes(current_successors(Area.objects.get(code="00004"), LATER)) == ["00999"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (wide(BA_DINH, "00998", "2027-01-01"), "00998"),
        (wide(BA_DINH, "00008"), "valid_to"),
        (wide(BA_DINH, "01", "2027-01-01"), "khác cấp"),
        (wide(BA_DINH, "00004", "2027-01-01"), "hết hiệu lực"),
        (wide(BA_DINH, "19803", "2027-01-01"), "hết hiệu lực"),
    ],
)
def test_a_successor_that_cannot_be_one_is_refused_and_nothing_goes_in(load, line, words):  # noqa: F811
    load(BOTH)
    gone = wide(AN_CUU, "", "2026-01-01")
    with pytest.raises(CommandError) as refused:
        load(WIDE + wide(HA_NOI) + wide(HUE) + wide(NGOC_HA) + gone + line)
    assert refused.value.returncode == 1
    assert load.printed[0]["refused"]["line"] == 6
    assert words in load.printed[0]["refused"]["reason"]
    assert Area.objects.count() == 3


def test_who_listens_is_told_of_ends_once_they_are_committed(load, heard, django_capture_on_commit_callbacks):  # noqa: F811
    load(BOTH)
    with django_capture_on_commit_callbacks(execute=True):
        load(MERGED)
        assert heard == []
    ended = Area.objects.filter(code__in=["00004", "00008"])
    assert [set(ids) for ids in heard] == [{area.pk for area in ended}]
    with django_capture_on_commit_callbacks(execute=True):
        load(MERGED)
    assert len(heard) == 1


def test_a_new_form_is_no_end(load, heard, django_capture_on_commit_callbacks):  # noqa: F811
    load(BOTH)
    now = BA_DINH.replace("phường", "xã").replace("Phường", "Xã").replace("2025-07", "2027-01")
    with django_capture_on_commit_callbacks(execute=True):
        load(HEADER + HA_NOI + NGOC_HA + now)
    assert heard == []


def test_a_merger_is_written_once_and_told(load, heard, django_capture_on_commit_callbacks):  # noqa: F811
    load(BOTH + THANG_LONG)
    one, two, new = (Area.objects.get(code=code) for code in ("00004", "00008", "00999"))
    with django_capture_on_commit_callbacks(execute=True):
        assert merge(areas=[one, two], into=[new], on=LATER) == [one, two]
        assert merge(areas=[one, two], into=[new], on=LATER) == []
    assert heard == [[one.pk, two.pk]]
    one.refresh_from_db()
    assert current_successors(one, dt.date(2027, 5, 31)) == [one]
    assert current_successors(one, LATER) == [new]


def test_a_merger_that_cannot_be_is_refused_and_ends_nothing(load):  # noqa: F811
    load(BOTH + HUE + AN_CUU)
    one, two, city = (Area.objects.get(code=code) for code in ("00004", "00008", "01"))
    hue = Area.objects.get(code="46")
    for areas, into, on in (
        ([one], [one], LATER),
        ([one], [], LATER),
        ([one], [city], LATER),
        ([one], [two], dt.date(2025, 7, 1)),
        ([hue], [city], LATER),
    ):
        with pytest.raises(MergeRefused):
            merge(areas=areas, into=into, on=on)
    merge(areas=[two], into=[one], on=LATER)
    with pytest.raises(MergeRefused):
        merge(areas=[two], into=[one], on=dt.date(2027, 7, 1))
    with pytest.raises(MergeRefused):
        merge(areas=[one], into=[two], on=dt.date(2027, 7, 1))
    assert Area.objects.filter(valid_to=None).count() == 4


@pytest.fixture
def chain(load):  # noqa: F811
    """Ba Đình and Ngọc Hà became Thăng Long in 2027, that became Ba Đình again and Kim Mã in 2028."""
    load(BOTH)
    load(MERGED)
    again = [
        THANG_LONG.replace("00999", code).replace("Thăng Long", name).replace("2027-01-01", "2028-01-01")
        for code, name in (("00997", "Kim Mã"), ("00996", "Ba Đình"))
    ]
    load(WIDE + wide(HA_NOI) + wide(THANG_LONG, "00996 00997", "2028-01-01") + "".join(wide(line) for line in again))
    return Area.objects.get(code="00004")


def test_successors_are_followed_over_several_mergers_with_a_query_each(chain, django_assert_num_queries):
    assert codes(current_successors(chain, dt.date(2026, 12, 31))) == ["00004"]
    assert codes(current_successors(chain, dt.date(2027, 12, 31))) == ["00999"]
    with django_assert_num_queries(2):
        found = current_successors(chain, dt.date(2028, 1, 1))
        assert [str(area) for area in found] == ["Phường Ba Đình, Thành phố Hà Nội", "Phường Kim Mã, Thành phố Hà Nội"]


def test_a_circle_in_the_records_comes_to_an_end(chain):
    Area.objects.get(code="00999").successors.set([chain])
    chain.successors.add(chain)
    assert current_successors(chain, dt.date(2028, 1, 1)) == []


def test_a_name_of_our_own_days_is_found_too_when_it_is_over(chain):
    (unit,) = find_former("thang long", at=dt.date(2028, 1, 1))
    assert (str(unit), unit.ended_on) == ("Phường Thăng Long, Thành phố Hà Nội", dt.date(2028, 1, 1))
    assert codes(unit.successors) == ["00996", "00997"]
    assert find_former("thang long", at=dt.date(2027, 12, 31)) == []


def test_an_ended_unit_of_which_nobody_told_what_came_is_found_without(load):  # noqa: F811
    load(BOTH)
    load(HEADER + HA_NOI + BA_DINH, "--ended-on", "2026-03-01")
    (unit,) = find_former("ngoc ha")
    assert unit.successors == []


DONG_NAI = "75,Đồng Nai,Tỉnh Đồng Nai,province,tỉnh,,2025-07-01,\n"
TRANG_BOM = "26248,Trảng Bom,Xã Trảng Bom,commune,xã,75,2025-07-01,\n"
NOW = DONG_NAI.replace("tỉnh", "thành phố").replace("Tỉnh", "Thành phố").replace("2025-07-01", "2026-04-30") + (
    TRANG_BOM.replace("xã", "phường").replace("Xã", "Phường").replace("2025-07-01", "2026-04-30")
)


def test_what_a_unit_was_called_on_a_day(load):  # noqa: F811
    load(HEADER + DONG_NAI + TRANG_BOM)
    load(HEADER + NOW)
    ward = Area.objects.get(code="26248", valid_to=None)
    before, since = dt.date(2026, 4, 29), dt.date(2026, 4, 30)
    assert area_on(ward, before).full_name == "Xã Trảng Bom"
    assert area_on(ward, since) == ward
    assert area_on(ward, dt.date(2025, 6, 30)) is None
    assert name_on(ward, before) == "Xã Trảng Bom, Tỉnh Đồng Nai"
    assert name_on(ward, since) == "Phường Trảng Bom, Thành phố Đồng Nai"
    assert name_on(ward.parent, before) == "Tỉnh Đồng Nai"
    earlier = area_on(ward, before)
    assert current_successors(earlier, since) == [ward]
    # What points to the unit points to what it is now: the row is the same.
    assert [str(unit) for unit in find_former("tỉnh đồng nai", at=since)] == ["Tỉnh Đồng Nai"]

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.areas.reading import SHIPPED_LIST
from people.models import Area, FormerArea

pytestmark = pytest.mark.django_db

HEADER = "code,name,full_name,level,kind,parent,valid_from,valid_to\n"
HA_NOI = "01,Hà Nội,Thành phố Hà Nội,province,thành phố,,2025-07-01,\n"
HUE = "46,Huế,Thành phố Huế,province,thành phố,,2025-07-01,\n"
BA_DINH = "00004,Ba Đình,Phường Ba Đình,commune,phường,01,2025-07-01,\n"
AN_CUU = "19803,An Cựu,Phường An Cựu,commune,phường,46,2025-07-01,\n"
SMALL = HEADER + HA_NOI + BA_DINH


@pytest.fixture
def load(tmp_path, capsys):
    """Loads a list and returns what was printed as JSON; raises as the command does."""

    def loaded(content, *options):
        path = tmp_path / "areas.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        capsys.readouterr()
        try:
            call_command("load_areas", str(path), "--json", *options)
        finally:
            loaded.printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return loaded.printed[-1]

    return loaded


def state():
    return list(Area.objects.order_by("code", "valid_from").values_list("code", "full_name", "valid_from", "valid_to"))


def printed(capsys):
    call_command("load_areas", "--json")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_shipped_list_goes_in_whole_and_a_second_time_changes_nothing_and_asks_little(capsys):
    *areas, counts, former = printed(capsys)
    assert counts == {"created": 3355, "changed": 0, "ended": 0, "unchanged": 0, "written": True}
    assert former == {"former": True, "created": 10794, "changed": 0, "removed": 0, "unchanged": 0}
    assert len(areas) == 3355
    before = [list(model.objects.order_by("id").values()) for model in (Area, FormerArea)]
    links = FormerArea.successors.through.objects.count()
    with CaptureQueriesContext(connection) as asked:
        again = printed(capsys)
    assert len(asked) < 16, "one look at all of them, not one at each"
    assert again == [{**counts, "created": 0, "unchanged": 3355}, {**former, "created": 0, "unchanged": 10794}]
    assert [list(model.objects.order_by("id").values()) for model in (Area, FormerArea)] == before
    assert FormerArea.successors.through.objects.count() == links


def test_loading_takes_few_statements_however_long_the_list(django_assert_max_num_queries):
    with django_assert_max_num_queries(28):
        call_command("load_areas", "--json")
    with django_assert_max_num_queries(15):
        call_command("load_areas", "--json")


def test_a_corrected_name_changes_the_unit_and_the_keys_made_from_it(load):
    load(SMALL)
    counts = load(HEADER + HA_NOI.replace("Hà Nội", "Hà Nôi") + BA_DINH)
    # The commune is found by its province's name too.
    assert counts == {"created": 0, "changed": 2, "ended": 0, "unchanged": 0, "written": True}
    assert load.printed[0]["fields"]["name"] == ["Hà Nội", "Hà Nôi"]
    assert Area.objects.get(code="00004").spelt_path == "ba đình hà nôi"


def test_a_unit_that_becomes_something_else_keeps_its_row_and_its_earlier_form_stays_on_record(load):
    load(SMALL)
    was = Area.objects.get(code="00004")
    load(HEADER + HA_NOI + BA_DINH.replace("phường", "xã").replace("Phường", "Xã").replace("2025-07-01", "2027-01-01"))
    now = Area.objects.get(code="00004", valid_to=None)
    assert (now.pk, now.full_name, now.valid_from) == (was.pk, "Xã Ba Đình", dt.date(2027, 1, 1))
    earlier = Area.objects.get(code="00004", valid_to=dt.date(2027, 1, 1))
    assert (earlier.full_name, earlier.valid_from) == ("Phường Ba Đình", dt.date(2025, 7, 1))
    assert list(earlier.successors.all()) == [now]
    assert Area.objects.in_force(dt.date(2026, 1, 1)).get(code="00004") == earlier


def test_a_unit_that_the_list_lacks_is_ended_on_the_day_the_change_begins_and_never_deleted(load):
    load(SMALL + HUE + AN_CUU)
    counts = load(SMALL + AN_CUU.replace("46", "01", 1).replace("19803", "19899").replace("2025-07-01", "2027-01-01"))
    assert counts["ended"] == 2
    assert Area.objects.get(code="19803").valid_to == dt.date(2027, 1, 1)
    assert Area.objects.get(code="46").valid_to == dt.date(2027, 1, 1)


def test_the_day_on_which_units_end_can_be_given_and_a_unit_can_come_back(load):
    load(SMALL + HUE + AN_CUU)
    load(SMALL, "--ended-on", "2026-03-01")
    assert Area.objects.get(code="46").valid_to == dt.date(2026, 3, 1)
    assert load(SMALL + HUE + AN_CUU)["changed"] == 2
    assert Area.objects.filter(valid_to=None).count() == 4


def test_check_says_what_would_change_and_writes_nothing(load):
    load(SMALL)
    before = state()
    counts = load(HEADER + HA_NOI + HUE, "--check")
    assert (counts["created"], counts["ended"], counts["written"]) == (1, 1, False)
    assert state() == before


def test_a_new_province_takes_over_communes_of_another(load):
    load(SMALL)
    load(HEADER + HUE + BA_DINH.replace(",01,", ",46,"), "--ended-on", "2027-01-01")
    assert Area.objects.get(code="00004").parent.code == "46"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (SMALL.replace("kind", "sort"), 1, "sort"),
        (SMALL.replace(",valid_to", ""), 1, "valid_to"),
        (SMALL.replace("full_name", "name"), 1, "name"),
        (SMALL + BA_DINH, 4, "00004"),
        (SMALL + AN_CUU, 4, "46"),
        (HEADER + HA_NOI.replace("thành phố,", "vương quốc,"), 2, "vương quốc"),
        (HEADER + HA_NOI.replace("province", "planet"), 2, "planet"),
        (HEADER + HA_NOI + BA_DINH.replace(",phường,", ",tỉnh,"), 3, "tỉnh"),
        (HEADER + HA_NOI.replace("2025-07-01", "01/07/2025"), 2, "valid_from"),
        (HEADER + HA_NOI.replace("2025-07-01", "2025-02-30"), 2, "valid_from"),
        (HEADER + HA_NOI.replace("2025-07-01,", "2025-07-01,2025-07-01"), 2, "valid_to"),
        (HEADER + HA_NOI.replace("Hà Nội,T", ",T"), 2, "name"),
        (HEADER + HA_NOI.replace("Hà Nội,T", "x" * 81 + ",T"), 2, "80"),
        (HEADER + HA_NOI.replace("01,", "1,", 1), 2, "1"),
        (HEADER + HA_NOI.replace(",,", ",46,"), 2, ""),
        (HEADER + "01,Hà Nội\n", 2, "2"),
        (HEADER + '01,"Hà Nội\n', 2, "CSV"),
        (SMALL.encode() + b"\xff\xfe", 4, "UTF-8"),
        (HEADER, 0, ""),
        (b"", 1, "code"),
        (b"x" * 5_000_001, 0, "5"),
    ],
)  # fmt: skip
def test_a_list_with_something_wrong_is_refused_with_line_and_reason_and_nothing_goes_in(load, content, line, words):
    with pytest.raises(CommandError) as refused:
        load(content)
    assert refused.value.returncode == 1
    refusal = load.printed[0]["refused"]
    assert refusal["line"] == line
    assert words in refusal["reason"]
    assert not Area.objects.exists()


def test_every_wrong_line_is_named_not_only_the_first(load):
    with pytest.raises(CommandError):
        load(HEADER + HA_NOI.replace("province", "planet") + BA_DINH.replace("2025", "x") + HUE)
    assert {printed["refused"]["line"] for printed in load.printed} == {2, 3}


def test_one_bad_line_keeps_the_good_ones_out_of_a_loaded_country(load):
    load(SMALL)
    before = state()
    with pytest.raises(CommandError):
        load(SMALL + HUE + AN_CUU.replace(",46,", ",99,"))
    assert state() == before


def test_a_list_older_than_what_is_loaded_is_refused(load):
    load(SMALL)
    load(HEADER + HA_NOI.replace("thành phố", "tỉnh").replace("2025-07-01", "2026-04-30") + BA_DINH)
    before = state()
    with pytest.raises(CommandError):
        load(SMALL)
    assert load.printed[0]["refused"]["line"] == 2
    assert state() == before


def test_a_day_before_a_unit_began_cannot_be_its_end(load):
    load(SMALL)
    with pytest.raises(CommandError):
        load(HEADER + HA_NOI, "--ended-on", "2020-01-01")
    assert Area.objects.filter(valid_to=None).count() == 2


def test_a_file_that_is_not_there_is_wrong_usage():
    with pytest.raises(CommandError) as error:
        call_command("load_areas", "no-such-file.csv")
    assert error.value.returncode == 2


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(load):
    load(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(SMALL)["unchanged"] == 2


def test_names_in_another_spelling_are_the_same_names(load):
    load(SHIPPED_LIST.read_text())
    assert load(SHIPPED_LIST.read_text().replace("Hòa", "Hoà").replace("Thủy", "Thuỷ"))["unchanged"] == 3355


def test_the_shipped_list_leaves_alone_what_a_newer_list_brought(load, capsys):
    printed(capsys)
    new = "19899,An Tân,Phường An Tân,commune,phường,46,2027-01-01,\n"
    without = "".join(line for line in SHIPPED_LIST.read_text().splitlines(True) if not line.startswith("19815,"))
    assert load(without + new)["ended"] == 1
    before = state()
    kept, former = printed(capsys)
    assert (kept["did"], kept["file"]) == ("kept", "areas.csv")
    assert former["unchanged"] == 10794
    assert state() == before

"""The officials' pages: whose they are, what stands on them, and that nothing outside them can be asked for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from community_teams.counting.models import DailyCount
from community_teams.reach import everything
from people.areas.models import Area
from people.areas.services import merge
from people.roles.names import Role
from tests.community_teams.world import join, make_area, make_household, make_team
from tests.people.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
HOME = "/quan-tri/to-cong-nghe/"


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def far():
    """A team of another province."""
    since = dt.date(2025, 7, 1)
    province = Area.objects.create(
        code="98", name="Tỉnh Khác", full_name="Tỉnh Tỉnh Khác", level="province", kind="tỉnh", valid_from=since
    )
    commune = Area.objects.create(
        code="99999", name="Nơi Khác", full_name="Xã Nơi Khác", level="commune", kind="xã", parent=province,
        valid_from=since,
    )  # fmt: skip
    return make_team("Tổ nơi khác", commune=commune, hamlet="Thôn Xa")


def as_official(client, area, phone="0930000500"):
    return sign_in(client, make_staff(phone, Role.AREA_OFFICIAL, area=area))


def text(answer):
    return answer.content.decode()


def test_an_official_of_a_province_sees_its_communes_and_no_other(client, team, far):
    DailyCount.objects.create(commune=team.commune, team=team, day=timezone.localdate(), indicator="visits", value=4321)
    page = text(as_official(client, team.commune.parent).get(HOME))
    assert "Xã Xa Dung" in page
    assert "4321" in page
    assert "Nơi Khác" not in page


def test_an_official_of_a_commune_sees_its_teams(client, team, far):
    as_official(client, team.commune)
    assert "Tổ thôn Đông" in text(client.get(f"{HOME}dia-ban/{team.commune.pk}/"))
    assert client.get(f"{HOME}to/{team.pk}/").status_code == 200


def test_an_administrator_begins_with_provinces(client, team, far):
    sign_in(client, make_staff("0930000501", Role.ADMINISTRATOR))
    page = text(client.get(HOME))
    assert "Tỉnh Điện Biên" in page
    assert "Xã Xa Dung" not in page
    assert "Xã Xa Dung" in text(client.get(f"{HOME}dia-ban/{team.commune.parent_id}/"))


def test_what_lies_elsewhere_is_not_there(client, team, far):
    as_official(client, team.commune.parent)
    with everything():
        household = make_household(far.hamlets.get())
    for path in (
        f"dia-ban/{far.commune.pk}/", f"dia-ban/{far.commune.parent_id}/", f"dia-ban/{far.commune.pk}/theo-thang/",
        f"to/{far.pk}/", f"to/{far.pk}/xa-moi/", f"thon/{far.hamlets.get().pk}/", f"ho/{household.pk}/",
        f"xuat/?noi={far.commune.pk}",
    ):  # fmt: skip
        assert client.get(f"{HOME}{path}").status_code == 404, path


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER])
def test_who_looks_after_no_place_is_refused(client, team, role):
    sign_in(client, make_staff("0930000502", role))
    # Wagtail leads who may not see a page back to its first one.
    assert client.get(HOME).url == "/quan-tri/"


def test_months_that_make_no_sense_are_told(client, team):
    as_official(client, team.commune.parent)
    for query in ("tu=2026-11&den=2026-10", "tu=2020-01&den=2026-10", "tu=hôm nay", "cach=khac"):
        assert client.get(f"{HOME}?{query}").status_code == 422, query
        assert client.get(f"{HOME}xuat/?{query}").status_code == 422, query
    assert client.get(f"{HOME}xuat/?dang=exe").status_code == 422
    assert client.get(f"{HOME}xuat/?noi={'9' * 5_000}").status_code == 404


def test_files_hold_the_officials_places_only(client, team, far):
    for one in (team, far):
        DailyCount.objects.create(commune=one.commune, team=one, day=timezone.localdate(), indicator="visits", value=3)
    as_official(client, team.commune.parent)
    answer = client.get(f"{HOME}xuat/?dang=csv")
    data = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "Tổ thôn Đông" in data
    assert "Tổ nơi khác" not in data
    assert answer["Content-Disposition"].endswith('.csv"')
    assert b"".join(client.get(f"{HOME}xuat/?dang=xlsx").streaming_content).startswith(b"PK")


def test_a_household_is_asked_for_with_a_reason_and_then_shown(client, team):
    hamlet = team.hamlets.get()
    with everything():
        household = make_household(hamlet, "Lò Thị Mai", phone="+84912000111")
    as_official(client, team.commune)
    page = f"{HOME}thon/{hamlet.pk}/"
    assert client.post(page, {"head_name": "Lò Thị Mai"}).status_code == 422
    assert "Lò Thị Mai" not in text(client.get(f"{HOME}ho/{household.pk}/"))
    answer = client.post(page, {"head_name": "Lò Thị Mai", "reason": "Hộ khiếu nại."})
    assert answer.url == f"{HOME}ho/{household.pk}/"
    shown = text(client.get(answer.url))
    assert "Lò Thị Mai" in shown
    assert "Hộ khiếu nại." in shown
    assert "0912 000 111" in shown


def test_a_team_whose_commune_was_split_waits_for_a_choice(client, team):
    one, other = make_area("00002", "Mường Mới"), make_area("00003", "Nà Hỳ")
    merge(areas=[team.commune], into=[one, other], on=timezone.localdate())
    as_official(client, team.commune.parent)
    assert "cho-chon-xa" in text(client.get(HOME))
    assert team.name in text(client.get(f"{HOME}cho-chon-xa/"))
    page = f"{HOME}to/{team.pk}/xa-moi/"
    assert "Nà Hỳ" in text(client.get(page))
    assert client.post(page, {"to": "", "from_day": ""}).status_code == 422
    assert client.post(page, {"to": other.pk, "from_day": timezone.localdate().isoformat()}).status_code == 302
    team.refresh_from_db()
    assert team.commune == other


def test_the_pages_take_as_many_queries_for_many_as_for_few(client, team, django_assert_max_num_queries):
    province = team.commune.parent
    for number in range(20):
        area = make_area(f"002{number:02}", f"Xã {number}")
        one = make_team(f"Tổ {number}", commune=area)
        join(one)
        DailyCount.objects.create(commune=area, team=one, day=timezone.localdate(), indicator="visits", value=1)
    as_official(client, province)
    client.get(HOME)
    with django_assert_max_num_queries(22):
        client.get(HOME)
    with django_assert_max_num_queries(22):
        client.get(f"{HOME}dia-ban/{team.commune.pk}/")
    with django_assert_max_num_queries(24):
        client.get(f"{HOME}to/{team.pk}/")

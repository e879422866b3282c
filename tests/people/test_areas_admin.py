import datetime as dt

import pytest

from people.models import Area, User
from people.roles.names import Role
from people.roles.services import appoint_administrator
from tests.people.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_country")]


@pytest.fixture
def official(client):
    user = make_staff("0912345678", Role.AREA_OFFICIAL, area=Area.objects.get(code="00004"))
    return sign_in(client, user)


def test_officials_look_areas_up_with_or_without_marks(official, django_assert_max_num_queries):
    official.get("/quan-tri/areas/")
    with django_assert_max_num_queries(14):
        page = official.get("/quan-tri/areas/", {"q": "dai phuc"})
    assert [area.full_name for area in page.context["object_list"]] == ["Xã Đại Phúc"]
    assert len(official.get("/quan-tri/areas/").context["object_list"]) == 50
    assert official.get("/quan-tri/areas/", {"q": "a" * 500}).status_code == 200


def test_an_area_can_be_looked_at(official):
    area = Area.objects.get(code="00004")
    page = official.get(f"/quan-tri/areas/inspect/{area.pk}/").content.decode()
    assert "Phường Ba Đình" in page
    assert "Thành phố Hà Nội" in page


def test_nobody_changes_an_area_by_hand_not_even_an_administrator(official):
    appoint_administrator(user=User.objects.get())
    area = Area.objects.get(code="00004")
    for address in ("new/", f"edit/{area.pk}/", f"delete/{area.pk}/"):
        answer = official.post(f"/quan-tri/areas/{address}", {"name": "Khác"})
        assert (answer.status_code, answer["Location"]) == (302, "/quan-tri/")
    assert Area.objects.get(code="00004").name == "Ba Đình"


def test_an_area_shows_what_came_before_it_and_after_it(official, django_assert_max_num_queries):
    now = Area.objects.get(code="10675")
    gone = Area.objects.create(
        code="99999", name="Xưa Kia", full_name="Xã Xưa Kia", level="commune", kind="xã",
        parent=Area.objects.get(code="31"), valid_from=dt.date(2025, 7, 1), valid_to=dt.date(2026, 4, 30),
    )  # fmt: skip
    gone.successors.add(now)
    with django_assert_max_num_queries(14):
        page = official.get(f"/quan-tri/areas/inspect/{now.pk}/").content.decode()
    assert f'<a href="/quan-tri/areas/inspect/{gone.pk}/">Xã Xưa Kia, Thành phố Hải Phòng (01/07/2025)</a>' in page
    assert "Thị xã Kinh Môn, Tỉnh Hải Dương; Phường An Lưu, Thị xã Kinh Môn, Tỉnh Hải Dương" in page
    assert "Trước tháng 7/2025" in page
    page = official.get(f"/quan-tri/areas/inspect/{gone.pk}/").content.decode()
    assert f'<a href="/quan-tri/areas/inspect/{now.pk}/">Phường Kinh Môn, Thành phố Hải Phòng' in page

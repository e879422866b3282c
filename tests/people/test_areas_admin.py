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

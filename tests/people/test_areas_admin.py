import pytest
from django.contrib.auth.models import Group, Permission

from people.models import Area, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_country")]


@pytest.fixture
def official(client):
    user = User.objects.create_user("0912345678", "mat-khau-rat-dai")
    group = Group.objects.create(name="Cán bộ")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client.force_login(user)
    return client


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
    User.objects.update(is_superuser=True)
    area = Area.objects.get(code="00004")
    for address in ("new/", f"edit/{area.pk}/", f"delete/{area.pk}/"):
        answer = official.post(f"/quan-tri/areas/{address}", {"name": "Khác"})
        assert (answer.status_code, answer["Location"]) == (302, "/quan-tri/")
    assert Area.objects.get(code="00004").name == "Ba Đình"

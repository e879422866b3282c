import pytest

from people.models import NumberChange, User
from people.number_changes.services import ask_for_change
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-rat-dai"


@pytest.fixture
def admin(client):
    user = User.objects.create_superuser("0912345678", PASSWORD, full_name="Trần Quản Trị")
    sign_in(client, user)
    return client


def form(**fields):
    return {
        "phone": "0987 654 321",
        "full_name": "Nguyễn Thị Ánh",
    } | fields


def listed(client, query):
    page = client.get("/quan-tri/users/", {"q": query} if query else {})
    assert page.status_code == 200
    return [str(user) for user in page.context["object_list"]]


def test_nobody_makes_an_account_for_somebody_else(admin):
    assert admin.get("/quan-tri/users/new/")["Location"] == "/quan-tri/nhan-su/loi-moi/moi/"
    admin.post("/quan-tri/users/new/", {"phone": "0987654321", "full_name": "Nguyễn Thị Ánh"})
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"phone": "113"}, "chưa phải là số di động"), ({"phone": "+84 912 345 678"}, "đã có tài khoản")],
)
def test_what_is_wrong_is_said_in_vietnamese_and_nothing_is_changed(admin, fields, words):
    user = User.objects.create_user("0987654321", PASSWORD, full_name="Nguyễn Thị Ánh")
    answer = admin.post(f"/quan-tri/users/edit/{user.pk}/", form(is_active="on", **fields))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert User.objects.get(pk=user.pk).phone == "+84987654321"


def test_an_administrator_sets_neither_password_nor_rights_of_anybody(admin):
    user = User.objects.create_user("0987654321", PASSWORD, full_name="Nguyễn Thị Ánh")
    page = admin.get(f"/quan-tri/users/edit/{user.pk}/").content.decode()
    for unwanted in ("password1", "is_superuser", 'name="groups"', 'name="email"', 'name="first_name"'):
        assert unwanted not in page
    more = {"is_active": "on", "is_superuser": "on", "password1": "khac-mat-khau", "password2": "khac-mat-khau"}
    assert admin.post(f"/quan-tri/users/edit/{user.pk}/", form(**more)).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert not user.is_superuser


def test_an_administrator_changes_a_user(admin):
    user = User.objects.create_user("0987654321", PASSWORD, full_name="Nguyễn Thị Ánh")
    address = f"/quan-tri/users/edit/{user.pk}/"
    assert admin.get(address).status_code == 200
    changed = form(full_name="Nguyễn Thị Hoà", phone="0987654322", is_active="on")
    assert admin.post(address, changed).status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.phone) == ("Nguyễn Thị Hòa", "+84987654322")
    assert user.check_password(PASSWORD)
    admin.post(address, {**changed, "is_active": ""})
    user.refresh_from_db()
    assert not user.is_active


def test_a_number_that_an_administrator_gave_is_not_undone_by_a_change_that_waits(admin):
    user = User.objects.create_user("0987654321", full_name="Nguyễn Thị Ánh")
    ask_for_change(user=user, phone="+84911222333")
    address = f"/quan-tri/users/edit/{user.pk}/"
    admin.post(address, form(full_name="Nguyễn Thị Hoà", is_active="on"))
    assert NumberChange.objects.get().outcome == ""
    admin.post(address, form(phone="0987654322", is_active="on"))
    assert NumberChange.objects.get().outcome == "stopped"


def test_users_are_listed_by_given_name_and_found_by_part_of_name_or_number(admin):
    User.objects.create_user("0987654321", PASSWORD, full_name="Nguyễn Thị Yến")
    User.objects.create_user("0901234567", PASSWORD, full_name="Lê Thị Ánh")
    assert listed(admin, "") == ["Lê Thị Ánh", "Trần Quản Trị", "Nguyễn Thị Yến"]
    assert listed(admin, "thi yen") == ["Nguyễn Thị Yến"]
    assert listed(admin, "0987 654") == ["Nguyễn Thị Yến"]
    assert listed(admin, "+84901") == ["Lê Thị Ánh"]
    assert listed(admin, "không có ai") == []


def test_the_list_takes_as_many_queries_for_many_as_for_few(admin, django_assert_max_num_queries):
    for number in range(15):
        User.objects.create(phone=f"+849012345{number:02}", full_name=f"Người {number}")
    listed(admin, "")
    with django_assert_max_num_queries(14):
        listed(admin, "")


def test_one_changes_ones_own_name_and_no_more(admin):
    page = admin.get("/quan-tri/account/").content.decode()
    assert "name_email-full_name" in page
    assert "first_name" not in page
    fields = {"name_email-full_name": "Trần Thị Mới", "theme-theme": "system", "theme-contrast": "system",
              "theme-density": "default", "theme-keyboard_shortcuts": "on"}  # fmt: skip
    assert admin.post("/quan-tri/account/", fields).status_code == 302
    assert User.objects.get(phone="+84912345678").full_name == "Trần Thị Mới"


def test_there_is_no_way_to_a_new_password_by_mail(admin):
    admin.logout()
    assert admin.get("/quan-tri/password_reset/").status_code == 404


def test_a_name_keeps_its_keys_in_step():
    user = User.objects.create_user("0987654321", full_name="  Nguyễn  Thị Hoà ")
    assert (user.full_name, user.folded_name) == ("Nguyễn Thị Hòa", "nguyen thi hoa")
    assert user.get_short_name() == "Hòa"

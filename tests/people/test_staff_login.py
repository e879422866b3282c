import pytest
from django.test import Client

from people.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-rat-dai"


@pytest.fixture(autouse=True)
def _users():
    User.objects.create_superuser("0912345678", PASSWORD, full_name="Nguyễn Thị Ánh")
    User.objects.create_superuser("0987654321", PASSWORD)


def sign_in(number, password=PASSWORD, address="10.0.0.1"):
    client = Client(REMOTE_ADDR=address)
    return client.post("/quan-tri/login/", {"username": number, "password": password})


def test_the_form_is_in_vietnamese():
    page = Client().get("/quan-tri/login/").content.decode()
    assert 'lang="vi"' in page
    assert "Đăng nhập" in page
    assert "Số điện thoại" in page
    assert "Mật khẩu" in page
    for english in ("Sign in", "Password", "Remember me", "Forgotten", "phone number", "Enter"):
        assert english not in page


@pytest.mark.parametrize("number", ["0912345678", "0912 345 678", "+84 912 345 678", "84912345678", " 0912.345.678 "])
def test_any_usual_spelling_of_the_number_signs_in(number):
    assert sign_in(number).status_code == 302


@pytest.mark.parametrize("number", ["0912345679", "113", "abc", "0" * 30])
def test_a_wrong_number_and_a_wrong_password_are_answered_alike(number):
    wrong_password = sign_in("0912345678", "khong-phai-mat-khau")
    wrong_number = sign_in(number)
    assert wrong_number.status_code == wrong_password.status_code == 200
    message = "Số điện thoại hoặc mật khẩu chưa đúng"
    assert message in wrong_number.content.decode()
    assert message in wrong_password.content.decode()


def test_a_closed_account_cannot_sign_in():
    User.objects.filter(phone="+84912345678").update(is_active=False)
    assert sign_in("0912345678").status_code == 200


def test_ten_wrong_passwords_lock_that_number_at_that_address_and_nothing_else():
    spellings = ["0912345678", "+84 912 345 678", "0912.345.678"]
    for number in (spellings * 4)[:9]:
        assert sign_in(number, "sai").status_code == 200
    tenth = sign_in("84912345678", "sai")
    assert tenth.status_code == 429
    page = tenth.content.decode()
    assert "15 phút" in page
    assert 'lang="vi"' in page
    assert tenth["Retry-After"] == "900"
    assert "no-store" in tenth["Cache-Control"]
    # Not even the right password, in no spelling.
    assert {sign_in(number).status_code for number in spellings} == {429}
    # A colleague in the same office, and the person at home.
    assert sign_in("0987654321").status_code == 302
    assert sign_in("0912345678", address="10.0.0.2").status_code == 302


def test_a_right_password_forgives_the_wrong_ones_before_it():
    for _try in range(9):
        sign_in("0912345678", "sai")
    assert sign_in("0912345678").status_code == 302
    assert sign_in("0912345678", "sai").status_code == 200

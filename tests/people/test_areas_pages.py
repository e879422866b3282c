import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_country")]


def test_the_page_finds_without_scripts(client):
    page = client.get("/dia-ban/", {"q": "dai phuc"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "Xã Đại Phúc" in text
    assert "Tỉnh Thái Nguyên" in text


def test_the_empty_page_sets_no_cookie_and_may_be_kept_by_anyone(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/dia-ban/")
    assert page.status_code == 200
    assert page["Cache-Control"].startswith("public")
    assert not page.cookies
    assert not page.has_header("Vary") or "Cookie" not in page["Vary"]


def test_a_page_of_results_takes_few_queries_however_many_there_are(client, django_assert_num_queries):
    with django_assert_num_queries(5):
        page = client.get("/dia-ban/", {"q": "thai binh"})
    assert len(page.context["former"]) == 10
    with django_assert_num_queries(4):
        page = client.get("/dia-ban/", {"q": "ha noi"})
    assert len(page.context["shown"].object_list) == 20
    with django_assert_num_queries(2):
        last = client.get("/dia-ban/", {"q": "ha noi", "trang": "7"}).content.decode()
    assert last.count("entry-note") == 7


def test_nothing_found_and_too_much_typed_are_said_in_words(client):
    assert "Không tìm thấy “xyzzy”" in client.get("/dia-ban/", {"q": "xyzzy"}).content.decode()
    assert "Không tìm thấy" not in client.get("/dia-ban/").content.decode()
    page = client.get("/dia-ban/", {"q": "a" * 101})
    assert page.status_code == 422
    assert "nhiều nhất 100 chữ" in page.content.decode()
    assert "Không tìm thấy" not in page.content.decode()


def test_what_was_typed_is_never_markup(client):
    assert "<script>alert" not in client.get("/dia-ban/", {"q": "<script>alert(1)</script>"}).content.decode()


def test_forms_get_areas_as_json(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/api/v1/areas", {"q": "dai phuc"})
    assert answer.json() == {
        "areas": [
            {
                "code": "05488",
                "name": "Đại Phúc",
                "full_name": "Xã Đại Phúc",
                "level": "commune",
                "kind": "xã",
                "parent": {"code": "19", "full_name": "Tỉnh Thái Nguyên"},
            }
        ]
    }


def test_json_is_bounded_and_refuses_what_it_does_not_know(client):
    assert len(client.get("/api/v1/areas", {"q": "a"}).json()["areas"]) == 20
    assert client.get("/api/v1/areas").json() == {"areas": []}
    assert client.get("/api/v1/areas", {"q": "a" * 101}).status_code == 422
    assert client.get("/api/v1/areas", {"q": "a", "level": "planet"}).json()["error"] == "unknown_level"
    assert client.post("/api/v1/areas").status_code == 405


def test_an_old_name_shows_what_became_of_it(client, django_assert_num_queries):
    with django_assert_num_queries(4):
        page = client.get("/dia-ban/", {"q": "thị xã kinh môn"})
    text = " ".join(page.content.decode().split())
    assert "<h3>Thị xã Kinh Môn</h3>" in text
    assert "Tỉnh Hải Dương · đến hết ngày 30/06/2025" in text
    assert "Phường Kinh Môn, Thành phố Hải Phòng <span" in text
    assert "Không tìm thấy" not in text


def test_old_names_on_a_page_are_bounded(client):
    former = client.get("/dia-ban/", {"q": "tan"}).context["former"]
    assert len(former) == 10

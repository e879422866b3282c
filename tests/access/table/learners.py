"""A learner's own pages, quizzes, and signing in."""

from __future__ import annotations

from learn.models import Learner
from people.models import NumberChange
from quizzes.models import HomeArea
from tests.access.table.row import Row, Things


def change_stopped(things: Things) -> bool:
    return not NumberChange.objects.filter(user=things["owner"], ended_at=None).exists()


def guest_forgotten(things: Things) -> bool:
    return Learner.objects.get(pk=things["guest"].pk).generation > 0


def home_told(things: Things) -> bool:
    return HomeArea.objects.filter(learner_id=things["guest"].pk).exists()


ROWS = [
    Row("toi/", "/toi/", otherwise=200, reveals="owner owner_phone"),
    Row("toi/du-lieu/", "/toi/du-lieu/", otherwise=200, reveals="owner owner_phone"),
    Row(
        "toi/du-lieu/tai-ve/",
        "/toi/du-lieu/tai-ve/",
        otherwise=302,
        then={200: "guest other_guest owner part_phone other_owner"},
        reveals="owner",
    ),
    Row(
        "toi/du-lieu/dong-y/",
        "/toi/du-lieu/dong-y/",
        method="POST",
        otherwise=302,
        then={422: "owner other_owner"},
        reveals="owner",
    ),
    Row("toi/du-lieu/quen-toi/", "/toi/du-lieu/quen-toi/", otherwise=302, then={200: "guest other_guest"}),
    Row(
        "toi/du-lieu/quen-toi/",
        "/toi/du-lieu/quen-toi/",
        method="POST",
        otherwise=302,
        then={200: "guest other_guest"},
        does=guest_forgotten,
        done_by="guest",
    ),
    Row("toi/du-lieu/cham-dut/", "/toi/du-lieu/cham-dut/", otherwise=302, then={200: "owner other_owner"}),
    Row(
        "toi/du-lieu/cham-dut/", "/toi/du-lieu/cham-dut/", method="POST", otherwise=302, then={422: "owner other_owner"}
    ),
    Row("bai-kiem-tra/<uuid:quiz>/", "/bai-kiem-tra/{quiz}/", otherwise=200),
    Row("bai-kiem-tra/<uuid:quiz>/", "/bai-kiem-tra/{quiz}/", method="POST", data={"act": "start"}, otherwise=302),
    Row(
        "bai-kiem-tra/<uuid:quiz>/",
        "/bai-kiem-tra/{quiz}/",
        method="POST",
        data={"act": "save-1", "attempt": "{attempt}"},
        otherwise=404,
        then={302: "guest"},
    ),
    Row(
        "bai-kiem-tra/<uuid:quiz>/ket-qua/<uuid:attempt>/",
        "/bai-kiem-tra/{quiz}/ket-qua/{attempt}/",
        otherwise=404,
        then={200: "guest"},
    ),
    Row("toi/nang-luc/", "/toi/nang-luc/", otherwise=200),
    Row(
        "toi/nang-luc/noi-o/",
        "/toi/nang-luc/noi-o/",
        otherwise=302,
        then={200: "guest other_guest owner owner_phone part_phone other_owner"},
    ),
    Row(
        "toi/nang-luc/noi-o/",
        "/toi/nang-luc/noi-o/",
        method="POST",
        data={"area": "03217"},
        otherwise=302,
        does=home_told,
        done_by="guest",
    ),
    Row("toi/so-dien-thoai/", "/toi/so-dien-thoai/", otherwise=303, then={200: "owner owner_phone other_owner"}),
    Row("toi/nguoi-hoc/", "/toi/nguoi-hoc/", otherwise=200),
    Row("dang-nhap/", "/dang-nhap/", otherwise=200),
    Row("dang-nhap/khoi-phuc/", "/dang-nhap/khoi-phuc/", otherwise=200),
    Row("dang-nhap/ten/", "/dang-nhap/ten/", otherwise=303, then={200: "owner other_owner"}, reveals="owner"),
    Row("dang-nhap/xong/", "/dang-nhap/xong/", otherwise=303, then={200: "owner other_owner"}, reveals="owner"),
    Row("dang-nhap/ra/", "/dang-nhap/ra/", otherwise=405),
    Row("dang-nhap/ra/", "/dang-nhap/ra/", method="POST", otherwise=303),
    Row(
        "toi/so-dien-thoai/",
        "/toi/so-dien-thoai/",
        method="POST",
        otherwise=303,
        then={200: "owner owner_phone other_owner"},
    ),
    Row(
        "toi/so-dien-thoai/",
        "/toi/so-dien-thoai/",
        method="POST",
        data={"step": "stop"},
        otherwise=303,
        does=change_stopped,
        done_by="owner owner_phone",
    ),
    Row("dang-nhap/", "/dang-nhap/", method="POST", otherwise=422),
    Row("dang-nhap/khoi-phuc/", "/dang-nhap/khoi-phuc/", method="POST", otherwise=422),
    Row("dang-nhap/ten/", "/dang-nhap/ten/", method="POST", otherwise=303, then={422: "owner other_owner"}),
]

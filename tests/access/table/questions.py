"""Questions, quizzes and their results, as officials see them."""

from __future__ import annotations

from quizzes.models import ExtraTime, ImportRun, KeyCorrection, Question
from tests.access.table.row import Row, Things


def question_retired(things: Things) -> bool:
    return Question.objects.get(pk=things["bank_question"].pk).retired_at is not None


def time_given(things: Things) -> bool:
    return ExtraTime.objects.filter(learner_id=things["own"].pk).exists()


def correction_applied(things: Things) -> bool:
    return KeyCorrection.objects.get(pk=things["correction"].pk).applied_at is not None


def import_put_in(things: Things) -> bool:
    return ImportRun.objects.get(pk=things["import"].pk).applied_at is not None


def import_discarded(things: Things) -> bool:
    return ImportRun.objects.get(pk=things["import"].pk).state == "discarded"


ROWS = [
    Row("quan-tri/dap-an-sai/", "/quan-tri/dap-an-sai/", otherwise=302, then={200: "reviewer administrator"}),
    Row(
        "quan-tri/dap-an-sai/cau-hoi/<uuid:question>/",
        "/quan-tri/dap-an-sai/cau-hoi/{question}/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/dap-an-sai/cau-hoi/<uuid:question>/",
        "/quan-tri/dap-an-sai/cau-hoi/{question}/",
        method="POST",
        otherwise=302,
        then={422: "reviewer administrator"},
    ),
    Row(
        "quan-tri/dap-an-sai/<int:pk>/",
        "/quan-tri/dap-an-sai/{correction}/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/dap-an-sai/<int:pk>/",
        "/quan-tri/dap-an-sai/{correction}/",
        method="POST",
        data={"do": "apply"},
        otherwise=302,
        does=correction_applied,
        done_by="reviewer administrator",
    ),
    Row("quan-tri/nang-luc/", "/quan-tri/nang-luc/", otherwise=302, then={200: "reviewer official administrator"}),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/results/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/results/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/add/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/add/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/edit/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/edit/{bank_question}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/unpublish/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/unpublish/{bank_question}/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/delete/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/delete/{bank_question}/",
        otherwise=302,
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/{bank_question}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/<uuid:pk>/xem/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/{bank_question}/xem/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/results/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/results/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/add/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/add/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/edit/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/edit/{quiz}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/unpublish/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/unpublish/{quiz}/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/delete/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/delete/{quiz}/",
        otherwise=302,
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/<uuid:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/{quiz}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/<uuid:pk>/xem/",
        "/quan-tri/ngan-hang-cau-hoi/bai-kiem-tra/{quiz}/xem/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/<uuid:pk>/van-dung/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/{bank_question}/van-dung/",
        method="POST",
        otherwise=302,
        then={422: "reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/<uuid:pk>/ngung-dung/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/{bank_question}/ngung-dung/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/<uuid:pk>/ngung-dung/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/{bank_question}/ngung-dung/",
        method="POST",
        otherwise=302,
        does=question_retired,
        done_by="reviewer administrator",
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/cau-hoi/<uuid:pk>/dung-lai/",
        "/quan-tri/ngan-hang-cau-hoi/cau-hoi/{bank_question}/dung-lai/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/",
        "/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/results/",
        "/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/results/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/chosen/<str:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/chosen/{bank_question}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/chosen-multiple/",
        "/quan-tri/ngan-hang-cau-hoi/chon-cau-hoi/chosen-multiple/?id={bank_question}",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/chosen/<str:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/chosen/{quiz}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/chosen-multiple/",
        "/quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/chosen-multiple/?id={quiz}",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/",
        "/quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/results/",
        "/quan-tri/ngan-hang-cau-hoi/chon-bai-kiem-tra/results/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/moi/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/moi/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/moi/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/moi/",
        method="POST",
        otherwise=302,
        then={422: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/mau/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/mau/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/<int:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/{import}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    # Who brought the file is the reviewer.
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/<int:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/{import}/",
        method="POST",
        data={"do": "put_in"},
        otherwise=302,
        does=import_put_in,
        done_by="administrator",
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/<int:pk>/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/{import}/",
        method="POST",
        data={"do": "discard"},
        otherwise=302,
        does=import_discarded,
        done_by="reviewer administrator",
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/nhap/<int:pk>/loi/",
        "/quan-tri/ngan-hang-cau-hoi/nhap/{import}/loi/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/xuat/",
        "/quan-tri/ngan-hang-cau-hoi/xuat/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/xuat/",
        "/quan-tri/ngan-hang-cau-hoi/xuat/",
        method="POST",
        data={"format": "gift"},
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/soat-lai/",
        "/quan-tri/ngan-hang-cau-hoi/soat-lai/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ngan-hang-cau-hoi/soat-lai/results/",
        "/quan-tri/ngan-hang-cau-hoi/soat-lai/results/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/them-gio/",
        "/quan-tri/them-gio/",
        otherwise=302,
        then={200: "reviewer official administrator"},
    ),
    Row(
        "quan-tri/them-gio/",
        "/quan-tri/them-gio/",
        method="POST",
        otherwise=302,
        then={422: "reviewer official administrator"},
    ),
    Row(
        "quan-tri/them-gio/<uuid:learner>/",
        "/quan-tri/them-gio/{own}/",
        otherwise=302,
        then={200: "reviewer official administrator"},
        reveals="reviewer official administrator",
    ),
    Row(
        "quan-tri/them-gio/<uuid:learner>/",
        "/quan-tri/them-gio/{own}/",
        method="POST",
        otherwise=302,
        data={"percent": "50", "reason": "Mắt kém."},
        does=time_given,
        done_by="reviewer official administrator",
    ),
    Row(
        "quan-tri/them-gio/<uuid:learner>/thoi/",
        "/quan-tri/them-gio/{own}/thoi/",
        method="POST",
        otherwise=302,
        data={"end-reason": "Không cần nữa."},
    ),
]

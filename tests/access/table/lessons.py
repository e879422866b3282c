"""Lessons and what belongs to them, as editors see them."""

from __future__ import annotations

from courses.models import LessonPage
from tests.access.table.row import Row, Things


def taken_down(things: Things) -> bool:
    return not LessonPage.objects.get(pk=things["lesson"].pk).live


def page_gone(things: Things) -> bool:
    return not LessonPage.objects.filter(pk=things["lesson"].pk).exists()


ROWS = [
    Row(
        "quan-tri/pages/<int:parent_page_id>/",
        "/quan-tri/pages/{coursepage}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/pages/<int:page_id>/edit/",
        "/quan-tri/pages/{lesson}/edit/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/pages/<int:page_id>/unpublish/",
        "/quan-tri/pages/{lesson}/unpublish/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/pages/<int:page_id>/delete/",
        "/quan-tri/pages/{lesson}/delete/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/pages/<int:page_id>/history/",
        "/quan-tri/pages/{lesson}/history/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row("quan-tri/soat-lai/", "/quan-tri/soat-lai/", otherwise=302, then={200: "editor reviewer administrator"}),
    Row(
        "quan-tri/ban-cua-tinh/",
        "/quan-tri/ban-cua-tinh/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ban-cua-tinh/tao/<int:page_id>/",
        "/quan-tri/ban-cua-tinh/tao/{coursepage}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ban-cua-tinh/tao/<int:page_id>/",
        "/quan-tri/ban-cua-tinh/tao/{coursepage}/",
        method="POST",
        otherwise=302,
        then={422: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ban-cua-tinh/<int:pk>/",
        "/quan-tri/ban-cua-tinh/{copy}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ban-cua-tinh/<int:pk>/<int:lesson_pk>/",
        "/quan-tri/ban-cua-tinh/{copy}/{lesson_copy}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/ban-cua-tinh/<int:pk>/<int:lesson_pk>/",
        "/quan-tri/ban-cua-tinh/{copy}/{lesson_copy}/",
        method="POST",
        data={"key": "c1", "do": "take"},
        otherwise=302,
    ),
    Row(
        "quan-tri/goi-khoa-hoc/nhap/",
        "/quan-tri/goi-khoa-hoc/nhap/",
        otherwise=302,
        then={200: "reviewer administrator"},
    ),
    Row(
        "quan-tri/goi-khoa-hoc/nhap/",
        "/quan-tri/goi-khoa-hoc/nhap/",
        method="POST",
        otherwise=302,
        then={422: "reviewer administrator"},
    ),
    Row(
        "quan-tri/goi-khoa-hoc/<int:page_id>/",
        "/quan-tri/goi-khoa-hoc/{coursepage}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/gui-duyet-khoa/<int:page_id>/",
        "/quan-tri/gui-duyet-khoa/{coursepage}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/soat-lai/<int:page_id>/",
        "/quan-tri/soat-lai/{lesson}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row("quan-tri/areas/", "/quan-tri/areas/", otherwise=302, then={200: "editor reviewer official administrator"}),
    Row(
        "quan-tri/areas/inspect/<int:pk>/",
        "/quan-tri/areas/inspect/{commune}/",
        otherwise=302,
        then={200: "editor reviewer official administrator"},
    ),
    Row("quan-tri/areas/new/", "/quan-tri/areas/new/", otherwise=302),
    Row("quan-tri/framework/", "/quan-tri/framework/", otherwise=302, then={200: "editor reviewer administrator"}),
    Row("quan-tri/framework/new/", "/quan-tri/framework/new/", otherwise=302, then={200: "administrator"}),
    Row("quan-tri/competence/", "/quan-tri/competence/", otherwise=302, then={200: "editor reviewer administrator"}),
    Row("quan-tri/competence/new/", "/quan-tri/competence/new/", otherwise=302, then={200: "administrator"}),
    Row("quan-tri/images/", "/quan-tri/images/", otherwise=302, then={200: "editor reviewer administrator"}),
    Row("quan-tri/documents/", "/quan-tri/documents/", otherwise=302, then={200: "editor reviewer administrator"}),
    Row("quan-tri/redirects/", "/quan-tri/redirects/", otherwise=302, then={200: "administrator"}),
    Row("quan-tri/sites/", "/quan-tri/sites/", otherwise=302, then={200: "administrator"}),
    Row("quan-tri/workflows/list/", "/quan-tri/workflows/list/", otherwise=302, then={200: "administrator"}),
    Row(
        "quan-tri/workflows/tasks/index/",
        "/quan-tri/workflows/tasks/index/",
        otherwise=302,
        then={200: "administrator"},
    ),
    Row("quan-tri/collections/", "/quan-tri/collections/", otherwise=302, then={200: "administrator"}),
    Row(
        "quan-tri/reports/workflow/",
        "/quan-tri/reports/workflow/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/reports/workflow_tasks/",
        "/quan-tri/reports/workflow_tasks/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/reports/site-history/",
        "/quan-tri/reports/site-history/",
        otherwise=302,
        then={200: "editor reviewer official administrator"},
    ),
    Row(
        "quan-tri/reports/aging-pages/",
        "/quan-tri/reports/aging-pages/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row("quan-tri/reports/locked/", "/quan-tri/reports/locked/", otherwise=302, then={200: "reviewer administrator"}),
    Row(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "/quan-tri/bulk/wagtailcore/page/publish/?id={lesson}",
        otherwise=302,
        then={200: "editor reviewer official administrator"},
    ),
    Row(
        "quan-tri/pages/<int:page_id>/unpublish/",
        "/quan-tri/pages/{lesson}/unpublish/",
        method="POST",
        otherwise=302,
        does=taken_down,
        done_by="reviewer administrator",
    ),
    Row(
        "quan-tri/pages/<int:page_id>/delete/",
        "/quan-tri/pages/{lesson}/delete/",
        method="POST",
        otherwise=302,
        does=page_gone,
        done_by="reviewer administrator",
    ),
    Row(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "/quan-tri/bulk/wagtailcore/page/unpublish/?id={lesson}",
        method="POST",
        otherwise=302,
        does=taken_down,
        done_by="reviewer administrator",
    ),
    Row(
        "quan-tri/soat-lai/results/",
        "/quan-tri/soat-lai/results/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
    Row(
        "quan-tri/areas/results/",
        "/quan-tri/areas/results/",
        otherwise=302,
        then={200: "editor reviewer official administrator"},
    ),
    Row(
        "quan-tri/competence/inspect/<int:pk>/",
        "/quan-tri/competence/inspect/{competence}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
]

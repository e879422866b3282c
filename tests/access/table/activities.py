"""Interactive activities, as editors see them."""

from __future__ import annotations

from courses.models import H5PPackage, H5PUpload
from courses.selectors import newest_lesson_version
from tests.access.table.row import Row, Things

# Who writes interactive activities.
WRITERS = "editor reviewer administrator"
ACTIVITIES = "quan-tri/hoat-dong-tuong-tac/"


def activity_deleted(things: Things) -> bool:
    return not H5PPackage.objects.filter(pk=things["activity"].pk).exists()


def activity_shown_again(things: Things) -> bool:
    newest = newest_lesson_version(things["shown_lesson"].uuid)
    return newest is not None and newest.number == 2


def upload_thrown_away(things: Things) -> bool:
    return not H5PUpload.objects.filter(pk=things["upload"].pk).exists()


def activity_written(things: Things) -> bool:
    return H5PPackage.objects.filter(title="Viết trong bảng").exists()


def activity_changed(things: Things) -> bool:
    return H5PPackage.objects.get(pk=things["written_activity"].pk).number > 1


def _activities(pattern: str, path: str, *, who: str = "editor reviewer administrator") -> Row:
    # Wagtail sends whoever may not see a page of its screens back to the first one.
    return Row(ACTIVITIES + pattern, f"/{ACTIVITIES}{path}", otherwise=302, then={200: who})


ROWS = [
    _activities("", ""),
    _activities("results/", "results/"),
    # A redirect to bringing a file.
    Row(f"{ACTIVITIES}add/", f"/{ACTIVITIES}add/", otherwise=302),
    _activities("edit/<uuid:pk>/", "edit/{activity}/"),
    Row(f"{ACTIVITIES}delete/<uuid:pk>/", f"/{ACTIVITIES}delete/{{activity}}/", otherwise=302),
    _activities("nhap/", "nhap/"),
    Row(
        f"{ACTIVITIES}nhap/",
        f"/{ACTIVITIES}nhap/",
        method="POST",
        otherwise=302,
        then={422: "editor reviewer administrator"},
    ),
    # Who brought the file is the reviewer; to others it is not there.
    Row(
        f"{ACTIVITIES}nhap/<uuid:pk>/",
        f"/{ACTIVITIES}nhap/{{upload}}/",
        otherwise=302,
        then={200: "reviewer", 404: "editor administrator"},
    ),
    Row(
        f"{ACTIVITIES}nhap/<uuid:pk>/",
        f"/{ACTIVITIES}nhap/{{upload}}/",
        method="POST",
        data={"do": "confirm", "agreed": "0"},
        otherwise=302,
        then={409: "reviewer", 404: "editor administrator"},
    ),
    Row(
        f"{ACTIVITIES}nhap/<uuid:pk>/",
        f"/{ACTIVITIES}nhap/{{upload}}/",
        method="POST",
        data={"do": "discard"},
        otherwise=302,
        does=upload_thrown_away,
        done_by="reviewer",
    ),
    _activities("thu-vien/", "thu-vien/"),
    _activities("<uuid:pk>/", "{activity}/"),
    _activities("<uuid:pk>/phien-ban-moi/", "{activity}/phien-ban-moi/"),
    _activities("<uuid:pk>/xuat-ban-lai/", "{shown_activity}/xuat-ban-lai/"),
    Row(
        f"{ACTIVITIES}<uuid:pk>/xuat-ban-lai/",
        f"/{ACTIVITIES}{{shown_activity}}/xuat-ban-lai/",
        method="POST",
        data={"number": "2"},
        otherwise=302,
        does=activity_shown_again,
        done_by="reviewer administrator",
    ),
    _activities("<uuid:pk>/xoa/", "{activity}/xoa/", who="administrator"),
    Row(
        f"{ACTIVITIES}<uuid:pk>/xoa/",
        f"/{ACTIVITIES}{{activity}}/xoa/",
        method="POST",
        otherwise=302,
        does=activity_deleted,
        done_by="administrator",
    ),
    _activities("chon/", "chon/"),
    _activities("chon/results/", "chon/results/"),
    _activities("chon/chosen/<str:pk>/", "chon/chosen/{activity}/"),
    _activities("chon/chosen-multiple/", "chon/chosen-multiple/?id={activity}"),
    *(
        Row(
            f"quan-tri/hoat-dong-tuong-tac/{pattern}",
            f"/quan-tri/hoat-dong-tuong-tac/{path}",
            otherwise=302,
            then={200: WRITERS},
        )
        for pattern, path in [
            ("soan/", "soan/"),
            ("soan/hinh/", "soan/hinh/"),
            ("soan/hinh/ket-qua/", "soan/hinh/ket-qua/"),
            ("soan/<slug:slug>/", "soan/dung-sai/"),
            ("<uuid:pk>/sua/", "{written_activity}/sua/"),
            ("<uuid:pk>/tep/", "{written_activity}/tep/"),
        ]
    ),
    Row(
        "quan-tri/hoat-dong-tuong-tac/soan/<slug:slug>/",
        "/quan-tri/hoat-dong-tuong-tac/soan/dung-sai/",
        method="POST",
        otherwise=302,
        data={"title": "Viết trong bảng", "question": "Nước sôi ở 100 độ.", "correct": "true"},
        does=activity_written,
        done_by=WRITERS,
    ),
    Row(
        "quan-tri/hoat-dong-tuong-tac/<uuid:pk>/sua/",
        "/quan-tri/hoat-dong-tuong-tac/{written_activity}/sua/",
        method="POST",
        otherwise=302,
        data={"title": "Viết trong bảng", "question": "Nước sôi ở 100 độ.", "correct": "true", "number": "1"},
        does=activity_changed,
        done_by=WRITERS,
    ),
]

"""Staff and accounts: signing in to the officials' screens, roles, invitations, the record of acts."""

from __future__ import annotations

from people.models import Invitation, User
from tests.access.table.row import Row, Things


def owner_gone(things: Things) -> bool:
    return not User.objects.filter(pk=things["owner"].pk, is_active=True).exists()


def invitation_withdrawn(things: Things) -> bool:
    return Invitation.objects.get(pk=things["invitation"].pk).withdrawn_at is not None


ROWS = [
    Row("loi-moi/<str:token>/", "/loi-moi/khong-co/", otherwise=410),
    Row(
        "quan-tri/login/",
        "/quan-tri/login/",
        otherwise=200,
        then={302: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row("quan-tri/", "/quan-tri/", otherwise=302, then={200: "editor reviewer official administrator"}),
    Row(
        "quan-tri/bao-mat/",
        "/quan-tri/bao-mat/",
        otherwise=302,
        then={200: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/bao-mat/mat-khau/",
        "/quan-tri/bao-mat/mat-khau/",
        otherwise=302,
        then={200: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/bao-mat/ung-dung/",
        "/quan-tri/bao-mat/ung-dung/",
        otherwise=302,
        then={200: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/nhan-su/",
        "/quan-tri/nhan-su/",
        otherwise=302,
        then={200: "leader official administrator", 403: "member editor reviewer"},
    ),
    Row(
        "quan-tri/nhan-su/<int:pk>/",
        "/quan-tri/nhan-su/{near}/",
        otherwise=302,
        then={200: "leader official administrator", 403: "member editor reviewer"},
    ),
    Row(
        "quan-tri/nhan-su/<int:pk>/",
        "/quan-tri/nhan-su/{far}/",
        otherwise=302,
        then={200: "administrator", 403: "member editor reviewer", 404: "leader official"},
    ),
    Row(
        "quan-tri/nhan-su/<int:pk>/",
        "/quan-tri/nhan-su/{owner}/",
        otherwise=302,
        then={403: "member editor reviewer", 404: "leader official administrator"},
    ),
    Row(
        "quan-tri/nhan-su/<int:pk>/mat-khau-moi/",
        "/quan-tri/nhan-su/{near}/mat-khau-moi/",
        method="POST",
        otherwise=302,
        then={403: "member leader editor reviewer official"},
    ),
    Row(
        "quan-tri/nhan-su/<int:pk>/go-buoc-hai/",
        "/quan-tri/nhan-su/{near}/go-buoc-hai/",
        method="POST",
        otherwise=302,
        then={403: "member leader editor reviewer official"},
    ),
    Row(
        "quan-tri/nhan-su/vai-tro/<int:pk>/ket-thuc/",
        "/quan-tri/nhan-su/vai-tro/{near_grant}/ket-thuc/",
        otherwise=302,
        then={200: "leader official administrator", 403: "member editor reviewer"},
    ),
    Row(
        "quan-tri/nhan-su/vai-tro/<int:pk>/ket-thuc/",
        "/quan-tri/nhan-su/vai-tro/{far_grant}/ket-thuc/",
        otherwise=302,
        then={200: "administrator", 403: "member editor reviewer", 404: "leader official"},
    ),
    Row(
        "quan-tri/nhan-su/loi-moi/",
        "/quan-tri/nhan-su/loi-moi/",
        otherwise=302,
        then={200: "leader official administrator", 403: "member editor reviewer"},
    ),
    Row(
        "quan-tri/nhan-su/loi-moi/moi/",
        "/quan-tri/nhan-su/loi-moi/moi/",
        otherwise=302,
        then={200: "leader official administrator", 403: "member editor reviewer"},
    ),
    Row(
        "quan-tri/nhan-su/loi-moi/<int:pk>/rut-lai/",
        "/quan-tri/nhan-su/loi-moi/{invitation}/rut-lai/",
        method="POST",
        otherwise=302,
        then={403: "member editor reviewer"},
        does=invitation_withdrawn,
        done_by="leader official administrator",
    ),
    Row(
        "quan-tri/nhan-su/loi-moi/<int:pk>/gui-lai/",
        "/quan-tri/nhan-su/loi-moi/{invitation}/gui-lai/",
        method="POST",
        otherwise=302,
        then={403: "member editor reviewer"},
    ),
    Row("quan-tri/users/", "/quan-tri/users/", otherwise=302, then={200: "administrator"}, reveals="administrator"),
    Row(
        "quan-tri/users/",
        "/quan-tri/users/?export=csv",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row("quan-tri/users/new/", "/quan-tri/users/new/", otherwise=302),
    Row(
        "quan-tri/users/edit/<int:pk>/",
        "/quan-tri/users/edit/{owner}/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row("quan-tri/users/delete/<int:pk>/", "/quan-tri/users/delete/{owner}/", otherwise=302),
    Row(
        "quan-tri/users/history/<int:pk>/",
        "/quan-tri/users/history/{owner}/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row("quan-tri/groups/", "/quan-tri/groups/", otherwise=302, then={200: "administrator"}),
    Row("quan-tri/groups/new/", "/quan-tri/groups/new/", otherwise=302, then={200: "administrator"}),
    Row("quan-tri/nhat-ky/", "/quan-tri/nhat-ky/", otherwise=302, then={200: "administrator"}, reveals="administrator"),
    Row(
        "quan-tri/nhat-ky/results/",
        "/quan-tri/nhat-ky/results/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/nhat-ky/",
        "/quan-tri/nhat-ky/?export=csv",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row("quan-tri/nhat-ky/new/", "/quan-tri/nhat-ky/new/", otherwise=302),
    Row("quan-tri/account/", "/quan-tri/account/", otherwise=302, then={200: "editor reviewer official administrator"}),
    Row("quan-tri/password_reset/", "/quan-tri/password_reset/", otherwise=404),
    Row(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "/quan-tri/bulk/people/user/delete/?id={owner}",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/nhan-su/vai-tro/<int:pk>/ket-thuc/",
        "/quan-tri/nhan-su/vai-tro/{near_grant}/ket-thuc/",
        method="POST",
        otherwise=302,
        then={403: "member editor reviewer", 422: "leader official administrator"},
    ),
    Row(
        "quan-tri/nhan-su/loi-moi/moi/",
        "/quan-tri/nhan-su/loi-moi/moi/",
        method="POST",
        otherwise=302,
        then={403: "member editor reviewer", 422: "leader official administrator"},
    ),
    Row(
        "quan-tri/users/delete/<int:pk>/",
        "/quan-tri/users/delete/{owner}/",
        method="POST",
        otherwise=302,
        does=owner_gone,
        done_by="",
    ),
    Row(
        "quan-tri/bao-mat/xac-nhan/",
        "/quan-tri/bao-mat/xac-nhan/",
        otherwise=302,
        then={200: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row("quan-tri/bao-mat/xac-nhan/ma/", "/quan-tri/bao-mat/xac-nhan/ma/", otherwise=302),
    Row("quan-tri/bao-mat/xac-nhan/thiet-bi/", "/quan-tri/bao-mat/xac-nhan/thiet-bi/", otherwise=302),
    Row("quan-tri/bao-mat/ma/", "/quan-tri/bao-mat/ma/", otherwise=302),
    Row(
        "quan-tri/bao-mat/ung-dung/bo/",
        "/quan-tri/bao-mat/ung-dung/bo/",
        otherwise=302,
        then={404: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/bao-mat/du-phong/",
        "/quan-tri/bao-mat/du-phong/",
        otherwise=302,
        then={404: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/bao-mat/du-phong/moi/",
        "/quan-tri/bao-mat/du-phong/moi/",
        otherwise=302,
        then={200: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/bao-mat/thiet-bi/",
        "/quan-tri/bao-mat/thiet-bi/",
        otherwise=302,
        then={200: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row("quan-tri/bao-mat/thiet-bi/dang-nhap/", "/quan-tri/bao-mat/thiet-bi/dang-nhap/", otherwise=302),
    Row(
        "quan-tri/bao-mat/thiet-bi/them/",
        "/quan-tri/bao-mat/thiet-bi/them/",
        otherwise=302,
        then={200: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/bao-mat/thiet-bi/<int:pk>/bo/",
        "/quan-tri/bao-mat/thiet-bi/1/bo/",
        otherwise=302,
        then={404: "member leader editor reviewer official administrator no_second_factor"},
    ),
    Row(
        "quan-tri/bao-mat/thoat/",
        "/quan-tri/bao-mat/thoat/",
        otherwise=200,
        then={302: "nobody guest other_guest owner_phone part_phone ended"},
    ),
    Row(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "/quan-tri/bulk/people/user/delete/?id={owner}",
        method="POST",
        otherwise=302,
        does=owner_gone,
    ),
    Row(
        "quan-tri/users/results/",
        "/quan-tri/users/results/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
]

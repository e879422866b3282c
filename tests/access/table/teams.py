"""Teams, households and visits: of members, of leaders, of officials, and of who holds a card."""

from __future__ import annotations

from collections.abc import Callable

from community_teams.models import Household, HouseholdConsent, Merge, OfficialLook, SheetRun
from community_teams.reach import everything
from people.models import Invitation
from tests.access.table.row import Row, Things
from tests.access.world import CARD

NO_VISIT = "00000000-0000-0000-0000-000000000001"
# Who is signed in and leads no team: to them nothing is there. Whoever is not signed in is asked to.
LEADS_NOTHING = "owner other_owner member editor reviewer official administrator no_second_factor by_code role_over"
LEADING = "to-cong-nghe/quan-ly/"


def household_touched(things: Things) -> bool:
    with everything():
        withdrawn = HouseholdConsent.objects.filter(household=things["household"], given=False).exists()
        return withdrawn or Household.objects.get(pk=things["household"].pk).erased_at is not None


def looked_far(things: Things) -> bool:
    with everything():
        return OfficialLook.objects.filter(household=things["far_household"].pk).exists()


def merge_undone(things: Things) -> bool:
    with everything():
        return Merge.objects.get(pk=things["merge"].pk).undone_at is not None


def team_invitation_withdrawn(things: Things) -> bool:
    return Invitation.objects.get(for_team=things["team_invitation"]).withdrawn_at is not None


def sheet_put_in(things: Things) -> bool:
    with everything():
        return SheetRun.objects.get(pk=things["sheet"].pk).applied_at is not None


def members_put_in(things: Things) -> bool:
    with everything():
        return SheetRun.objects.get(pk=things["members_sheet"].pk).applied_at is not None


def _leading(pattern: str, path: str, *, reveals: str = "") -> Row:
    then = {200: "leader", 404: LEADS_NOTHING}
    return Row(LEADING + pattern, f"/{LEADING}{path}", otherwise=302, then=then, reveals=reveals)


def _led(pattern: str, path: str, does: Callable[[Things], bool], **data: str) -> Row:
    return Row(
        LEADING + pattern, f"/{LEADING}{path}", method="POST", data=data, otherwise=302, then={404: LEADS_NOTHING},
        does=does, done_by="leader",
    )  # fmt: skip


ROWS = [
    Row(LEADING, f"/{LEADING}", otherwise=302, then={404: LEADS_NOTHING}),
    _leading("<int:team>/", "{team}/"),
    _leading("<int:team>/moi/", "{team}/moi/"),
    _led("<int:team>/loi-moi/<int:pk>/", "{team}/loi-moi/{team_invitation}/", team_invitation_withdrawn),
    _leading("<int:team>/thanh-vien/<int:pk>/", "{team}/thanh-vien/{membership}/"),
    _leading("<int:team>/thiet-bi/<uuid:pk>/thu-hoi/", "{team}/thiet-bi/{phone}/thu-hoi/"),
    _leading("<int:team>/thon/", "{team}/thon/"),
    _leading("<int:team>/loi-nhan/", "{team}/loi-nhan/"),
    _leading("<int:team>/ho/", "{team}/ho/", reveals="leader"),
    _leading("<int:team>/ho/<uuid:pk>/", "{team}/ho/{household}/", reveals="leader"),
    _leading("<int:team>/bang-tinh/", "{team}/bang-tinh/"),
    _leading("<int:team>/bang-tinh/mau/", "{team}/bang-tinh/mau/"),
    Row(
        f"{LEADING}<int:team>/bang-tinh/lan-tham/",
        f"/{LEADING}{{team}}/bang-tinh/lan-tham/?tu=2026-01-01&den=2026-02-01&dang=csv",
        otherwise=302,
        then={200: "leader", 404: LEADS_NOTHING},
    ),
    _leading("<int:team>/bang-tinh/<int:pk>/", "{team}/bang-tinh/{sheet}/"),
    _led("<int:team>/bang-tinh/<int:pk>/", "{team}/bang-tinh/{sheet}/", sheet_put_in, act="put_in", heard="1"),
    _leading("<int:team>/bang-tinh/<int:pk>/trung/", "{team}/bang-tinh/{sheet}/trung/"),
    _leading("<int:team>/bang-tinh/<int:pk>/loi/", "{team}/bang-tinh/{sheet}/loi/"),
    _leading("<int:team>/ho-trung/", "{team}/ho-trung/"),
    _leading("<int:team>/da-gop/", "{team}/da-gop/"),
    _led("<int:team>/da-gop/<int:pk>/tach/", "{team}/da-gop/{merge}/tach/", merge_undone),
    _leading("<int:team>/cho-quyet/", "{team}/cho-quyet/", reveals="leader"),
    _leading("<int:team>/cho-quyet/ban-ghi/<int:pk>/", "{team}/cho-quyet/ban-ghi/{operation}/"),
    _leading("<int:team>/cho-quyet/khac-nhau/<int:pk>/", "{team}/cho-quyet/khac-nhau/{conflict}/", reveals="leader"),
    _leading("<int:team>/cho-quyet/yeu-cau/<int:pk>/", "{team}/cho-quyet/yeu-cau/{wish}/", reveals="leader"),
    *(
        Row(
            f"quan-tri/to-cong-nghe/lap-to/{pattern}",
            f"/quan-tri/to-cong-nghe/lap-to/{path}",
            otherwise=302,
            # Wagtail sends whoever may not see a page of its screens back to the first one.
            then={200: "official administrator"},
        )
        for pattern, path in (("", ""), ("moi/", "moi/"), ("<int:pk>/", "{team}/"))
    ),
    Row("to-cong-nghe/", "/to-cong-nghe/", otherwise=200),
    Row("to-cong-nghe/kho.json", "/to-cong-nghe/kho.json", otherwise=200),
    Row("to-cong-nghe/anh/<int:pk>/", "/to-cong-nghe/anh/{photo}/", otherwise=404, then={200: "leader"}),
    # What it takes is JSON of the same origin; its own tests ask as the app does.
    Row("api/v1/field/devices", "/api/v1/field/devices", otherwise=405),
    Row("api/v1/field/devices", "/api/v1/field/devices", method="POST", otherwise=403),
    Row("api/v1/field/devices/emptied", "/api/v1/field/devices/emptied", otherwise=405),
    Row("api/v1/field/devices/emptied", "/api/v1/field/devices/emptied", method="POST", otherwise=401),
    Row("to-cong-nghe/sw.js", "/to-cong-nghe/sw.js", otherwise=200),
    Row("to-cong-nghe/app.webmanifest", "/to-cong-nghe/app.webmanifest", otherwise=200),
    Row("bang-theo-doi/", "/bang-theo-doi/", otherwise=200),
    # Whoever holds the card sees the page of the household, whose name and number are the owner's; nobody has a code.
    Row("so-ho/<str:token>/", f"/so-ho/{CARD}/", otherwise=200),
    Row("so-ho/<str:token>/ma/", f"/so-ho/{CARD}/ma/", otherwise=200),
    Row("so-ho/<str:token>/tat-ca/", f"/so-ho/{CARD}/tat-ca/", otherwise=303),
    Row("so-ho/<str:token>/luot/<uuid:visit>/", f"/so-ho/{CARD}/luot/{NO_VISIT}/", method="POST", otherwise=303),
    Row("so-ho/<str:token>/xong/", f"/so-ho/{CARD}/xong/", method="POST", otherwise=303),
    Row(
        "so-ho/<str:token>/rut-lai/",
        f"/so-ho/{CARD}/rut-lai/",
        method="POST",
        data={"muc-dich": "record"},
        otherwise=303,
        does=household_touched,
    ),
    Row(
        "so-ho/<str:token>/xoa/",
        f"/so-ho/{CARD}/xoa/",
        method="POST",
        data={"chac": "1"},
        otherwise=303,
        does=household_touched,
    ),
    Row(
        "to-cong-nghe/the-ho/",
        "/to-cong-nghe/the-ho/",
        otherwise=403,
        then={200: "leader", 302: "nobody guest other_guest owner_phone part_phone ended"},
    ),
    Row("quan-tri/to-cong-nghe/", "/quan-tri/to-cong-nghe/", otherwise=302, then={200: "official administrator"}),
    Row(
        "quan-tri/to-cong-nghe/dia-ban/<int:pk>/",
        "/quan-tri/to-cong-nghe/dia-ban/{commune}/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/dia-ban/<int:pk>/",
        "/quan-tri/to-cong-nghe/dia-ban/{far_commune}/",
        otherwise=302,
        then={200: "administrator", 404: "official"},
    ),
    Row(
        "quan-tri/to-cong-nghe/dia-ban/<int:pk>/theo-thang/",
        "/quan-tri/to-cong-nghe/dia-ban/{far_commune}/theo-thang/",
        otherwise=302,
        then={200: "administrator", 404: "official"},
    ),
    Row(
        "quan-tri/to-cong-nghe/to/<int:pk>/",
        "/quan-tri/to-cong-nghe/to/{team}/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/to/<int:pk>/",
        "/quan-tri/to-cong-nghe/to/{far_team}/",
        otherwise=302,
        then={200: "administrator", 404: "official"},
    ),
    Row(
        "quan-tri/to-cong-nghe/to/<int:pk>/xa-moi/",
        "/quan-tri/to-cong-nghe/to/{team}/xa-moi/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/to/<int:pk>/xa-moi/",
        "/quan-tri/to-cong-nghe/to/{far_team}/xa-moi/",
        method="POST",
        otherwise=302,
        then={422: "administrator", 404: "official"},
    ),
    Row(
        "quan-tri/to-cong-nghe/xuat/",
        "/quan-tri/to-cong-nghe/xuat/?noi={commune}",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/xuat/",
        "/quan-tri/to-cong-nghe/xuat/?noi={far_commune}",
        otherwise=302,
        then={200: "administrator", 404: "official"},
    ),
    Row(
        "quan-tri/to-cong-nghe/bang-tinh/",
        "/quan-tri/to-cong-nghe/bang-tinh/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/bang-tinh/mau/",
        "/quan-tri/to-cong-nghe/bang-tinh/mau/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/bang-tinh/lan-tham/",
        "/quan-tri/to-cong-nghe/bang-tinh/lan-tham/?noi={far_commune}&tu=2026-01-01&den=2026-02-01&dang=csv",
        otherwise=302,
        then={200: "administrator", 404: "official"},
    ),
    # A file of teams is only there for whoever brought it.
    Row(
        "quan-tri/to-cong-nghe/bang-tinh/<int:pk>/",
        "/quan-tri/to-cong-nghe/bang-tinh/{members_sheet}/",
        otherwise=302,
        then={200: "official", 404: "administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/bang-tinh/<int:pk>/",
        "/quan-tri/to-cong-nghe/bang-tinh/{members_sheet}/",
        method="POST",
        data={"act": "put_in", "heard": "1"},
        otherwise=302,
        then={404: "administrator"},
        does=members_put_in,
        done_by="official",
    ),
    Row(
        "quan-tri/to-cong-nghe/bang-tinh/<int:pk>/loi/",
        "/quan-tri/to-cong-nghe/bang-tinh/{members_sheet}/loi/",
        otherwise=302,
        then={200: "official", 404: "administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/cho-chon-xa/",
        "/quan-tri/to-cong-nghe/cho-chon-xa/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/thon/<int:pk>/",
        "/quan-tri/to-cong-nghe/thon/{hamlet}/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/thon/<int:pk>/",
        "/quan-tri/to-cong-nghe/thon/{far_hamlet}/",
        otherwise=302,
        then={200: "administrator", 404: "official"},
    ),
    Row(
        "quan-tri/to-cong-nghe/ho/<uuid:pk>/",
        "/quan-tri/to-cong-nghe/ho/{household}/",
        otherwise=302,
        then={200: "official administrator"},
    ),
    Row(
        "quan-tri/to-cong-nghe/ho/<uuid:pk>/",
        "/quan-tri/to-cong-nghe/ho/{far_household}/",
        method="POST",
        data={"reason": "Hộ khiếu nại."},
        otherwise=302,
        then={404: "official"},
        does=looked_far,
        done_by="administrator",
    ),
    Row(
        "quan-tri/canh-bao-lua-dao/",
        "/quan-tri/canh-bao-lua-dao/",
        otherwise=302,
        then={200: "official administrator"},
    ),
]

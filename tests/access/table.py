"""Role × page × whose data: what each person is answered at each address.

A row says what everyone is answered (``otherwise``) and who is answered differently (``then``); in whose answer the
owner's name, number or learner may stand (``reveals``; in nobody else's); and, where the status does not tell, whether
the act was done (``does``, ``done_by``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from community_teams.models import Household, HouseholdConsent, Merge, OfficialLook, SheetRun
from community_teams.reach import everything
from courses.models import H5PPackage, H5PUpload, LessonPage
from courses.selectors import newest_lesson_version
from learn.models import Certificate, Learner
from people.models import Invitation, NumberChange, User
from quizzes.models import ExtraTime, HomeArea, ImportRun, KeyCorrection, Question
from tests.access.world import CARD, PERSONAS

Things = dict[str, Any]
ALL = " ".join(PERSONAS)
NO_VISIT = "00000000-0000-0000-0000-000000000001"


def taken_down(things: Things) -> bool:
    return not LessonPage.objects.get(pk=things["lesson"].pk).live


def page_gone(things: Things) -> bool:
    return not LessonPage.objects.filter(pk=things["lesson"].pk).exists()


def owner_gone(things: Things) -> bool:
    return not User.objects.filter(pk=things["owner"].pk, is_active=True).exists()


def invitation_withdrawn(things: Things) -> bool:
    return Invitation.objects.get(pk=things["invitation"].pk).withdrawn_at is not None


def certificate_revoked(things: Things) -> bool:
    return Certificate.objects.get(pk=things["certificate"].pk).revoked_at is not None


def question_retired(things: Things) -> bool:
    return Question.objects.get(pk=things["bank_question"].pk).retired_at is not None


def time_given(things: Things) -> bool:
    return ExtraTime.objects.filter(learner_id=things["own"].pk).exists()


def change_stopped(things: Things) -> bool:
    return not NumberChange.objects.filter(user=things["owner"], ended_at=None).exists()


def guest_forgotten(things: Things) -> bool:
    return Learner.objects.get(pk=things["guest"].pk).generation > 0


def household_touched(things: Things) -> bool:
    with everything():
        withdrawn = HouseholdConsent.objects.filter(household=things["household"], given=False).exists()
        return withdrawn or Household.objects.get(pk=things["household"].pk).erased_at is not None


def home_told(things: Things) -> bool:
    return HomeArea.objects.filter(learner_id=things["guest"].pk).exists()


def correction_applied(things: Things) -> bool:
    return KeyCorrection.objects.get(pk=things["correction"].pk).applied_at is not None


def import_put_in(things: Things) -> bool:
    return ImportRun.objects.get(pk=things["import"].pk).applied_at is not None


def import_discarded(things: Things) -> bool:
    return ImportRun.objects.get(pk=things["import"].pk).state == "discarded"


def activity_deleted(things: Things) -> bool:
    return not H5PPackage.objects.filter(pk=things["activity"].pk).exists()


def activity_shown_again(things: Things) -> bool:
    newest = newest_lesson_version(things["shown_lesson"].uuid)
    return newest is not None and newest.number == 2


def upload_thrown_away(things: Things) -> bool:
    return not H5PUpload.objects.filter(pk=things["upload"].pk).exists()


def looked_far(things: Things) -> bool:
    with everything():
        return OfficialLook.objects.filter(household=things["far_household"].pk).exists()


@dataclass(frozen=True)
class Row:
    """One address, asked in one way."""

    pattern: str
    path: str
    otherwise: int
    then: dict[int, str] = field(default_factory=dict)
    method: str = "GET"
    data: dict[str, str] = field(default_factory=dict)
    reveals: str = ""
    does: Callable[[Things], bool] | None = None
    done_by: str = ""

    def status(self, persona: str) -> int:
        """What this person is answered."""
        return next((status for status, who in self.then.items() if persona in who.split()), self.otherwise)


def merge_undone(things: Things) -> bool:
    with everything():
        return Merge.objects.get(pk=things["merge"].pk).undone_at is not None


def activity_written(things: Things) -> bool:
    return H5PPackage.objects.filter(title="Viết trong bảng").exists()


def activity_changed(things: Things) -> bool:
    return H5PPackage.objects.get(pk=things["written_activity"].pk).number > 1


def team_invitation_withdrawn(things: Things) -> bool:
    return Invitation.objects.get(for_team=things["team_invitation"]).withdrawn_at is not None


def sheet_put_in(things: Things) -> bool:
    with everything():
        return SheetRun.objects.get(pk=things["sheet"].pk).applied_at is not None


def members_put_in(things: Things) -> bool:
    with everything():
        return SheetRun.objects.get(pk=things["members_sheet"].pk).applied_at is not None


# Who is signed in and leads no team: to them nothing is there. Whoever is not signed in is asked to.
LEADS_NOTHING = "owner other_owner member editor reviewer official administrator no_second_factor by_code role_over"
# Who writes interactive activities.
WRITERS = "editor reviewer administrator"
LEADING = "to-cong-nghe/quan-ly/"


def _leading(pattern: str, path: str, *, reveals: str = "") -> Row:
    then = {200: "leader", 404: LEADS_NOTHING}
    return Row(LEADING + pattern, f"/{LEADING}{path}", otherwise=302, then=then, reveals=reveals)


def _led(pattern: str, path: str, does: Callable[[Things], bool], **data: str) -> Row:
    return Row(
        LEADING + pattern, f"/{LEADING}{path}", method="POST", data=data, otherwise=302, then={404: LEADS_NOTHING},
        does=does, done_by="leader",
    )  # fmt: skip


TEAM_ROWS = [
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
]

ACTIVITIES = "quan-tri/hoat-dong-tuong-tac/"


def _activities(pattern: str, path: str, *, who: str = "editor reviewer administrator") -> Row:
    # Wagtail sends whoever may not see a page of its screens back to the first one.
    return Row(ACTIVITIES + pattern, f"/{ACTIVITIES}{path}", otherwise=302, then={200: who})


ACTIVITY_ROWS = [
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
]

ROWS = [
    *TEAM_ROWS,
    *ACTIVITY_ROWS,
    Row("^((?:[\\w\\-]+/)*)$", "/", otherwise=200),
    Row("^((?:[\\w\\-]+/)*)$", "/khoa-hoc/", otherwise=200),
    Row("^((?:[\\w\\-]+/)*)$", "{lessonurl}", otherwise=200),
    Row("tim-kiem/", "/tim-kiem/", otherwise=200),
    Row("tro-giup/", "/tro-giup/", otherwise=200),
    Row("dia-ban/", "/dia-ban/", otherwise=200),
    Row("api/v1/areas", "/api/v1/areas", otherwise=200),
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
    Row("mau-giao-dien/", "/mau-giao-dien/", otherwise=200),
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
    Row(
        "toi/chung-nhan/<uuid:course>/",
        "/toi/chung-nhan/{course}/",
        otherwise=404,
        then={200: "owner owner_phone"},
        reveals="owner owner_phone",
    ),
    Row(
        "toi/chung-nhan/<uuid:course>/sua-ten/",
        "/toi/chung-nhan/{course}/sua-ten/",
        otherwise=404,
        then={200: "owner", 302: "owner_phone"},
        reveals="owner",
    ),
    Row(
        "toi/chung-nhan/<uuid:course>/ban-in.pdf",
        "/toi/chung-nhan/{course}/ban-in.pdf",
        otherwise=404,
        then={200: "owner owner_phone"},
    ),
    Row("chung-nhan/", "/chung-nhan/", otherwise=200),
    Row("chung-nhan/<str:typed>/", "/chung-nhan/{number}/", otherwise=200, reveals=ALL),
    Row("chung-nhan/<str:typed>/huy-hieu.json", "/chung-nhan/{number}/huy-hieu.json", otherwise=200, reveals=ALL),
    Row("chung-nhan/tinh-trang/<int:number>.json", "/chung-nhan/tinh-trang/0.json", otherwise=200),
    Row(".well-known/did.json", "/.well-known/did.json", otherwise=200),
    Row("dang-nhap/", "/dang-nhap/", otherwise=200),
    Row("dang-nhap/khoi-phuc/", "/dang-nhap/khoi-phuc/", otherwise=200),
    Row("dang-nhap/ten/", "/dang-nhap/ten/", otherwise=303, then={200: "owner other_owner"}, reveals="owner"),
    Row("dang-nhap/xong/", "/dang-nhap/xong/", otherwise=303, then={200: "owner other_owner"}, reveals="owner"),
    Row("dang-nhap/ra/", "/dang-nhap/ra/", otherwise=405),
    Row("dang-nhap/ra/", "/dang-nhap/ra/", method="POST", otherwise=303),
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
    Row(
        "quan-tri/chung-nhan/",
        "/quan-tri/chung-nhan/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/chung-nhan/results/",
        "/quan-tri/chung-nhan/results/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/chung-nhan/<int:pk>/",
        "/quan-tri/chung-nhan/{certificate}/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/chung-nhan/<int:pk>/",
        "/quan-tri/chung-nhan/{certificate}/",
        method="POST",
        data={"reason": "mistake", "note": "Cấp nhầm."},
        otherwise=302,
        does=certificate_revoked,
        done_by="administrator",
    ),
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
    Row("quan-tri/nang-luc/", "/quan-tri/nang-luc/", otherwise=302, then={200: "reviewer official administrator"}),
    Row(
        "quan-tri/canh-bao-lua-dao/",
        "/quan-tri/canh-bao-lua-dao/",
        otherwise=302,
        then={200: "official administrator"},
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
    Row("quan-tri/account/", "/quan-tri/account/", otherwise=302, then={200: "editor reviewer official administrator"}),
    Row("quan-tri/password_reset/", "/quan-tri/password_reset/", otherwise=404),
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
    Row(
        "toi/chung-nhan/<uuid:course>/",
        "/toi/chung-nhan/{course}/",
        method="POST",
        otherwise=404,
        then={200: "owner owner_phone"},
        reveals="owner owner_phone",
    ),
    Row(
        "toi/chung-nhan/<uuid:course>/sua-ten/",
        "/toi/chung-nhan/{course}/sua-ten/",
        method="POST",
        otherwise=404,
        then={200: "owner", 302: "owner_phone"},
        reveals="owner",
    ),
    Row("dang-nhap/", "/dang-nhap/", method="POST", otherwise=422),
    Row("dang-nhap/khoi-phuc/", "/dang-nhap/khoi-phuc/", method="POST", otherwise=422),
    Row("dang-nhap/ten/", "/dang-nhap/ten/", method="POST", otherwise=303, then={422: "owner other_owner"}),
    Row(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "/quan-tri/bulk/wagtailcore/page/publish/?id={lesson}",
        otherwise=302,
        then={200: "editor reviewer official administrator"},
    ),
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
    Row("^media/(?P<path>.*)$", "/media/none", otherwise=404),
    Row(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "/quan-tri/bulk/wagtailcore/page/unpublish/?id={lesson}",
        method="POST",
        otherwise=302,
        does=taken_down,
        done_by="reviewer administrator",
    ),
    Row(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "/quan-tri/bulk/people/user/delete/?id={owner}",
        method="POST",
        otherwise=302,
        does=owner_gone,
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
        "quan-tri/users/results/",
        "/quan-tri/users/results/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/competence/inspect/<int:pk>/",
        "/quan-tri/competence/inspect/{competence}/",
        otherwise=302,
        then={200: "editor reviewer administrator"},
    ),
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
    Row(r"^media/h/(?P<name>[0-9a-f]{64}\.[a-z0-9]{2,4})$", "/media/h/" + "0" * 64 + ".png", otherwise=404),
]

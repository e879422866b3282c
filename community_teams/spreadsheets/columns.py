"""The columns of both sheets. Headers are part of the format, and stay Vietnamese whatever language is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from community_teams.households.consents import How
from community_teams.spreadsheets.models import SheetRun
from community_teams.teams.models import Membership
from community_teams.words import DeviceKind, Language
from foundation.text import fold, normalise

Place = Membership.Place


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its header, its width, an example, and whether a file must have it."""

    key: str
    header: str
    width: int
    example: str = ""
    needed: bool = False


# The row of the example file that begins so is left out, wherever it is forgotten.
EXAMPLE = "(ví dụ"
HOUSEHOLDS = [
    Column("hamlet", "Thôn", 26, "(ví dụ, xóa dòng này)", needed=True),
    Column("head_name", "Tên chủ hộ", 28, "Lò Thị Mai"),
    Column("phone", "Số điện thoại", 16, "0912 345 678"),
    Column("address", "Địa chỉ", 30, "Cạnh nhà văn hóa"),
    Column("size", "Số người", 10, "4"),
    Column("languages", "Ngôn ngữ", 18, "Tiếng Việt; Tiếng Thái"),
    Column("devices", "Thiết bị", 22, "Điện thoại thông minh"),
    Column("planned_on", "Ngày hẹn thăm", 16, "15/12/2026"),
    Column("agreed_on", "Ngày đồng ý", 16, "20/11/2026"),
    Column("agreed_how", "Cách đồng ý", 16, "nói"),
]
MEMBERS = [
    Column("commune", "Xã/phường", 30, "(ví dụ, xóa dòng này)", needed=True),
    Column("team", "Tên tổ", 28, "Tổ công nghệ số thôn Đông", needed=True),
    Column("hamlet", "Thôn", 20, "Thôn Đông"),
    Column("name", "Họ và tên", 26, "Nguyễn Văn An"),
    Column("phone", "Số điện thoại", 16, "0912 345 678"),
    Column("place", "Vai trò", 14, "Thành viên"),
    Column("from", "Từ ngày", 14, "01/12/2026"),
    Column("until", "Đến hết ngày", 14, "31/12/2027"),
]
COLUMNS: dict[str, Sequence[Column]] = {SheetRun.Kind.HOUSEHOLDS: HOUSEHOLDS, SheetRun.Kind.MEMBERS: MEMBERS}
SHEET_NAMES = {SheetRun.Kind.HOUSEHOLDS: "Hộ", SheetRun.Kind.MEMBERS: "Tổ và thành viên"}

HOWS = {"nói": How.SPOKEN, "nói miệng": How.SPOKEN, "ký": How.SIGNED, "ký giấy": How.SIGNED, "đã ký giấy": How.SIGNED}
PLACES = {"thành viên": Place.MEMBER, "tổ viên": Place.MEMBER, "tổ trưởng": Place.LEADER}
LANGUAGES = {
    "việt": Language.VIETNAMESE, "kinh": Language.VIETNAMESE, "tày": Language.TAY, "thái": Language.THAI,
    "mường": Language.MUONG, "khmer": Language.KHMER, "h'mông": Language.HMONG, "mông": Language.HMONG,
    "nùng": Language.NUNG, "ê đê": Language.EDE, "gia rai": Language.GIA_RAI, "ba na": Language.BA_NA,
    "chăm": Language.CHAM, "dao": Language.DAO,
}  # fmt: skip
DEVICES = {
    "điện thoại thông minh": DeviceKind.SMARTPHONE, "smartphone": DeviceKind.SMARTPHONE,
    "điện thoại phím": DeviceKind.BASIC_PHONE, "điện thoại bàn phím": DeviceKind.BASIC_PHONE,
    "máy tính": DeviceKind.COMPUTER, "máy tính bảng": DeviceKind.TABLET, "chưa có": DeviceKind.NONE,
    "không có": DeviceKind.NONE, "không": DeviceKind.NONE,
}  # fmt: skip


def folded(text: str) -> str:
    """A header or a word as it is looked up: tones, capitals and spaces do not matter."""
    return " ".join(fold(normalise(text)).split())


def by_header(kind: str) -> dict[str, Column]:
    """The columns of a sheet by the headers that are taken."""
    return {folded(column.header): column for column in COLUMNS[kind]}


def header_of(kind: str, key: str) -> str:
    """What stands over a column."""
    return next((column.header for column in COLUMNS[kind] if column.key == key), "")

"""The columns of a sheet of questions. Headers are part of the format, and stay Vietnamese whatever language is on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from foundation.text import normalise

SHEET = "Câu hỏi"
CHOICES, PAIRS, ANSWERS, GAPS, DISTRACTORS = 12, 8, 6, 6, 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column by its key; ``group`` is what the explaining sheet says it with."""

    key: str
    header: str
    group: str
    width: int = 18


def _numbered(name: str, header: str, most: int, width: int = 18) -> list[Column]:
    return [Column(f"{name}_{place}", f"{header} {place}", name, width) for place in range(1, most + 1)]


def _answers() -> list[Column]:
    """Each choice stands beside its credit and what is said to it."""
    columns = []
    for place in range(1, CHOICES + 1):
        columns += [
            Column(f"choice_{place}", f"Lựa chọn {place}", "choice", 28),
            Column(f"credit_{place}", f"Điểm {place}", "credit", 9),
            Column(f"feedback_{place}", f"Phản hồi {place}", "feedback", 28),
        ]
    return columns


COLUMNS: list[Column] = [
    Column("id", "Mã", "id", 14),
    Column("name", "Tên", "name", 28),
    Column("kind", "Loại", "kind", 20),
    Column("prompt", "Câu hỏi", "prompt", 48),
    Column("competence", "Năng lực", "competence", 10),
    Column("difficulty", "Độ khó", "difficulty", 9),
    Column("language", "Ngôn ngữ", "language", 10),
    Column("source", "Nguồn", "source", 28),
    Column("source_url", "Địa chỉ nguồn", "source_url", 28),
    Column("review_by", "Rà soát trước ngày", "review_by", 14),
    Column("explanation", "Giải thích", "explanation", 40),
    Column("picture", "Mã hình", "picture", 10),
    Column("alt_text", "Lời tả hình", "alt_text", 28),
    Column("audio", "Mã âm thanh", "audio", 12),
    Column("transcript", "Lời của âm thanh", "transcript", 28),
    Column("answer", "Đáp án", "answer", 14),
    *_answers(),
    *_numbered("right", "Ghép với", PAIRS),
    *_numbered("distractor", "Vế thừa", DISTRACTORS),
    Column("sentence", "Câu có chỗ trống", "sentence", 40),
    *_numbered("gap", "Chỗ trống", GAPS, 28),
    Column("fold_case", "Bỏ qua chữ hoa", "fold_case", 10),
    Column("fold_marks", "Bỏ qua dấu", "fold_marks", 10),
    *_numbered("tolerance", "Sai số", ANSWERS, 9),
    Column("unit", "Đơn vị", "unit", 12),
    *_numbered("area", "Vùng", CHOICES, 16),
    Column("medium", "Nơi gặp", "medium", 12),
    Column("sender", "Người gửi", "sender", 20),
]

_MOST_WORD = 80

# Words for values that are chosen from few, as they are written; reading takes the codes of the bank as well.
KINDS = {
    "single_choice": "Một lựa chọn",
    "multiple_choice": "Nhiều lựa chọn",
    "true_false": "Đúng hay sai",
    "matching": "Ghép đôi",
    "ordering": "Xếp thứ tự",
    "fill_in": "Điền chỗ trống",
    "number": "Nhập số",
    "tap_place": "Chạm vào hình",
    "scam": "Nhận ra lừa đảo",
}
DIFFICULTIES = {"easy": "dễ", "medium": "vừa", "hard": "khó"}
MEDIUMS = {"message": "tin nhắn", "call": "cuộc gọi", "page": "trang"}
VERDICTS = {True: "lừa đảo", False: "an toàn"}
TRUTHS = {True: "đúng", False: "sai"}
CHOSEN = {True: "có", False: "không"}
YES = frozenset({"đúng", "có", "x", "true", "yes", "1", "100", "100%", "lừa đảo", "scam"})
NO = frozenset({"sai", "không", "false", "no", "0", "0%", "an toàn", "không lừa đảo", "safe"})


def spelt(text: str) -> str:
    """A word or header as it is looked up: spaces, capitals and the place of tones do not matter."""
    return _spelt(text[:_MOST_WORD])


# A hundred thousand rows hold the same few words.
@lru_cache(maxsize=2048)
def _spelt(text: str) -> str:
    return normalise(text).lower()


@cache
def by_header() -> dict[str, Column]:
    """Columns by what may stand in the first row: the header or the key."""
    return {spelt(name): column for column in COLUMNS for name in (column.header, column.key)}

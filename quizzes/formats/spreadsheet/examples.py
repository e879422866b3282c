"""A question of each kind, as the template shows them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from quizzes.formats.records import Record

_SOURCE = ("Cổng Dịch vụ công quốc gia", "https://dichvucong.gov.vn/")
_REVIEW = dt.date(2027, 12, 31)


def examples() -> list[Record]:
    """Fresh records without ids, one of each kind."""
    return [_record(**example) for example in _EXAMPLES]


def _record(kind: str, name: str, competence: str, difficulty: str, **content: Any) -> Record:
    return Record(
        name=name,
        kind=kind,
        content=content,
        competence=competence,
        difficulty=difficulty,
        source=_SOURCE[0],
        source_url=_SOURCE[1],
        review_by=_REVIEW,
    )


_EXAMPLES: list[dict[str, Any]] = [
    {
        "kind": "single_choice",
        "name": "Ai được biết mã xác nhận",
        "competence": "1.2",
        "difficulty": "easy",
        "prompt": "Mã xác nhận (OTP) gửi về máy, bà con đọc cho ai?",
        "explanation": "Mã xác nhận giống như chìa khóa nhà. Không ai có quyền hỏi.",
        "choices": [
            {"text": "Không đọc cho ai cả", "credit": 100, "feedback": "Đúng rồi ạ."},
            {"text": "Chỉ đọc cho người thân trong nhà", "credit": 50, "feedback": "Tốt nhất là không đọc cho ai."},
            {"text": "Đọc cho nhân viên ngân hàng gọi đến", "credit": 0, "feedback": "Ngân hàng không bao giờ hỏi mã."},
        ],
    },
    {
        "kind": "multiple_choice",
        "name": "Mật khẩu tốt",
        "competence": "0.2",
        "difficulty": "medium",
        "prompt": "Mật khẩu nào khó đoán?",
        "explanation": "",
        "choices": [
            {"text": "Một câu dài chỉ mình nhớ", "correct": True, "feedback": ""},
            {"text": "Chữ và số xen nhau", "correct": True, "feedback": ""},
            {"text": "Ngày sinh của mình", "correct": False, "feedback": "Nhiều người biết ngày sinh của mình."},
        ],
    },
    {
        "kind": "true_false",
        "name": "Nộp hồ sơ ở nhà",
        "competence": "1.1",
        "difficulty": "easy",
        "prompt": "Có thể nộp hồ sơ trên Cổng Dịch vụ công quốc gia mà không phải ra xã.",
        "explanation": "",
        "answer": True,
        "feedback_true": "Đúng, nhiều thủ tục làm được ở nhà.",
        "feedback_false": "Nhiều thủ tục làm được ở nhà rồi ạ.",
    },
    {
        "kind": "matching",
        "name": "Số khẩn cấp",
        "competence": "0.1",
        "difficulty": "easy",
        "prompt": "Ghép mỗi việc với số cần gọi.",
        "explanation": "",
        "pairs": [
            {"left": "Gọi công an", "right": "113"},
            {"left": "Báo cháy", "right": "114"},
            {"left": "Gọi cấp cứu", "right": "115"},
        ],
        "distractors": ["1080"],
    },
    {
        "kind": "ordering",
        "name": "Gọi thấy mặt",
        "competence": "0.1",
        "difficulty": "medium",
        "prompt": "Xếp các bước gọi thấy mặt theo thứ tự.",
        "explanation": "",
        "items": ["Mở ứng dụng nhắn tin", "Chọn tên người thân", "Chạm vào hình máy quay"],
    },
    {
        "kind": "fill_in",
        "name": "Cổng dịch vụ công",
        "competence": "1.1",
        "difficulty": "hard",
        "prompt": "Điền vào chỗ trống.",
        "explanation": "",
        "sentence": "Địa chỉ của cơ quan nhà nước tận cùng bằng ___ và bắt đầu bằng ___ hình ổ khóa.",
        "gaps": [
            {"accepted": [{"text": ".gov.vn", "credit": 100, "feedback": ""}]},
            {
                "accepted": [
                    {"text": "một", "credit": 100, "feedback": ""},
                    {"text": "cái", "credit": 50, "feedback": "Gần đúng."},
                ]
            },
        ],
        "fold_case": True,
        "fold_marks": True,
    },
    {
        "kind": "number",
        "name": "Tiền điện",
        "competence": "0.2",
        "difficulty": "hard",
        "prompt": "Mỗi tháng trả 250.000 đồng tiền điện, sáu tháng trả bao nhiêu?",
        "explanation": "",
        "answers": [{"value": "1500000", "tolerance": "0", "credit": 100, "feedback": ""}],
        "unit": "đồng",
    },
    {
        "kind": "tap_place",
        "name": "Nút nguồn",
        "competence": "0.1",
        "difficulty": "easy",
        "prompt": "Chạm vào nút nguồn của điện thoại.",
        "explanation": "",
        "picture": {"image": 1, "alt_text": "Điện thoại nhìn từ mặt trước, nút ở cạnh phải"},
        "places": [
            {"label": "Nút nguồn", "left": 88, "top": 30, "width": 10, "height": 12, "correct": True, "feedback": ""},
            {"label": "Màn hình", "left": 10, "top": 10, "width": 70.5, "height": 80, "correct": False, "feedback": ""},
        ],
    },
    {
        "kind": "scam",
        "name": "Tin nhắn trúng thưởng",
        "competence": "1.2",
        "difficulty": "medium",
        "prompt": "Tin nhắn này có phải lừa đảo không? Dấu hiệu ở đâu?",
        "explanation": "Không bấm vào đường dẫn, không chuyển tiền trước.",
        "medium": "message",
        "sender": "Số lạ",
        "parts": [
            {"text": "Chúc mừng ông bà đã trúng xe máy.", "sign": True, "why": "Mình không dự thưởng thì không trúng."},
            {"text": "Chuyển 2 triệu đồng tiền thuế trước 17 giờ hôm nay.", "sign": True, "why": "Giục chuyển tiền."},
            {"text": "Trân trọng.", "sign": False, "why": ""},
        ],
        "is_scam": True,
    },
]

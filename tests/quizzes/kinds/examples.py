"""One worked content of each kind, to be changed by tests."""

from __future__ import annotations

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "prompt": "Có người gọi xưng là công an và hỏi mã OTP. Cô bác làm gì?",
        "choices": [
            {"text": "Đọc mã cho họ", "credit": 0, "feedback": "Ai có mã là có tài khoản."},
            {"text": "Tắt máy", "credit": 100, "feedback": "Đúng vậy."},
            {"text": "Hẹn gọi lại", "credit": 30, "feedback": "Họ sẽ gọi lại thật đấy."},
        ],
        "explanation": "Không ai tử tế lại hỏi mã.",
    },
    "multiple_choice": {
        "prompt": "Mật khẩu nào tốt?",
        "choices": [
            {"text": "con-trau-di-truoc-1975", "correct": True, "feedback": "Dài, dễ nhớ."},
            {"text": "12345678", "correct": False, "feedback": "Ai cũng đoán được."},
            {"text": "bốn từ ngẫu nhiên", "correct": True, "feedback": "Dài, khó đoán."},
            {"text": "ngày sinh", "correct": False, "feedback": "Nhiều người biết."},
        ],
        "explanation": "",
    },
    "true_false": {
        "prompt": "Công an kích hoạt VNeID qua điện thoại.",
        "answer": False,
        "feedback_true": "Không phải vậy.",
        "feedback_false": "Đúng vậy.",
        "explanation": "",
    },
    "matching": {
        "prompt": "Mỗi hình để làm gì?",
        "pairs": [
            {"left": "Hình bánh răng", "right": "Cài đặt"},
            {"left": "Hình phong bì", "right": "Tin nhắn"},
            {"left": "Hình ống nghe", "right": "Gọi điện"},
        ],
        "distractors": ["Chụp ảnh"],
        "explanation": "",
    },
    "ordering": {
        "prompt": "Nộp hồ sơ thế nào?",
        "items": ["Mở Cổng Dịch vụ công", "Đăng nhập", "Điền tờ khai", "Nộp"],
        "explanation": "",
    },
    "fill_in": {
        "prompt": "Điền vào chỗ trống.",
        "sentence": "Thủ đô là ___, thành phố đông dân nhất là ___.",
        "gaps": [
            {
                "accepted": [
                    {"text": "Hà Nội", "credit": 100, "feedback": "Đúng vậy."},
                    {"text": "Thăng Long", "credit": 50, "feedback": "Đó là tên cũ."},
                ]
            },
            {"accepted": [{"text": "Thành phố Hồ Chí Minh", "credit": 100, "feedback": ""}]},
        ],
        "fold_case": True,
        "fold_marks": True,
        "explanation": "",
    },
    "number": {
        "prompt": "Trả tất cả bao nhiêu?",
        "answers": [
            {"value": "1500000", "tolerance": "0", "credit": 100, "feedback": "Đúng vậy."},
            {"value": "1500000", "tolerance": "1000", "credit": 50, "feedback": "Gần đúng."},
        ],
        "unit": "đồng",
        "explanation": "",
    },
    "tap_place": {
        "prompt": "Chữ to hơn thì vào đâu?",
        "picture": {"image": 1, "alt_text": "Màn hình cài đặt"},
        "places": [
            {
                "label": "Màn hình",
                "left": 5,
                "top": 10,
                "width": 50,
                "height": 10,
                "correct": True,
                "feedback": "Đúng vậy.",
            },
            {
                "label": "Pin",
                "left": 5,
                "top": 30,
                "width": 50,
                "height": 10,
                "correct": False,
                "feedback": "Chưa đúng.",
            },
        ],
        "explanation": "",
    },
    "scam": {
        "prompt": "Có phải lừa đảo không?",
        "medium": "message",
        "sender": "0912 345 xxx",
        "parts": [
            {"text": "Tài khoản sẽ bị khóa.", "sign": True, "why": "Dọa cho sợ."},
            {"text": "Bấm vào vietc0mbank.top", "sign": True, "why": "Địa chỉ lạ."},
            {"text": "Trân trọng.", "sign": False, "why": "Ai cũng viết vậy."},
            {"text": "Ngân hàng", "sign": False, "why": ""},
        ],
        "is_scam": True,
        "explanation": "",
    },
}

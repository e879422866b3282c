"""A folder of files for members, right in everything unless a test says otherwise."""

from __future__ import annotations

from pathlib import Path

TOPIC = """---
code: chinh-tieng
title: Chỉnh tiếng
track: dung-dien-thoai-thong-minh
order: 1
competence: "0.1"
minutes: 10
need:
  - Điện thoại
review_by: 2027-09-30
---

## Vì sao

“Tiếng to thì nghe rõ.”

## Xem trước

- Máy còn **pin** không?

## Các bước

1. Bấm đầu trên.
   Nói: “Bấm nhẹ thôi.”
2. Bấm đầu dưới.
3. Mình: gọi thử.
   Nói: “Nghe chưa?”

## Lỗi hay gặp

- Ấn mạnh.

## Tự làm được chưa

Nói: bác chỉnh lại.

0. Chưa.
1. Có người nhắc.
2. Tự làm.
3. Chỉ được.

## Để lại cho gia đình

- Một lời dặn.
"""

SCAM = """---
code: qua-gia
title: Quà giả
order: 1
review_by: 2027-05-31
---

## Chúng làm thế nào

Nhắn tin báo quà.

## Ba câu để nói

- “Một.”
- “Hai.”
- “Ba.”

## Cần làm gì

- Không bấm.

## Thẻ dạy

Không chơi thì không trúng.
"""


def folder(root: Path, *, topic: str = TOPIC, scam: str = SCAM) -> Path:
    """Write one script and one way of cheating below ``root``."""
    for name, text in {"scripts/chinh-tieng.md": topic, "scams/qua-gia.md": scam}.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root

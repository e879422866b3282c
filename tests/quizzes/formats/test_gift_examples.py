"""Every piece of GIFT's syntax that Moodle's own examples show, in questions of our own."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.formats.gift.reader import read
from quizzes.formats.records import Record, Trouble


def one(text: str) -> tuple[Record, list[str]]:
    """The only question of a text, and the codes of what changed."""
    found = list(read(text.encode()))
    records = [item for item in found if isinstance(item, Record)]
    assert len(records) == 1, found
    return records[0], [item.code for item in found if isinstance(item, Trouble)]


def choices(*found: tuple[Any, ...]) -> dict[str, Any]:
    key = "correct" if isinstance(found[0][1], bool) else "credit"
    return {"choices": [{"text": text, key: value, "feedback": "".join(said)} for text, value, *said in found]}


def gap(*found: tuple[Any, ...]) -> dict[str, Any]:
    accepted = [{"text": text, "credit": credit, "feedback": "".join(said)} for text, credit, *said in found]
    return {"sentence": "", "gaps": [{"accepted": accepted}], "fold_case": True, "fold_marks": False}


def numbers(*found: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "answers": [
            {"value": value, "tolerance": tolerance, "credit": credit, "feedback": "".join(said)}
            for value, tolerance, credit, *said in found
        ],
        "unit": "",
    }


def truth(answer: bool, said_true: str = "", said_false: str = "") -> dict[str, Any]:
    return {"answer": answer, "feedback_true": said_true, "feedback_false": said_false}


def pairs(*found: tuple[str, str], extra: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"pairs": [{"left": left, "right": right} for left, right in found], "distractors": list(extra)}


# syntax: text, kind, prompt, what is particular to the kind, what changed
EXAMPLES: dict[str, tuple[str, str, str, dict[str, Any], list[str]]] = {
    "one choice on one line": (
        "Ai giữ sổ đỏ?{~Hàng xóm ~Cán bộ =Chủ nhà}",
        "single_choice",
        "Ai giữ sổ đỏ?",
        choices(("Hàng xóm", 0), ("Cán bộ", 0), ("Chủ nhà", 100)),
        [],
    ),
    "missing word among choices": (
        "Bà con {~đọc =giữ kín ~đăng} mã xác nhận.",
        "single_choice",
        "Bà con _____ mã xác nhận.",
        choices(("đọc", 0), ("giữ kín", 100), ("đăng", 0)),
        [],
    ),
    "choices on lines, text after them": (
        "Quốc khánh là ngày {\n    ~mồng một\n    =mồng hai\n    ~mồng ba\n} tháng Chín.",
        "single_choice",
        "Quốc khánh là ngày _____ tháng Chín.",
        choices(("mồng một", 0), ("mồng hai", 100), ("mồng ba", 0)),
        [],
    ),
    "choices on lines": (
        "Nón lá làm từ gì? {\n    ~Tre\n    =Lá cọ\n    ~Giấy}",
        "single_choice",
        "Nón lá làm từ gì?",
        choices(("Tre", 0), ("Lá cọ", 100), ("Giấy", 0)),
        [],
    ),
    "short answer with two answers": (
        "Thủ đô nước ta?{=Hà Nội =Thăng Long}",
        "fill_in",
        "Thủ đô nước ta?",
        gap(("Hà Nội", 100), ("Thăng Long", 100)),
        [],
    ),
    "missing word as short answer": (
        "Hai cộng hai bằng {=bốn =4}.",
        "fill_in",
        "Hai cộng hai bằng _____.",
        gap(("bốn", 100), ("4", 100)),
        [],
    ),
    "one answer only": ("Chữ đầu tiên?{=A}", "fill_in", "Chữ đầu tiên?", gap(("A", 100)), []),
    "short answer without the sign": ("Chữ đầu tiên?{A}", "fill_in", "Chữ đầu tiên?", gap(("A", 100)), []),
    "false, one letter": ("Nên đọc mã cho người lạ.{F}", "true_false", "Nên đọc mã cho người lạ.", truth(False), []),
    "true, one letter": ("Mặt trời mọc ở đằng đông.{T}", "true_false", "Mặt trời mọc ở đằng đông.", truth(True), []),
    "false, the word": ("Cá sống trên cây.{FALSE}", "true_false", "Cá sống trên cây.", truth(False), []),
    "true, the word": ("Cá biết bơi. { TRUE }", "true_false", "Cá biết bơi.", truth(True), []),
    "false with what is said when wrong": (
        "Cá sống trên cây.{FALSE#Cá sống dưới nước.}",
        "true_false",
        "Cá sống trên cây.",
        truth(False, said_true="Cá sống dưới nước."),
        [],
    ),
    "true with both": (
        "Cá biết bơi.{TRUE#Sai rồi ạ.#Đúng rồi ạ.}",
        "true_false",
        "Cá biết bơi.",
        truth(True, said_true="Đúng rồi ạ.", said_false="Sai rồi ạ."),
        [],
    ),
    "false with both on lines of their own": (
        "::Q1:: Số 42 trả lời mọi điều.{\nFALSE#Không ạ.#Đúng rồi ạ.}",
        "true_false",
        "Số 42 trả lời mọi điều.",
        truth(False, said_true="Không ạ.", said_false="Đúng rồi ạ."),
        [],
    ),
    "true with only what is said when right": (
        "Cá biết bơi.{T##Giỏi quá!}",
        "true_false",
        "Cá biết bơi.",
        truth(True, said_true="Giỏi quá!"),
        [],
    ),
    "matching": (
        "Ghép đôi. {\n    =vế một -> lời một\n    =vế hai -> lời hai\n    =vế ba -> lời ba\n    }",
        "matching",
        "Ghép đôi.",
        pairs(("vế một", "lời một"), ("vế hai", "lời hai"), ("vế ba", "lời ba")),
        [],
    ),
    "matching without spaces": (
        "Ghép tỉnh\nvới sông.{=Huế->Hương =Cần Thơ->Hậu}",
        "matching",
        "Ghép tỉnh\nvới sông.",
        pairs(("Huế", "Hương"), ("Cần Thơ", "Hậu")),
        [],
    ),
    "matching with a distractor and forms": (
        "[html]Ghép <b>việc</b>.{\n =[html]G&#7885;i <i>công</i> an -> 113\n =[plain]Báo <cháy> -> 114\n = -> 115\n}",
        "matching",
        "Ghép việc.",
        pairs(("Gọi công an", "113"), ("Báo <cháy>", "114"), extra=("115",)),
        [],
    ),
    "number": ("Một tá là mấy? {#12}", "number", "Một tá là mấy?", numbers(("12", "0", 100)), []),
    "number with tolerance": ("Năm Độc lập?{#1945:1}", "number", "Năm Độc lập?", numbers(("1945", "1", 100)), []),
    "number with decimals, full stop after": (
        "Số pi (ba chữ số)? {#3.1415:0.0005}.",
        "number",
        "Số pi (ba chữ số)? _____.",
        numbers(("3.1415", "0.0005", 100)),
        [],
    ),
    "number as a range": (
        "Số pi (ba chữ số)? {#3.141..3.142}.",
        "number",
        "Số pi (ba chữ số)? _____.",
        numbers(("3.1415", "0.0005", 100)),
        [],
    ),
    "range of whole numbers": ("Từ 1 đến 5? {#1..5}", "number", "Từ 1 đến 5?", numbers(("3", "2", 100)), []),
    "range below zero": ("Rét mấy độ? {#-5..-1.5}", "number", "Rét mấy độ?", numbers(("-3.25", "1.75", 100)), []),
    "numbers with shares": (
        "Năm Độc lập? {#\n    =1945:0\n    =%50%1945:2}",
        "number",
        "Năm Độc lập?",
        numbers(("1945", "0", 100), ("1945", "2", 50)),
        [],
    ),
    "numbers with what is said": (
        "::Năm::\nNăm Độc lập? {#\n =1945:0      #Đúng!\n =%50%1945:2  #Gần đúng,\n      được một nửa.\n}",
        "number",
        "Năm Độc lập?",
        numbers(("1945", "0", 100, "Đúng!"), ("1945", "2", 50, "Gần đúng, được một nửa.")),
        [],
    ),
    "number with something said to any other": (
        "Từ 1 đến 5? {#3:2~#Sai hẳn}",
        "number",
        "Từ 1 đến 5?",
        numbers(("3", "2", 100)),
        ["any_answer_lost"],
    ),
    "comment before": ("// Phần số học\nHai cộng hai? {#4}", "number", "Hai cộng hai?", numbers(("4", "0", 100)), []),
    "comment within": (
        "Cá biết gì?{\n// hai câu\n=bơi\n// sai\n~bay}",
        "single_choice",
        "Cá biết gì?",
        choices(("bơi", 100), ("bay", 0)),
        [],
    ),
    "title": (
        "::Nguồn gốc chữ::Chữ quốc ngữ\ntừ đâu? {=La tinh}",
        "fill_in",
        "Chữ quốc ngữ\ntừ đâu?",
        gap(("La tinh", 100)),
        [],
    ),
    "feedback to choices": (
        "Câu nhiều lựa chọn?{\n~sai#lời cho câu sai\n~sai nữa#lời khác\n=đúng#Rất tốt!}",
        "single_choice",
        "Câu nhiều lựa chọn?",
        choices(("sai", 0, "lời cho câu sai"), ("sai nữa", 0, "lời khác"), ("đúng", 100, "Rất tốt!")),
        [],
    ),
    "feedback to short answers": (
        "Thủ đô?{\n=Hà Nội#giỏi!\n=Thăng Long#giỏi!}",
        "fill_in",
        "Thủ đô?",
        gap(("Hà Nội", 100, "giỏi!"), ("Thăng Long", 100, "giỏi!")),
        [],
    ),
    "markdown": (
        "[markdown]Thủ đô **nước ta**?{\n=Hà Nội#*giỏi!*}",
        "fill_in",
        "Thủ đô nước ta?",
        gap(("Hà Nội", 100, "giỏi!")),
        [],
    ),
    "forms differ between answers": (
        "::Q2:: Giữa cam và lục?\n{\n =vàng # phải;\n ~đỏ # [html]<i>sai</i>, là vàng\n    ~[plain]lam # <sai>\n}",
        "single_choice",
        "Giữa cam và lục?",
        choices(("vàng", 100, "phải;"), ("đỏ", 0, "sai, là vàng"), ("lam", 0, "<sai>")),
        [],
    ),
    "share of the credit": (
        "Câu khó.{~sai ~%50%nửa điểm =đủ điểm}",
        "single_choice",
        "Câu khó.",
        choices(("sai", 0), ("nửa điểm", 50), ("đủ điểm", 100)),
        [],
    ),
    "shares with feedback, missing word": (
        "::Quê Bác::Bác sinh ở {\n ~Huế#Không.\n ~%25%Vinh#Gần.\n ~%50%Nghệ An#Rõ hơn nữa.\n =Kim Liên#Đúng!}.",
        "single_choice",
        "Bác sinh ở _____.",
        choices(("Huế", 0, "Không."), ("Vinh", 25, "Gần."), ("Nghệ An", 50, "Rõ hơn nữa."), ("Kim Liên", 100, "Đúng!")),
        [],
    ),
    "short answers with shares": (
        "::Quê Bác:: Bác sinh ở {\n =Kim Liên#Đúng!\n =%75%Kim Lien#Thiếu dấu.\n =%25%Vinh#Gần.}",
        "fill_in",
        "Bác sinh ở",
        gap(("Kim Liên", 100, "Đúng!"), ("Kim Lien", 75, "Thiếu dấu."), ("Vinh", 25, "Gần.")),
        [],
    ),
    "short answer with a word to any other": (
        "Con gì hay nhất?{\n =Ếch#Tốt!\n =%50%Mèo#Sao lại mèo?\n =%0%*#Sai hẳn\n ####[html]Lời <b>chung</b>!\n}",
        "fill_in",
        "Con gì hay nhất?",
        gap(("Ếch", 100, "Tốt!"), ("Mèo", 50, "Sao lại mèo?")),
        ["any_answer_lost"],
    ),
    "several right ones": (
        "Hai thứ nào an toàn? {\n ~Không thứ nào\n ~%50%Khóa máy\n ~%50%Mật khẩu dài\n ~Cho mượn máy }",
        "multiple_choice",
        "Hai thứ nào an toàn?",
        choices(("Không thứ nào", False), ("Khóa máy", True), ("Mật khẩu dài", True), ("Cho mượn máy", False)),
        [],
    ),
    "several right ones, wrong ones cost": (
        "Hai thứ nào an toàn? {\n ~%-50%Không thứ nào\n ~%50%Khóa máy\n ~%50%Mật khẩu dài\n ~%-50%Cho mượn máy }",
        "multiple_choice",
        "Hai thứ nào an toàn?",
        choices(("Không thứ nào", False), ("Khóa máy", True), ("Mật khẩu dài", True), ("Cho mượn máy", False)),
        [],
    ),
    "any wrong one costs everything": (
        "Màu nào?{\n ~%50%vàng # phải\n ~%-100%đỏ # [html]sai\n ~%50%kem # phải\n ~%-100%[plain]lam # sai\n}",
        "multiple_choice",
        "Màu nào?",
        choices(("vàng", True, "phải"), ("đỏ", False, "sai"), ("kem", True, "phải"), ("lam", False, "sai")),
        ["wrong_weights"],
    ),
    "thirds": (
        "Ba màu?{~%33.33333%đỏ ~%33.33333%lam ~%33.33333%lục ~tre}",
        "multiple_choice",
        "Ba màu?",
        choices(("đỏ", True), ("lam", True), ("lục", True), ("tre", False)),
        [],
    ),
    "shares that differ": (
        "Hai màu?{~%75%đỏ ~%25%lam ~tre}",
        "multiple_choice",
        "Hai màu?",
        choices(("đỏ", True), ("lam", True), ("tre", False)),
        ["unequal_weights"],
    ),
    "share that is no whole number": (
        "Màu nào?{=đỏ ~%33.33333%hồng}",
        "single_choice",
        "Màu nào?",
        choices(("đỏ", 100), ("hồng", 33)),
        ["weight_rounded"],
    ),
    "escaped equals signs": (
        "Cái nào bằng 5? {\n     ~ \\= 2 + 2\n     = \\= 2 + 3\n     ~ \\= 2 + 4  }",
        "single_choice",
        "Cái nào bằng 5?",
        choices(("= 2 + 2", 0), ("= 2 + 3", 100), ("= 2 + 4", 0)),
        [],
    ),
    "every escape": (
        "::Dấu \\: dấu::\nDấu \\{nào\\}\\: không thuộc GIFT?\\nChọn một. {\n ~ \\~     # \\~ thuộc.\n ~ \\# # \\#\n"
        "   = \\\\     # Đúng! \\\\ không thuộc,\n              nhưng phải viết hai lần.\n}",
        "single_choice",
        "Dấu {nào}: không thuộc GIFT?\nChọn một.",
        choices(("~", 0, "~ thuộc."), ("#", 0, "#"), ("\\", 100, "Đúng! \\ không thuộc, nhưng phải viết hai lần.")),
        [],
    ),
    "backslash before any other letter": ("Ổ nào?{=C\\:\\dir}", "fill_in", "Ổ nào?", gap(("C:\\dir", 100)), []),
    "html with lists, entities and a picture": (
        '[html]<p>Xem h&igrave;nh<br>n&agrave;y&nbsp;:</p>'
        '<ul><li>một</li><li>hai</li></ul><img src\\="a.png" />m<sup>2</sup>{T}',
        "true_false",
        "Xem hình\nnày :\n- một\n- hai\nm²",
        truth(True),
        ["picture_lost"],
    ),
    "wildcard in a short answer": ("Thủ đô?{=Hà*}", "fill_in", "Thủ đô?", gap(("Hà*", 100)), ["wildcard"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "prompt", "particular", "changed"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_syntax(text: str, kind: str, prompt: str, particular: dict[str, Any], changed: list[str]) -> None:
    record, codes = one(text)
    content = dict(record.content)
    content.pop("explanation")
    assert (record.kind, content.pop("prompt"), content) == (kind, prompt, particular)
    assert codes == changed


@pytest.mark.parametrize(
    ("body", "said"),
    [("=A#x\n####Lời chung\nhai dòng", "Lời chung\nhai dòng"), ("T####Vì thế.", "Vì thế."), ("#5####Năm", "Năm"),
     ("=a->b =c->d ####Ghép thế", "Ghép thế"), ("~a =b ####[html]<b>Đậm</b>", "Đậm")],
)  # fmt: skip
def test_general_feedback_becomes_the_explanation(body: str, said: str) -> None:
    record, _ = one(f"Câu hỏi?{{{body}}}")
    assert record.content["explanation"] == said


def test_titles_and_beginnings_are_names() -> None:
    assert one("::Tên \\:: riêng::Câu?{T}")[0].name == "Tên :: riêng"
    assert one("Câu không tên\nhai dòng?{T}")[0].name == "Câu không tên hai dòng?"
    record, codes = one(f"::{'dài ' * 60}::Câu?{{T}}")
    assert len(record.name) <= 120
    assert codes == ["name_cut"]


def test_categories_hold_until_the_next_and_tags_name_what_gift_cannot() -> None:
    text = (
        "$CATEGORY: $course$/top/1.2 Đánh giá thông tin\n\nMột?{T}\n\n"
        "// ghi chú [id:7f0a4c52-3c5b-4b0e-9a53-3d8f4b6f2a11] [tag:competence:T2.1] [tag:difficulty:hard]"
        " [tag:source:Sổ \\[tay\\]] [tag:review_by:2027-05-01] [tag:chương 3]\nHai?{F}\n\n"
        "$CATEGORY: khác/nữa\nBa?{T}\n"
    )
    found = list(read(text.encode()))
    first, second, lost, third = found
    assert isinstance(first, Record)
    assert (first.competence, first.line) == ("1.2", 3)
    assert isinstance(second, Record)
    assert str(second.id) == "7f0a4c52-3c5b-4b0e-9a53-3d8f4b6f2a11"
    assert (second.competence, second.difficulty, second.source) == ("T2.1", "hard", "Sổ \\[tay]")
    assert str(second.review_by) == "2027-05-01"
    assert isinstance(lost, Trouble)
    assert (lost.code, "chương 3" in lost.message) == ("tag_lost", True)
    assert isinstance(third, Record)
    assert (third.category, third.competence, third.line) == ("khác/nữa", "", 9)

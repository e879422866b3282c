"""Curriculum files: what is right is read exactly, what is wrong is refused with file, line and reason."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from courses.curriculum_files.reader import read_curriculum
from courses.curriculum_files.tree import LessonFile
from tests.courses.folders import BODY, DRAWING, another_course, course, identity, lesson, starter, track, write

LESSON = "chang/khoa/01-bai-mot.md"


def read_lesson(root: Path, body: str) -> LessonFile:
    write(starter(root), LESSON, lesson(body))
    found = read_curriculum(root)
    assert found.problems == []
    return found.tracks[0].courses[0].lessons[0]


def refusals(root: Path) -> list[tuple[str, int]]:
    """Where problems stand; the course is not among what may be loaded."""
    found = read_curriculum(root)
    assert all(problem.reason for problem in found.problems)
    return [(problem.file, problem.line) for problem in found.problems]


def pieces(body: str, root: Path) -> list[dict[str, object]]:
    return read_lesson(root, f"\n## Thẻ {{#c1}}\n\n{body}\n").cards[0]["value"]["body"]


def test_a_curriculum_is_read_in_its_order(tmp_path: Path) -> None:
    root = another_course(starter(tmp_path), "a-khoa")
    write(root, "a-chang/track.md", track(id=identity("a"), order=2))
    write(root, "chang/khoa/02-aaa.md", lesson(id=identity("2")))
    found = read_curriculum(root)
    assert found.problems == []
    assert [one.slug for one in found.tracks] == ["chang", "a-chang"]
    assert [one.slug for one in found.tracks[0].courses] == ["khoa", "a-khoa"]
    assert [one.slug for one in found.tracks[0].courses[0].lessons] == ["bai-mot", "aaa"]
    assert found.framework is not None
    assert found.framework.provisional is True


def test_every_kind_of_piece_is_read(tmp_path: Path) -> None:
    write(tmp_path, "chang/khoa/media/loi.mp3", b"ID3" + bytes(20))
    write(tmp_path, "chang/khoa/media/phim.mp4", b"\0\0\0\x18ftypmp42" + bytes(9))
    write(tmp_path, "chang/khoa/media/phim.vtt", b"WEBVTT\n\n")
    body = """
Một đoạn
hai dòng với **đậm**, *nghiêng* và [đường dẫn](https://chinhphu.vn/?a=1&b=2).

- một
- hai

1. ba

![Bác Hòa [cười]](drawings/hinh.svg "Chú thích")

::: steps
1. Chạm **Cài đặt**.
   Chờ một chút.
2. Chạm *Mạng*.
:::

::: do-dont
+ Khóa máy.
- Đừng đưa mã.
+ Hỏi người nhà.
:::

::: warning
Đừng vội.

Gọi 156.
:::

::: check
? Hỏi?
- [ ] Sai => Vì sai.
- [x] Đúng => Vì
  đúng.
:::

::: official-link
[Cổng](https://dichvucong.gov.vn) => Nộp hồ sơ
:::

::: audio
file: media/loi.mp3
title: Nghe
transcript:
Lời **nói**.
:::

::: video
file: media/phim.mp4
title: Xem
captions: media/phim.vtt
transcript:

Lời thoại.
:::
"""
    found = pieces(body, tmp_path)
    assert [piece["type"] for piece in found] == [
        "text", "picture", "steps", "do_dont", "warning", "check", "official_link", "audio", "video",
    ]  # fmt: skip
    values = [piece["value"] for piece in found]
    assert values[0] == (
        "<p>Một đoạn hai dòng với <b>đậm</b>, <i>nghiêng</i> và "
        '<a href="https://chinhphu.vn/?a=1&amp;b=2">đường dẫn</a>.</p>'
        "<ul><li>một</li><li>hai</li></ul><ol><li>ba</li></ol>"
    )
    assert values[1] == {"file": "drawings/hinh.svg", "alt_text": "Bác Hòa [cười]", "caption": "Chú thích"}
    assert values[2] == {"steps": ["<p>Chạm <b>Cài đặt</b>. Chờ một chút.</p>", "<p>Chạm <i>Mạng</i>.</p>"]}
    assert values[3] == {"do": ["<p>Khóa máy.</p>", "<p>Hỏi người nhà.</p>"], "dont": ["<p>Đừng đưa mã.</p>"]}
    assert values[4] == "<p>Đừng vội.</p><p>Gọi 156.</p>"
    assert values[5] == {
        "question": "Hỏi?",
        "choices": [
            {"text": "Sai", "explanation": "Vì sai.", "correct": False},
            {"text": "Đúng", "explanation": "Vì đúng.", "correct": True},
        ],
    }
    assert values[6] == {"title": "Cổng", "url": "https://dichvucong.gov.vn", "description": "Nộp hồ sơ"}
    assert values[7] == {"file": "media/loi.mp3", "title": "Nghe", "transcript": "<p>Lời <b>nói</b>.</p>"}
    assert values[8]["captions"] == "media/phim.vtt"


def test_signs_of_html_are_only_letters(tmp_path: Path) -> None:
    assert pieces("5 < 6 & 7 > 3", tmp_path)[0]["value"] == "<p>5 &lt; 6 &amp; 7 &gt; 3</p>"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"colour": "red"}, 9),
        ({"minutes": None}, 2),
        ({"minutes": "chín"}, 5),
        ({"minutes": "0"}, 5),
        ({"minutes": "true"}, 5),
        ({"id": "123"}, 2),
        ({"id": "32014fd1-4bc6-4864-94f4-62206dce6c5"}, 2),
        ({"title": "2026"}, 3),
        ({"title": ""}, 3),
        ({"title": "a" * 256}, 3),
        ({"review_by": "sang năm"}, 8),
        ({"review_by": "2027-02-31"}, 8),
        ({"sources": "[]"}, 6),
        ({"sources": "\n  - {title: A, url: http://a.vn, date: 2026-01-01}"}, 7),
        ({"sources": "\n  - {title: A, url: https://a.vn}"}, 7),
        ({"sources": "\n  - title: A\n    url: https://a.vn\n    date: 2026-01-01\n    pages: 3"}, 10),
        ({"summary": "&a x"}, 4),
        ({"summary": "!!python/object:os.system x"}, 4),
        ({"summary": "[chưa đóng"}, 5),
        ({"summary": "a\ntitle: lại"}, 5),
    ],
)
def test_a_wrong_field_is_refused_with_its_line(tmp_path: Path, fields: dict[str, str], line: int) -> None:
    write(starter(tmp_path), LESSON, lesson(**fields))
    assert (LESSON, line) in refusals(tmp_path)
    assert read_curriculum(tmp_path).tracks[0].courses == []


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("Chữ trước thẻ.\n", 1),
        ("## Không có id\n\nChữ\n", 1),
        ("## Sai id {#c_1}\n\nChữ\n", 1),
        ("## Một {#c1}\n\nChữ\n\n## Hai {#c1}\n\nChữ\n", 5),
        ("## Rỗng {#c1}\n\n## Hai {#c2}\n\nChữ\n", 1),
        ("## Một {#c1}\n\n### Mục nhỏ\n", 3),
        ("## Một {#c1}\n\nChữ\n\n<b>đậm</b>\n", 5),
        ("## Một {#c1}\n\n> trích\n", 3),
        ("## Một {#c1}\n\n```\nmã\n```\n", 3),
        ("## Một {#c1}\n\n[x](http://a.vn)\n", 3),
        ("## Một {#c1}\n\n[x](javascript:alert)\n", 3),
        ("## Một {#c1}\n\nQuên **đóng\n", 3),
        ("## Một {#c1}\n\n- một\n  - trong một\n", 4),
        ("## Một {#c1}\n\n![](drawings/hinh.svg)\n", 3),
        ("## Một {#c1}\n\n![a](drawings/khong-co.svg)\n", 3),
        ("## Một {#c1}\n\n![a](../../framework.yaml)\n", 3),
        ("## Một {#c1}\n\n![a](drawings/../../../framework.yaml)\n", 3),
        ("## Một {#c1}\n\n![a](/etc/passwd)\n", 3),
        ("## Một {#c1}\n\n![a](https://a.vn/a.svg)\n", 3),
        ("## Một {#c1}\n\n![a] (drawings/hinh.svg)\n", 3),
        ("## Một {#c1}\n\nChữ ![a](drawings/hinh.svg) giữa dòng\n", 3),
        ("## Một {#c1}\n\n::: steps\n1. Một\n", 3),
        ("## Một {#c1}\n\n::: steps\nKhông số\n:::\n", 4),
        ("## Một {#c1}\n\n::: steps\n:::\n", 3),
        ("## Một {#c1}\n\n::: poem\nThơ\n:::\n", 3),
        ("## Một {#c1}\n\nChữ\n\n:::\n", 5),
        ("## Một {#c1}\n\n::: do-dont\n* Làm\n:::\n", 4),
        ("## Một {#c1}\n\n::: warning\n:::\n", 3),
        ("## Một {#c1}\n\n::: check\n? Hỏi?\n- [x] Một => Vì.\n:::\n", 3),
        ("## Một {#c1}\n\n::: check\n? Hỏi?\n- [ ] Một => Vì.\n- [ ] Hai => Vì.\n:::\n", 3),
        ("## Một {#c1}\n\n::: check\n? Hỏi?\n- [x] Một => Vì.\n- [ ] một => Vì.\n:::\n", 3),
        ("## Một {#c1}\n\n::: check\n? Hỏi?\n- [x] Một\n- [ ] Hai => Vì.\n:::\n", 5),
        ("## Một {#c1}\n\n::: check\n- [x] Một => Vì.\n- [ ] Hai => Vì.\n:::\n", 3),
        (f"## Một {{#c1}}\n\n::: check\n? {'a' * 301}\n- [x] Một => Vì.\n- [ ] Hai => Vì.\n:::\n", 4),
        ("## Một {#c1}\n\n::: official-link\n[A](http://a.vn) => B\n:::\n", 4),
        ("## Một {#c1}\n\n::: official-link\nA\n:::\n", 4),
        ("## Một {#c1}\n\n::: audio\ntitle: A\ntranscript:\nLời\n:::\n", 3),
        ("## Một {#c1}\n\n::: video\nfile: media/a.mp4\ntitle: A\ntranscript:\nLời\n:::\n", 3),
        (f"## {'a' * 121} {{#c1}}\n\nChữ\n", 1),
        ("", 0),
        ("".join(f"## T {{#c{n}}}\n\nChữ\n" for n in range(31)), 0),
    ],
)
def test_a_wrong_body_is_refused_with_its_line(tmp_path: Path, wrong: str, line: int) -> None:
    first = lesson("").count("\n")
    write(starter(tmp_path), LESSON, lesson(wrong))
    assert (LESSON, line + first if line else 0) in refusals(tmp_path)
    assert read_curriculum(tmp_path).tracks[0].courses == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no front matter",
        b"---\nid: x\n",
        b"---\n- a\n---\n",
        "---\ntitle: Bài\n---\n".encode("utf-16"),
        "---\ntitle: Bài\n---\n".encode("cp1258", errors="replace"),
        b"---\n" + b"[" * 5000 + b"\n---\n",
        b"---\ntitle: a\x00b\n---\n",
        b"x" * 300_000,
        b"---\na: b\n---\n![" + b"](a" * 50_000,
    ],
)
@pytest.mark.parametrize("name", [LESSON, "chang/khoa/course.md", "chang/track.md"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    write(starter(tmp_path), name, content)
    assert name in [file for file, _line in refusals(tmp_path)]
    assert [one for found in read_curriculum(tmp_path).tracks for one in found.courses] == []


def test_one_wrong_course_keeps_no_other_out(tmp_path: Path) -> None:
    another_course(starter(tmp_path))
    write(tmp_path, LESSON, lesson(minutes="mười"))
    assert [one.slug for one in read_curriculum(tmp_path).tracks[0].courses] == ["khoa-hai"]


def test_all_problems_of_a_course_are_told_at_once(tmp_path: Path) -> None:
    write(starter(tmp_path), LESSON, lesson("## Không id\n\nChữ\n", minutes="x", id="y"))
    write(tmp_path, "chang/khoa/course.md", course(order="z"))
    found = refusals(tmp_path)
    assert {file for file, _line in found} == {LESSON, "chang/khoa/course.md"}
    assert len(found) == 4


def test_two_files_with_one_identity_are_refused(tmp_path: Path) -> None:
    another_course(starter(tmp_path))
    write(tmp_path, "chang/khoa-hai/01-bai.md", lesson())
    assert ("chang/khoa-hai/01-bai.md", 0) in refusals(tmp_path)
    assert [one.slug for one in read_curriculum(tmp_path).tracks[0].courses] == ["khoa"]


@pytest.mark.parametrize(
    "name",
    ["chang/khoa/README.md", "chang/khoa/bai.md", "chang/khoa/01-Bài.md", "chang/khoa/01-khac.md", "chang/khoa/x/y"],
)
def test_a_file_that_belongs_nowhere_is_told(tmp_path: Path, name: str) -> None:
    write(starter(tmp_path), name, lesson(id=identity("khác")))
    assert refusals(tmp_path)


def test_a_link_to_a_file_elsewhere_is_not_followed(tmp_path: Path) -> None:
    root = starter(tmp_path / "root")
    secret = write(tmp_path, "secret.svg", "<svg/>")
    (root / "chang/khoa/drawings/hinh.svg").unlink()
    (root / "chang/khoa/drawings/hinh.svg").symlink_to(secret)
    assert [file for file, _line in refusals(root)] == [LESSON]


def test_drawings_and_photos_are_checked_where_they_are_named(tmp_path: Path) -> None:
    root = starter(tmp_path)
    for content in (b"<svg onload='x'/>", b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script/></svg>"):
        write(root, "chang/khoa/drawings/hinh.svg", content)
        line = lesson("").count("\n") + BODY.split("![")[0].count("\n") + 1
        assert refusals(root) == [(LESSON, line)]
    write(root, LESSON, lesson(BODY.replace("hinh.svg", "anh.png")))
    write(root, "chang/khoa/drawings/anh.png", b"\x89PNG no picture")
    assert refusals(root)
    picture = BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    write(root, "chang/khoa/drawings/anh.png", picture.getvalue())
    assert refusals(root) == []


def test_an_empty_folder_is_no_curriculum(tmp_path: Path) -> None:
    assert refusals(tmp_path) == [(".", 0)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(alphabet=st.sampled_from(list("#: -+*?[]()!{}=>\n\t.x12|`<&ạ")), max_size=200))
def test_no_text_breaks_the_reader(tmp_path: Path, body: str) -> None:
    write(starter(tmp_path), LESSON, lesson(f"## Một {{#c1}}\n\n{body}\n"))
    for problem in read_curriculum(tmp_path).problems:
        assert problem.reason


def test_the_examples_of_the_documentation_are_right(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs/curriculum-format.md").read_text()
    [shown] = [block.split("```")[0] for block in text.split("```markdown\n")[1:]]
    # Those after it are of questions and quizzes.
    framework, *_ = [block.split("```")[0] for block in text.split("```yaml\n")[1:]]
    root = starter(tmp_path)
    write(root, LESSON, shown)
    write(root, "framework.yaml", framework)
    write(root, "chang/khoa/drawings/cac-nut.svg", DRAWING)
    found = read_curriculum(root)
    assert found.problems == []
    assert len(found.tracks[0].courses[0].lessons[0].cards) == 3
    assert found.framework is not None
    assert found.framework.codes == {"0.1"}

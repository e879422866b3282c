"""A script is read exactly; a broken one is refused with its file and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from community_teams.topics.reading import MOST_WORDS, MOST_WORDS_OF_A_CARD, read_shelf
from community_teams.topics.shapes import Step, Track
from courses.curriculum_files.problems import RefusedError
from tests.community_teams.topics.making import SCAM, TOPIC, folder


def refusals(root: Path) -> list[tuple[str, int]]:
    with pytest.raises(RefusedError) as refused:
        read_shelf(root)
    assert all(problem.reason for problem in refused.value.problems)
    return [(problem.file, problem.line) for problem in refused.value.problems]


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_script_is_read_part_by_part(tmp_path: Path) -> None:
    (topic,) = read_shelf(folder(tmp_path)).topics
    assert (topic.code, topic.track, topic.course, topic.need) == ("chinh-tieng", Track.PHONE, None, ("Điện thoại",))
    assert topic.why == "Tiếng to thì nghe rõ."
    assert topic.check_html == "<ul><li>Máy còn <b>pin</b> không?</li></ul>"
    assert topic.steps[:2] == (
        Step("person", "Bấm đầu trên.", "Bấm nhẹ thôi."),
        Step("person", "Bấm đầu dưới.", ""),
    )
    assert topic.task_html == "<p>Nói: bác chỉnh lại.</p>"
    assert topic.levels == ("Chưa.", "Có người nhắc.", "Tự làm.", "Chỉ được.")


def test_a_way_of_cheating_is_read_part_by_part(tmp_path: Path) -> None:
    (scam,) = read_shelf(folder(tmp_path)).scams
    assert (scam.code, scam.say, scam.sources) == ("qua-gia", ("Một.", "Hai.", "Ba."), ())
    assert scam.do_html == "<ul><li>Không bấm.</li></ul>"
    assert scam.card_html == "<p>Không chơi thì không trúng.</p>"


def test_letters_of_html_stay_letters_in_a_step(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="chinh-tieng"):
        read_shelf(folder(tmp_path, topic=TOPIC.replace("gọi thử", "<script>alert(1)</script>")))
    (topic,) = read_shelf(folder(tmp_path, topic=TOPIC.replace("gọi thử", "gọi thử 2 < 3 & 4"))).topics
    assert topic.steps[2].html == "Gọi thử 2 &lt; 3 &amp; 4."


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("## Lỗi hay gặp", "## Lỗi gì đó", "## Lỗi gì đó"),
        ("code: chinh-tieng", "code: chinh-to", "code:"),
        ("track: dung-dien-thoai-thong-minh", "track: chang-la", "track:"),
        ("minutes: 10", "minutes: 90", "minutes:"),
        ("review_by: 2027-09-30", "review_by: sang năm", "review_by:"),
        ("need:", "course: khoa-hoc\nneed:", "course:"),
        ("“Tiếng to thì nghe rõ.”", "Tiếng to thì nghe rõ.", "## Vì sao"),
        ("2. Bấm đầu dưới.", "4. Bấm đầu dưới.", "4. Bấm"),
        ("   Nói: “Bấm nhẹ thôi.”", "   Nói: Bấm nhẹ thôi.", "Nói: Bấm nhẹ"),
        ("- Máy còn **pin** không?", "Máy còn **pin không?", "**pin"),
        ("- Ấn mạnh.", "[Xem](javascript:alert(1))", "javascript"),
        ("- Một lời dặn.", "", "## Để lại"),
        ("3. Chỉ được.", "", "## Tự làm được"),
    ],
)
def test_a_broken_script_is_refused_with_its_line(tmp_path: Path, old: str, new: str, at: str) -> None:
    assert old in TOPIC
    broken = TOPIC.replace(old, new)
    assert ("scripts/chinh-tieng.md", line_of(broken, at)) in refusals(folder(tmp_path, topic=broken))


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("- “Ba.”\n", "", "## Ba câu"),
        ("- “Hai.”", "- Hai.", "- Hai."),
        ("- Không bấm.", "<b>Không bấm</b>", "<b>"),
        ("order: 1", "order: một", "order:"),
        ("Không chơi thì", "bấm " * (MOST_WORDS_OF_A_CARD + 1), "## Thẻ dạy"),
    ],
)
def test_a_broken_way_of_cheating_is_refused_with_its_line(tmp_path: Path, old: str, new: str, at: str) -> None:
    assert old in SCAM
    broken = SCAM.replace(old, new)
    assert set(refusals(folder(tmp_path, scam=broken))) == {("scams/qua-gia.md", line_of(broken, at))}


def test_all_broken_files_are_told_at_once_and_none_is_taken(tmp_path: Path) -> None:
    root = folder(tmp_path, topic="không có gì", scam=SCAM.replace("## Cần làm gì", "## Làm gì"))
    (root / "scripts" / "Ghi chú.txt").write_text("x", encoding="utf-8")
    assert {file for file, _line in refusals(root)} == {
        "scripts/chinh-tieng.md", "scripts/Ghi chú.txt", "scams/qua-gia.md",
    }  # fmt: skip


def test_a_script_that_takes_too_long_to_read_is_refused(tmp_path: Path) -> None:
    long = TOPIC.replace("- Ấn mạnh.", "- " + "ấn " * MOST_WORDS)
    assert refusals(folder(tmp_path, topic=long)) == [("scripts/chinh-tieng.md", 0)]


def test_a_part_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    twice = TOPIC + "\n## Vì sao\n\n“Lại nữa.”\n"
    assert ("scripts/chinh-tieng.md", twice.splitlines().index("“Lại nữa.”") - 1) in refusals(
        folder(tmp_path, topic=twice)
    )

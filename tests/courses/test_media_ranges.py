import pytest

from courses.media.ranges import bytes_asked


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("bytes=0-9", range(10)),
        ("bytes=0-0", range(1)),
        (" bytes=90- ", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(100)),
        ("bytes=95-500", range(95, 100)),
        ("bytes=99-99", range(99, 100)),
    ],
)
def test_a_part_that_there_is(header, asked):
    assert bytes_asked(header, 100) == asked


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=999999999999999-", "bytes=-0"])
def test_a_part_that_there_is_not(header):
    assert bytes_asked(header, 100) == range(0)


@pytest.mark.parametrize("header", ["bytes=-5", "bytes=0-", "bytes=0-0"])
def test_an_empty_file_has_no_part(header):
    assert bytes_asked(header, 0) == range(0)


@pytest.mark.parametrize(
    "header",
    ["", "bytes=-", "bytes=9-3", "bytes=200-150", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=²-5",
     "bytes=1234567890123456-"],
)  # fmt: skip
def test_what_is_no_single_part_is_all(header):
    assert bytes_asked(header, 100) is None

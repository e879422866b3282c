from foundation.asgi import known_tags


def test_strong_and_weak_tags_and_any_are_told():
    assert known_tags('"a", W/"b" ,"c-gz"') == {'"a"', '"b"', '"c-gz"'}
    assert known_tags("*") == {"*"}


def test_without_a_header_no_tag_is_known():
    assert '""' not in known_tags("")

"""What is made of a library's statement, whatever a library may write into it."""

import math

import pytest

from learn.h5p.saying import Unsaid, read_statement
from tests.learn.making import xapi


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ({"scaled": 0.5}, 0.5),
        ({"scaled": 1, "raw": 7, "max": 7}, 1.0),
        ({"scaled": 0}, 0.0),
        ({"raw": 3, "max": 4}, 0.75),
        ({"raw": 3, "min": 1, "max": 5}, 0.5),
        ({"raw": 0, "min": 0, "max": 0}, None),
        ({"raw": 5, "min": 0, "max": 4}, None),
        ({"raw": -1, "min": 0, "max": 4}, None),
        ({"raw": 1, "min": 4, "max": 0}, None),
        ({"raw": 1, "max": -4}, None),
        ({"scaled": -0.5}, None),
        ({"scaled": 1.01}, None),
        ({"scaled": "0.5"}, None),
        ({"scaled": "0.5", "raw": 1, "max": 2}, 0.5),
        ({"raw": "1", "max": 2}, None),
        ({"raw": 1, "max": "2"}, None),
        ({"raw": 1, "max": 2, "min": "0"}, None),
        ({"raw": True, "max": True}, None),
        ({"scaled": True}, None),
        ({"raw": 1e308, "min": -1e308, "max": 1e308}, None),
        ({"raw": 1, "max": math.inf}, 0.0),
        ({"raw": math.inf, "max": math.inf}, None),
        ({"scaled": math.inf}, None),
        ({"scaled": math.nan}, None),
        ({"raw": math.nan, "max": 2}, None),
        ({"raw": 2**63, "max": 2**63}, 1.0),
        ({"scaled": [1]}, None),
        ([1], None),
        ("all", None),
        (None, None),
    ],
)
def test_a_score_is_a_share_or_none_and_fails_nobody(score, expected):
    said = read_statement(xapi("completed", score=score))
    assert said.score == expected
    assert said.completes


@pytest.mark.parametrize("result", [None, "x", [], 7, {"success": "yes", "response": {"a": 1}}])
def test_a_result_of_another_form_is_none(result):
    said = read_statement(xapi("answered") | {"result": result})
    assert said == ("answered", None, None, None, True)


@pytest.mark.parametrize(
    "statement",
    [None, [], "x", {}, {"verb": {"id": "http://adlnet.gov/expapi/verbs/completed"}}, xapi() | {"object": "x"}],
)
def test_what_is_no_statement_is_refused(statement):
    with pytest.raises(Unsaid, match="bad_statement"):
        read_statement(statement)


@pytest.mark.parametrize(
    "verb",
    [
        None, "completed", {}, {"id": None}, {"id": "completed"}, {"id": "http://evil.example/verbs/completed"},
        {"id": "http://adlnet.gov/expapi/verbs/interacted"}, {"id": "http://adlnet.gov/expapi/verbs/"},
        {"id": "http://adlnet.gov/expapi/verbs/completed/"}, {"display": {"en-US": "completed"}},
    ],
)  # fmt: skip
def test_only_known_verbs_in_their_full_spelling_are_taken(verb):
    with pytest.raises(Unsaid, match="verb"):
        read_statement(xapi() | {"verb": verb})


@pytest.mark.parametrize(
    "name",
    [
        None, 7, "", "http://bdhvs.example/xapi/7", "h5p:subContentId", "http://a.example/subContentId/7",
        "http://[subContent/", "?x=1",
    ],
)  # fmt: skip
def test_an_object_whatever_its_name_is_the_activity_itself_unless_it_names_a_sub_content(name):
    said = xapi("completed")
    said["object"]["id"] = name
    assert read_statement(said).completes


@pytest.mark.parametrize(
    "name",
    [
        "http://bdhvs.example/xapi/7?subContentId=0193f0c0-0000-7000-8000-000000000001",
        "http://[x?subContentId=1",
        "?a=1&subContentId=2",
    ],
)
def test_an_object_that_names_a_sub_content_is_a_childs(name):
    said = xapi("completed")
    said["object"]["id"] = name
    assert read_statement(said)[:1] == ("progressed",)
    assert not read_statement(said).completes


@pytest.mark.parametrize("context", [None, [], "x", {"contextActivities": 7}, {"contextActivities": {"parent": None}}])
def test_a_context_of_another_form_makes_no_child(context):
    assert read_statement(xapi("completed") | {"context": context}).completes

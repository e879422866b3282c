"""Turning the pages of a list."""

from __future__ import annotations

import re

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory


@pytest.mark.parametrize(("number", "links"), [(1, ["2"]), (2, ["1", "3"]), (3, ["2"])])
def test_a_list_is_turned_by_trang_and_keeps_what_was_searched(number: int, links: list[str]) -> None:
    request = RequestFactory().get("/tim-kiem/", {"q": "mật khẩu", "trang": number})
    shown = Paginator(range(30), 10).get_page(number)
    html = render_to_string("foundation/components/pages.html", {"shown": shown}, request=request)
    assert re.findall(r'href="\?[^"]*trang=(\d+)"', html) == links
    assert html.count("q=m%E1%BA%ADt") == len(links)
    assert f"Trang {number} trong 3" in html


def test_a_list_of_one_page_is_not_turned() -> None:
    shown = Paginator(range(10), 10).get_page(1)
    assert render_to_string("foundation/components/pages.html", {"shown": shown}).strip() == ""

"""Every error has a page, with a title and a way on."""

import html
import re

import pytest

from app.db import StoreTrouble
from app.language import language
from app.web.errors import error_page, plan_not_found, trouble_page
from tests.web.samples import ENGLISH


def said(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.body.decode())).split())


@pytest.mark.parametrize("status", [400, 403, 404, 405, 408, 413, 415, 418, 421, 422, 500, 503, 507])
def test_every_status_has_a_page_with_a_title_and_a_way_on(status):
    response = error_page(ENGLISH, status, "This is what <b>happened</b>.")
    page = response.body.decode()
    assert response.status_code == status
    assert re.search(r"<h1>\S.+</h1>", page)
    assert "This is what &lt;b&gt;happened&lt;/b&gt;." in page
    assert 'href="/plans"' in page
    assert response.headers["cache-control"] == "no-store"


def test_a_failure_names_the_request():
    assert "Number of this request: 4f2a" in said(error_page(ENGLISH, 500, "It broke.", number="4f2a"))


def test_a_plan_that_is_not_there_says_why_it_may_be_so():
    response = plan_not_found(language("de"))
    assert response.status_code == 404
    assert 'lang="de"' in response.body.decode()
    assert "It may have been deleted" in said(response)


@pytest.mark.parametrize(
    ("code", "status", "again"), [("full", 507, None), ("busy", 503, "1"), ("unreachable", 503, "5"), ("damaged", 503, None)]
)
def test_trouble_of_the_store_can_be_tried_again(code, status, again):
    response = trouble_page(ENGLISH, StoreTrouble(code, "as the test wants"), "/plans/x?a=1&b=2")
    assert response.status_code == status
    assert response.headers.get("retry-after") == again
    assert 'href="/plans/x?a=1&amp;b=2"' in response.body.decode()

"""Searching and filtering the list: by name, tag, people and the archive."""

import re

import pytest

from tests.web.acts import post
from tests.web.kept import keep
from tests.web.reading import names, read_out


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("GROWTH", ["A growth"]), ("risk", ["B mail"]), ("adeyemi", ["B mail"]), ("ÉTÉ", ["C été 100% a_b"]), ("100%", ["C été 100% a_b"])],
)
def test_search_finds_names_tags_and_people_whatever_the_case(client, typed, expected):
    keep(client, "A growth")
    keep(client, "B mail", author="Jon Adeyemi", tags=["Risk"])
    keep(client, "C été 100% a_b")
    assert names(client.get("/plans", params={"q": typed}).text) == expected


def test_signs_that_databases_match_by_are_only_signs(client):
    keep(client, "plain")
    keep(client, "a_b 5%")
    assert names(client.get("/plans", params={"q": "%"}).text) == ["a_b 5%"]
    assert names(client.get("/plans", params={"q": "_"}).text) == ["a_b 5%"]
    assert names(client.get("/plans", params={"q": "a\\_b"}).text) == []


def test_a_search_without_a_match_says_so_and_keeps_what_was_typed(client):
    keep(client)
    page = client.get("/plans", params={"q": "<b>nothing</b>"}).text
    assert "No plan has “<b>nothing</b>” in its name, tags or people." in read_out(page)
    assert 'value="&lt;b&gt;nothing&lt;/b&gt;"' in page


def test_hidden_characters_in_a_search_are_left_out(client):
    keep(client, "plain")
    assert names(client.get("/plans?q=pl%00ain").text) == ["plain"]


def test_a_tag_filters_and_pressing_it_again_shows_everything(client):
    keep(client, "A", tags=["board", "x & y"])
    keep(client, "B", tags=["board"])
    page = client.get("/plans", params={"tag": "x & y"}).text
    assert names(page) == ["A"]
    assert re.search(r'<a class="tag" href="/plans" aria-current="true" title="x &amp; y">', page)


def test_a_filter_survives_a_search_and_another_order(client):
    keep(client, "A", tags=["board"])
    page = client.get("/plans", params={"q": "a", "tag": "board"}).text
    assert '<input type="hidden" name="tag" value="board">' in page
    assert "/plans?q=a&amp;tag=board&amp;sort=spend&amp;order=desc" in page


def test_the_archive_is_apart_with_its_count(client):
    keep(client, "A")
    gone = keep(client, "B")
    post(client, f"/plans/{gone.id}/archive")
    page = client.get("/plans").text
    assert names(page) == ["A"]
    assert "Open 1 Archived 1" in read_out(page)
    assert names(client.get("/plans?show=archived").text) == ["B"]

"""The order of the list and its pages: every column both ways, nothing lost and nothing twice."""

import html
import re

import pytest

from app.services import headlines, scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.plans.query import Query
from tests.web.kept import keep, scenario
from tests.web.reading import names, read_out, table

GROWTHS = {"B": 0.3, "A": 0.1, "D": 0.2, "C": 0.2}


def four(client):
    for name, growth in GROWTHS.items():
        keep(client, name, {"/goal/growth": growth})


@pytest.mark.parametrize("sort", ["goal", "deals", "top", "daily", "spend"])
def test_figures_sort_both_ways_and_equals_by_name(client, sort):
    four(client)
    assert names(client.get("/plans", params={"sort": sort}).text) == ["B", "C", "D", "A"]
    assert names(client.get("/plans", params={"sort": sort, "order": "asc"}).text) == ["A", "C", "D", "B"]


def test_names_and_changes_sort_both_ways(client):
    four(client)
    assert names(client.get("/plans").text) == ["C", "D", "A", "B"]
    assert names(client.get("/plans?sort=changed&order=asc").text) == ["B", "A", "D", "C"]
    assert names(client.get("/plans?sort=name").text) == ["A", "B", "C", "D"]
    assert names(client.get("/plans?sort=name&order=desc").text) == ["D", "C", "B", "A"]


def test_status_sorts_the_gravest_first(client):
    keep(client, "met", {"/goal/growth": -0.5})
    keep(client, "risky")
    keep(client, "late", {"/conversions/3/lag_days": 900})
    assert names(client.get("/plans?sort=status").text) == ["late", "risky", "met"]
    assert names(client.get("/plans?sort=status&order=desc").text) == ["met", "risky", "late"]


def test_plans_without_a_figure_stand_last_either_way(client):
    keep(client, "late", {"/conversions/3/lag_days": 900})
    keep(client, "sound")
    for order in ("asc", "desc"):
        assert names(client.get("/plans", params={"sort": "spend", "order": order}).text) == ["sound", "late"]


def test_money_is_compared_within_a_currency(client):
    keep(client, "yen", {"/currency": "JPY", "/goal/baseline": 4e8, "/deal/value": 1.2e6, "/channels/2/deal/value": 1.4e6})
    keep(client, "small", {"/goal/growth": 0.1})
    keep(client, "large", {"/goal/growth": 0.3})
    assert names(client.get("/plans?sort=goal&order=asc").text) == ["yen", "small", "large"]
    assert names(client.get("/plans?sort=goal").text) == ["large", "small", "yen"]


def test_the_head_of_the_sorted_column_says_so_and_turns_the_order(client):
    keep(client)
    page = client.get("/plans?sort=spend").text
    assert re.findall(r'aria-sort="(\w+)"', page) == ["descending"]
    assert re.search(r'h-spend" aria-sort="descending"><a href="/plans\?sort=spend&amp;order=asc">', page)
    assert re.search(r'h-name"><a href="/plans\?sort=name&amp;order=asc">', page)


@pytest.mark.parametrize("sort", ["changed", "name", "spend", "status"])
def test_pages_lose_and_repeat_nothing(client, sort):
    kept = [keep(client, f"Plan {number:03}", {"/goal/growth": 0.1 + number % 7 / 100}).name for number in range(120)]
    headlines.forget()
    seen, address, sizes = [], f"/plans?sort={sort}", []
    while address:
        page = client.get(address).text
        sizes.append(len(names(page)))
        seen += names(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = html.unescape(following[1]) if following else ""
    assert sizes == [50, 50, 20]
    assert sorted(seen) == kept


@pytest.mark.parametrize("after", ["nonsense", "-5", "99999999999999", "²", "WyJjaGFuZ2VkIl0", "\x00"])
@pytest.mark.parametrize("sort", ["changed", "spend"])
def test_a_made_up_place_in_the_list_is_no_error(client, after, sort):
    keep(client)
    response = client.get("/plans", params={"after": after, "sort": sort})
    assert response.status_code == 200
    assert names(response.text) == ["FY2027 growth plan"]


def test_a_place_behind_the_end_leads_back(client):
    keep(client)
    assert "This page is empty First page" in read_out(client.get("/plans?sort=spend&after=5000").text)


def test_an_address_that_makes_no_sense_is_the_usual_list():
    assert Query.of({"sort": "password", "order": "up", "show": "all", "tag": "  "}) == Query()
    assert Query.of({"q": "a" * 5000}).search == "a" * 200
    assert Query.of(Query(search="ä & b", tag="c", archived=True, sort="deals", descending=False, after="50").fields).after == "50"


def test_a_thousand_plans_show_the_first_fifty(client):
    with client.app.state.database.writing() as session:
        for number in range(1000):
            wanted = scenario(f"Plan {number}", {"/goal/growth": 0.05 + number % 50 / 100})
            scenarios.create(session, LOCAL_WORKSPACE, wanted, author="Ada")
    page = client.get("/plans").text
    assert len(names(page)) == 50
    assert "1,000 plans." in read_out(page)
    assert table(client.get("/plans?sort=goal").text)[0][1] == "+54% $6.16M bookings"

"""What is fetched of an answer by itself: a trace, a table to take along, the request for the API."""

import csv
import html
import io
import json
import re
import shlex

import pytest
from fastapi.testclient import TestClient

from app.documents import scenario_from_json
from app.main import create_app
from app.settings import Settings
from app.web.answer import take_along
from app.web.state.view import View
from tests.web.samples import ground


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = Settings(DATABASE_URL=f"sqlite:///{tmp_path_factory.mktemp('answers')}/plans.db")
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as found:
        yield found


def test_a_figure_tells_how_it_came_about(client):
    response = client.post("/trace", data={"from": "growth", "figure": "/totals/spend"})
    assert response.status_code == 200
    assert "Spend of all channels" in response.text
    assert "$363,581" in response.text
    assert "<html" not in response.text
    assert 'href="#f-channels-0-cost-amount"' in response.text


def test_the_trace_is_of_what_stands_in_the_form(client):
    response = client.post("/trace", data={"from": "growth", "/goal/growth": "30", "figure": "/bridge/target"})
    assert "$5,200,000" in response.text


def test_a_figure_that_is_none_is_not_found(client):
    assert client.post("/trace", data={"figure": "/<b>"}).status_code == 404


def test_a_form_that_cannot_be_planned_explains_nothing(client):
    response = client.post("/trace", data={"/goal/growth": "abc", "figure": "/totals/spend"})
    assert response.status_code == 422
    assert "Put them right first" in response.text


def test_without_a_script_the_trace_stands_in_the_page(client):
    page = client.get("/plans/new", params={"from": "growth", "trace": "/totals/spend"}).text
    assert "Spend of all channels" in page
    assert re.search(r'<div class="traced".*?<a href="/plans/new\?from=growth">', page, re.S)


@pytest.mark.parametrize("name", ["/trace", "/plans/api", "/plans/tables/months.csv"])
def test_a_plan_that_is_not_there_is_not_found(client, name):
    assert client.post(name, data={"scenario": "scn_00000000000000000000", "figure": "/totals/spend"}).status_code == 404


def rows_of(text, delimiter=","):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


@pytest.mark.parametrize("name", sorted(take_along.TABLES))
def test_every_table_can_be_taken_along(client, name):
    response = client.post(f"/plans/tables/{name}.csv", data={"from": "growth"})
    assert response.status_code == 200
    assert response.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert len({len(row) for row in rows_of(response.text)}) == 1
    tabs = client.post(f"/plans/tables/{name}.tsv", data={"from": "growth"})
    assert rows_of(tabs.text, "\t") == rows_of(response.text)


def test_the_months_are_taken_along_as_they_are_shown_with_money_in_full(client):
    response = client.post("/plans/tables/months.csv", data={"from": "growth", "period": "quarter", "show": "lead"})
    head, leads, *others = rows_of(response.text)
    assert head == ["Figure", "Nov–Dec 2026", "Jan–Mar 2027", "Apr–Jun 2027", "Jul–Sep 2027", "Oct–Dec 2027", "Total"]
    assert leads == ["Leads", "508", "1256", "1177", "1436", "0", "4377"]
    spend = next(row for row in others if row[0] == "Spend, USD")
    assert sum(map(float, spend[1:-1])) == pytest.approx(float(spend[-1])) == pytest.approx(363580.98)


def test_tables_have_figures_without_dust_units_in_words_and_stages_as_on_the_page(client):
    rows = {name: rows_of(client.post(f"/plans/tables/{name}.csv", data={"from": "growth"}).text) for name in take_along.TABLES}
    cells = [cell for name in rows for row in rows[name] for cell in row]
    assert not [cell for cell in cells if re.fullmatch(r"-?\d+\.(0|\d{14,})", cell)]
    assert all(cell.isdigit() for row in rows["team"][1:] for cell in row[2:] if cell)
    assert {row[2] for row in rows["kpis"][1:]} == {"USD", "USD a day", "share, 1 is 100%", "ratio", "days", "months"}
    assert [row[0] for row in rows["funnel"]] == ["Stage", "Leads", "MQLs", "SQLs", "Opportunities", "Deals"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＠SUM(A1)"])
def test_a_name_is_no_formula_in_a_spreadsheet(name):
    rows = take_along.table("channels", ground({"/channels/0/name": name}), View())
    assert f"'{name}" in take_along.as_csv(rows)


@pytest.mark.parametrize("name", ["nothing.csv", "months.exe", "months.json"])
def test_other_tables_are_not_there(client, name):
    assert client.post(f"/plans/tables/{name}", data={"from": "growth"}).status_code == 404


def test_the_request_for_exactly_this_plan_brings_this_plan(client):
    page = client.post("/plans/api", data={"from": "growth", "/goal/growth": "30"}).text
    command = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", page, re.S)[1])
    first, _, rest = command.partition(" <<'SCENARIO'\n")
    document = rest.rpartition("\nSCENARIO")[0]
    asked = ["curl", "-sS", "http://127.0.0.1/api/v1/plan", "-H", "content-type: application/json", "--data-binary", "@-"]
    assert shlex.split(first.replace("\\\n", " ")) == asked
    assert json.loads(document)["goal"]["growth"] == 0.3
    assert scenario_from_json(document.encode()).goal.growth == 0.3
    plan = client.post("/api/v1/plan", content=document, headers={"content-type": "application/json"}).json()
    assert plan["bridge"]["target"] == 5_200_000


def test_a_form_that_cannot_be_planned_has_no_request(client):
    response = client.post("/plans/api", data={"/goal/growth": "abc"})
    assert response.status_code == 422
    assert "curl" not in response.text

"""The list of plans: what a row says of its plan, and what the pages about plans keep to."""

import html
import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text as sql

from app.main import create_app
from app.planner.present import make_plan
from app.settings import Settings
from tests.web.acts import post
from tests.web.kept import keep, save
from tests.web.reading import names, read_out, table


def test_a_row_says_what_the_plan_says(client):
    stored = keep(client, tags=["board"])
    row = table(client.get("/plans").text)[0]
    plan = make_plan(stored.scenario)
    assert row[0] == "FY2027 growth plan board"
    assert row[1] == "+25% $5.00M bookings"
    assert row[2] == str(plan["totals"]["stages"]["deal"]["whole"]) == "73"
    assert row[3:6] == ["4,377", "42", "$363.6k $5,001 a deal"]
    assert row[6] == "At risk 3 warnings"
    assert row[7].endswith("today Maya Ortiz")


def test_columns_are_called_after_what_every_plan_counts(client):
    keep(client)
    assert "Leads E-mails a day" in read_out(client.get("/plans").text)
    keep(client, "Trials", {"/stages/0/name": "Trial", "/channels/0/activity": "call", "/channels/0/cost/per": "call"})
    text = client.get("/plans").text
    assert "First stage A working day" in read_out(text)
    assert {row[3] for row in table(text)} == {"4,377 leads", "4,377 trials"}


def test_a_goal_by_target_shows_the_target(client):
    keep(client, changes={"/goal/target": 5_000_000, "/goal/measure": "arr"})
    assert table(client.get("/plans").text)[0][1] == "$5.00M ARR"


def test_a_plan_out_of_reach_shows_its_reason_in_place_of_figures(client):
    keep(client, changes={"/goal/measure": "recognised"})
    row = table(client.get("/plans").text)[0]
    assert row[2] == "Paid search would have to bring 988 leads in its busiest month. Its ceiling is 900."
    assert row[3] == "Out of reach 1 blocker"


def test_a_plan_with_no_time_left_says_so(client):
    keep(client, changes={"/conversions/3/lag_days": 900})
    assert "days to close a deal, and that is" in table(client.get("/plans").text)[0][2]


def test_a_goal_that_is_met_says_so(client):
    keep(client, changes={"/goal/growth": -0.1})
    row = table(client.get("/plans").text)[0]
    assert (row[1], row[2]) == ("−10% $3.60M bookings", "The goal is met as things stand: no new deal is needed.")


def test_a_document_of_a_newer_schema_says_so_and_the_rest_of_the_list_lives(client):
    newer = keep(client, "From the future")
    keep(client, "From today")
    with client.app.state.database.writing() as session:
        document = newer.document.replace('"schema":1', '"schema":7')
        change = sql("UPDATE version SET document = :document, digest = :digest WHERE scenario_id = :id")
        session.connection().execute(change, {"document": document, "digest": "0" * 64, "id": newer.id})
    for sort in ("changed", "spend", "status"):
        rows = {row[0]: row for row in table(client.get("/plans", params={"sort": sort}).text)}
        assert "newer Backfunnel" in rows["From the future"][2]
        assert rows["From the future"][3] == "Cannot be read"
        assert rows["From today"][2] == "73"
    assert client.get(f"/plans/{newer.id}/export.yaml").status_code == 500
    copied = client.post(f"/plans/{newer.id}/duplicate", data={"back": ""})
    assert copied.status_code == 500
    assert "newer Backfunnel" in re.search(r'role="alert">(.*?)</div>', copied.text, re.S)[1]
    assert names(post(client, f"/plans/{newer.id}/archive").text) == ["From today"]


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "Ünï’s %s %(n)s"])
def test_names_tags_and_people_are_shown_as_they_are(client, hostile):
    keep(client, hostile, author=hostile[:190], tags=[hostile[:40]])
    page = client.get("/plans", params={"q": hostile[:20], "tag": hostile[:40]}).text
    assert names(page) == [hostile]
    assert hostile in read_out(page.replace("&lt;", "‹").replace("&gt;", "›")).replace("‹", "<").replace("›", ">")
    assert "<script>alert" not in page
    assert "<img" not in page


def test_no_page_has_a_script_or_a_style_inline(client):
    stored = keep(client, tags=["board"])
    for path in ("/plans", "/plans/start", f"/plans?edit={stored.id}", f"/plans/{stored.id}/versions", "/plans/scn_none/versions"):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on", page)


def test_no_link_on_these_pages_is_dead(client):
    stored = save(client, keep(client, tags=["board", "x & y"]), {"/goal/growth": 0.3})
    pages = ("/plans", "/plans?sort=spend&tag=board", "/plans/start", f"/plans/{stored.id}/versions", "/plans/scn_none/versions")
    links = {html.unescape(link) for page in pages for link in re.findall(r'href="(/[^"]*)"', client.get(page).text)}
    assert {"/plans", "/docs", f"/plans/{stored.id}?version=1", f"/plans/{stored.id}/export.yaml"} <= links
    for link in links:
        assert client.get(link, follow_redirects=True).status_code == 200, link


def test_the_list_says_it_is_for_no_cache(client):
    assert client.get("/plans").headers["cache-control"] == "no-store"


def test_a_store_that_cannot_be_read_is_said_calmly_with_the_search_still_there(tmp_path):
    (tmp_path / "plans.db").write_bytes(b"This is no database. " * 400)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{tmp_path}/plans.db")), base_url="http://127.0.0.1") as client:
        response = client.get("/plans?q=growth&sort=name")
    assert response.status_code == 503
    assert "no database of Backfunnel" in read_out(response.text)
    assert 'value="growth"' in response.text
    assert "0 plans" not in read_out(response.text)  # nobody knows how many there are
    assert 'href="/plans?q=growth&amp;sort=name&amp;order=asc">Try again</a>' in response.text

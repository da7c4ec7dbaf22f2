import datetime as dt
import html
import re
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import orjson
import pytest
import yaml
from fastapi.testclient import TestClient
from sqlalchemy import text as sql

from app.db import StoreTrouble
from app.documents import example_yaml
from app.documents.templates import templates
from app.language import language
from app.main import create_app
from app.planner.present import make_plan
from app.services import headlines, scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from app.settings import Settings
from app.web.figures.times import moment
from app.web.plans.names import copy_name, file_name
from app.web.plans.query import Query
from tests.web.plans import found, keep, names, save, scenario, table
from tests.web.samples import ENGLISH


@pytest.fixture
def client(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db", author="Ada")
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened


def said(text):
    without = re.sub(r"<(script|svg|style).*?</\1>", "", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", without)).split())


def post(client, path, **fields):
    """Post a form and follow it to the page that a browser would end on."""
    return client.post(path, data={"back": ""} | fields, follow_redirects=True)


# --- The list -------------------------------------------------------------------------------------------------------


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
    assert "Leads E-mails a day" in said(client.get("/plans").text)
    keep(client, "Trials", {"/stages/0/name": "Trial", "/channels/0/activity": "call", "/channels/0/cost/per": "call"})
    text = client.get("/plans").text
    assert "First stage A working day" in said(text)
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
    assert (row[1], row[2]) == ("-10% $3.60M bookings", "The goal is met as things stand: no new deal is needed.")


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
    assert hostile in said(page.replace("&lt;", "‹").replace("&gt;", "›")).replace("‹", "<").replace("›", ">")
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


# --- Searching and filtering ----------------------------------------------------------------------------------------


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
    assert "No plan has “<b>nothing</b>” in its name, tags or people." in said(page)
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
    assert "Open 1 Archived 1" in said(page)
    assert names(client.get("/plans?show=archived").text) == ["B"]


# --- Sorting and paging ---------------------------------------------------------------------------------------------

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
    assert "This page is empty First page" in said(client.get("/plans?sort=spend&after=5000").text)


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
    assert "1,000 plans." in said(page)
    assert table(client.get("/plans?sort=goal").text)[0][1] == "+54% $6.16M bookings"


# --- Doing something ------------------------------------------------------------------------------------------------


def test_archiving_is_told_with_a_way_back(client):
    stored = keep(client)
    keep(client, "Other")
    response = client.post(f"/plans/{stored.id}/archive", data={"back": "sort=name"})
    assert response.status_code == 303
    assert response.headers["location"] == f"/plans?sort=name&order=asc&done=archived&on={stored.id}"
    page = client.get(response.headers["location"]).text
    assert "“FY2027 growth plan” is archived. Undo" in said(page)
    assert names(page) == ["Other"]
    page = post(client, f"/plans/{stored.id}/unarchive", back="sort=name").text
    assert names(page) == ["FY2027 growth plan", "Other"]


def test_news_that_are_not_so_are_not_told(client):
    stored = keep(client)
    for address in (
        f"/plans?done=archived&on={stored.id}",
        "/plans?done=archived&on=scn_none",
        "/plans?done=<b>",
        "/plans?done=cleared&n=x",
    ):
        page = client.get(address).text
        assert "is archived" not in page
        assert "<b>" not in page


def test_a_copy_is_another_plan_with_the_tags(client):
    stored = keep(client, tags=["board"], sample=True)
    page = post(client, f"/plans/{stored.id}/duplicate").text
    assert names(page) == ["FY2027 growth plan (copy)", "FY2027 growth plan"]
    assert "“FY2027 growth plan (copy)” is made. Open it" in said(page)
    assert table(page)[0][0] == "FY2027 growth plan (copy) board"


def test_a_copy_of_the_longest_name_is_cut():
    assert copy_name("Plan", ENGLISH) == "Plan (copy)"
    assert len(copy_name("x" * 200, ENGLISH)) == 200
    assert copy_name("x" * 200, ENGLISH).endswith(" (copy)")


def test_a_plan_with_the_longest_name_can_be_duplicated(client):
    stored = keep(client, "x" * 200)
    assert names(post(client, f"/plans/{stored.id}/duplicate").text)[0] == "x" * 193 + " (copy)"


def test_tags_are_edited_in_their_row(client):
    stored = keep(client, tags=["board"])
    page = client.get(f"/plans?edit={stored.id}&sort=name").text
    assert 'name="tags" value="board"' in page
    page = post(client, f"/plans/{stored.id}/tags", tags="risk, <b>, board,, Risk ", back="sort=name").text
    assert found(client, stored.id).tags == ("<b>", "board", "risk")
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize(("typed", "words"), [("x" * 41, "40"), (", ".join(f"t{n}" for n in range(21)), "20"), ("a\x07b", "")])
def test_tags_that_are_not_taken_stay_in_their_field_with_the_reason(client, typed, words):
    stored = keep(client, tags=["board"])
    response = client.post(f"/plans/{stored.id}/tags", data={"tags": typed})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.text
    assert words in re.search(r'id="tags-error">(.+?)</p>', response.text)[1]
    assert found(client, stored.id).tags == ("board",)


def test_only_an_archived_plan_is_deleted(client):
    stored = keep(client)
    page = post(client, f"/plans/{stored.id}/delete").text
    assert "Only an archived plan can be deleted." in said(page)
    assert names(page) == ["FY2027 growth plan"]
    assert "Delete for good" not in page
    post(client, f"/plans/{stored.id}/archive")
    assert "Delete for good" in client.get("/plans?show=archived").text
    page = post(client, f"/plans/{stored.id}/delete", back="show=archived").text
    assert "The plan is deleted for good." in said(page)
    assert names(page) == []


@pytest.mark.parametrize("act", ["archive", "unarchive", "duplicate", "delete", "tags"])
@pytest.mark.parametrize("id", ["scn_aaaaaaaaaaaaaaaaaaaa", "nonsense", "%00", "'; DROP TABLE scenario"])
def test_a_plan_that_is_gone_is_told_kindly(client, act, id):
    keep(client)
    response = post(client, f"/plans/{id}/{act}", tags="a")
    assert response.status_code == 200
    assert "That plan is no longer there" in said(response.text)


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example/plans", "q=" + "x" * 5000, "&".join("q=1" for _ in range(50)), "\x00"]
)
def test_the_way_back_is_always_the_list(client, back):
    stored = keep(client)
    location = client.post(f"/plans/{stored.id}/archive", data={"back": back}).headers["location"]
    assert urlsplit(location)[:3] == ("", "", "/plans")
    assert parse_qs(urlsplit(location).query)["done"] == ["archived"]


def test_a_form_from_another_site_does_nothing(client):
    stored = keep(client)
    refused = client.post(f"/plans/{stored.id}/archive", data={"back": ""}, headers={"origin": "http://evil.example"})
    assert refused.status_code == 403
    assert found(client, stored.id).archived_at is None


# --- The store in trouble -------------------------------------------------------------------------------------------


def test_a_store_that_cannot_be_read_is_said_calmly_with_the_search_still_there(tmp_path):
    (tmp_path / "plans.db").write_bytes(b"This is no database. " * 400)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{tmp_path}/plans.db")), base_url="http://127.0.0.1") as client:
        response = client.get("/plans?q=growth&sort=name")
    assert response.status_code == 503
    assert "no database of Backfunnel" in said(response.text)
    assert 'value="growth"' in response.text
    assert "0 plans" not in said(response.text)  # nobody knows how many there are
    assert 'href="/plans?q=growth&amp;sort=name&amp;order=asc">Try again</a>' in response.text


@pytest.mark.parametrize(("code", "status", "again"), [("full", 507, None), ("busy", 503, "1"), ("read_only", 503, None)])
def test_what_cannot_be_stored_is_said_above_the_list_and_what_was_typed_stays(client, monkeypatch, code, status, again):
    stored = keep(client)

    def refuse():
        raise StoreTrouble(code, "as the test wants")

    monkeypatch.setattr(client.app.state.database, "writing", refuse)
    response = client.post(f"/plans/{stored.id}/tags", data={"tags": "one, two", "back": "sort=name"})
    assert response.status_code == status
    assert response.headers.get("retry-after") == again
    assert 'role="alert"' in response.text
    assert 'value="one, two"' in response.text
    assert names(response.text) == ["FY2027 growth plan"]
    pasted = client.post("/plans/import", data={"text": example_yaml()})
    assert pasted.status_code == status
    assert "FY2027 growth plan" in html.unescape(pasted.text)


# --- Ways to start --------------------------------------------------------------------------------------------------


def test_an_empty_workspace_offers_the_sample_with_its_answer(client):
    page = said(client.get("/plans").text)
    assert "Start with a plan that works" in page
    assert "To grow 25% you need 73 new deals : 4,377 leads , 42 e-mails a working day" in page
    for label in ("New deals 73", "Leads 4,377", "Spend $363.6k", "CAC, spend only $5,001"):
        assert label in page
    for title in ("B2B software", "Agency", "Manufacturer", "From a goal", "From a file"):
        assert title in page
    assert 'href="/plans/new?from=growth"' in client.get("/plans").text


def test_samples_are_added_once_and_cleared_unless_worked_on(client):
    keep(client, "My own")
    page = post(client, "/plans/samples").text
    assert "4 sample plans are added. Undo" in said(page)
    assert len(names(page)) == 5
    assert page.count("Sample data") == 4
    assert "The sample plans are all there already." in said(post(client, "/plans/samples").text)
    with client.app.state.database.reading() as session:
        growth = scenarios.listing(session, LOCAL_WORKSPACE, scenarios.ListQuery(search="growth")).items[0]
    save(client, growth, {"/goal/growth": 0.3})
    page = post(client, "/plans/samples/clear").text
    assert "3 sample plans are cleared. 1 was changed by you and stays." in said(page)
    assert sorted(names(page)) == ["FY2027 growth plan", "My own"]


def test_samples_are_found_among_many_plans(client):
    post(client, "/plans/samples")
    with client.app.state.database.writing() as session:
        for number in range(250):
            scenarios.create(session, LOCAL_WORKSPACE, scenario(f"Plan {number}"), author="Ada")
    assert "4 sample plans are cleared." in said(post(client, "/plans/samples/clear").text)


def test_a_pasted_scenario_is_kept_and_opened(client):
    response = client.post("/plans/import", data={"text": example_yaml()})
    assert response.status_code == 303
    id = response.headers["location"].removeprefix("/plans/")
    assert found(client, id).name == "FY2027 growth plan"
    assert found(client, id).created_by == "Ada"


def test_an_uploaded_file_is_kept(client):
    document = orjson.dumps(scenario("From a file").model_dump(mode="json", by_alias=True))
    response = client.post("/plans/import", files={"file": ("plan.json", document, "application/json")}, data={"text": ""})
    assert response.status_code == 303
    assert names(client.get("/plans").text) == ["From a file"]


def test_what_is_wrong_with_a_text_is_said_by_line_and_field_with_the_text_still_there(client):
    wrong = example_yaml().replace("rate: 0.4, lag_days: 21", "rate: 25, lag_days: 21").replace("months: 12", "monhts: 12")
    response = client.post("/plans/import", data={"text": wrong})
    line = next(number for number, text in enumerate(wrong.splitlines(), 1) if "rate: 25," in text)
    assert response.status_code == 422
    assert f"Line {line} · conversions › 2 › rate" in said(response.text)
    assert "Line 8 · monhts" in said(response.text)
    assert "monhts: 12" in response.text
    assert client.get("/plans").text.count("Start with a plan that works") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a file, or paste a scenario."),
        ("{", "Line 2"),
        ("name: [", "This is not YAML. Line 2, column 1."),
        ("a: &x 1\nb: *x", "Line 1"),
        ("<script>alert(1)</script>", "1 thing has to be put right"),
        ('{"name": "x", "schema": 9}', "newer Backfunnel"),
    ],
)
def test_a_text_that_is_no_scenario_is_refused(client, text, words):
    response = client.post("/plans/import", data={"text": text})
    assert response.status_code == 422
    assert words in said(response.text)
    assert "<script>alert" not in response.text


def test_the_address_of_a_refused_import_leads_back_to_its_form(client):
    assert client.get("/plans/import").headers["location"] == "/plans/start#file"


def test_a_file_that_is_no_text_is_refused(client):
    response = client.post("/plans/import", files={"file": ("plan.yaml", b"\x00\xff\xfe" * 50)})
    assert response.status_code == 422
    assert "to be put right" in said(response.text)


def test_a_plan_is_exported_as_it_is_imported(client):
    stored = keep(client, "Q1/Q2: “größer”", {"/goal/growth": 0.31})
    response = client.get(f"/plans/{stored.id}/export.yaml")
    assert response.headers["content-type"] == "application/yaml; charset=utf-8"
    assert response.headers["content-disposition"].startswith("attachment; filename*=utf-8''Q1-Q2-%20%E2%80%9Cgr")
    assert yaml.safe_load(response.text)["goal"]["growth"] == 0.31
    back = client.post("/plans/import", data={"text": response.text}).headers["location"].removeprefix("/plans/")
    assert found(client, back).document == stored.document


def test_a_plan_that_is_not_there_has_no_export(client):
    response = client.get("/plans/scn_aaaaaaaaaaaaaaaaaaaa/export.yaml")
    assert response.status_code == 404
    assert "This plan is not here" in response.text


@pytest.mark.parametrize(("name", "expected"), [("a/b\\c:d", "a-b-c-d"), ("...", "plan"), ("x" * 300, "x" * 80), ("\r\nx", "x")])
def test_a_file_is_named_so_that_every_system_takes_it(name, expected):
    assert file_name(name) == expected


# --- When -----------------------------------------------------------------------------------------------------------

BERLIN = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 11, 21, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (dt.datetime(2026, 11, 21, 13, 32, tzinfo=dt.UTC), "14:32 today"),
        (dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC), "00:30 today"),
        (dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC), "Yesterday"),
        (dt.datetime(2026, 11, 19, 12, 0, tzinfo=dt.UTC), "19 Nov"),
        (dt.datetime(2025, 12, 31, 12, 0, tzinfo=dt.UTC), "31 Dec 2025"),
        (dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC), "22 Nov"),
    ],
)
def test_a_time_is_told_as_of_today_and_here(time, expected):
    assert moment(time, NOW, ENGLISH, BERLIN).short == expected


def test_a_time_is_told_in_full_and_for_programs_too():
    told = moment(dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC), NOW, ENGLISH, BERLIN)
    assert (told.full, told.machine) == ("1 Jul 2026, 14:00", "2026-07-01T12:00:00+00:00")
    assert "14:00" in moment(dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC), NOW, language("de"), BERLIN).full


def test_every_template_can_be_started_from(client):
    page = client.get("/plans/start").text
    for each in templates():
        assert f'href="/plans/new?from={each.key}"' in page


def test_a_duplicate_that_is_sent_twice_is_one_copy(client):
    stored = keep(client)
    once = re.search(r'name="once" value="([^"]+)"', client.get("/plans").text)[1]
    sent = [client.post(f"/plans/{stored.id}/duplicate", data={"back": "", "once": once}) for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert len(names(client.get("/plans").text)) == 2
    again = re.search(r'name="once" value="([^"]+)"', client.get("/plans").text)[1]
    client.post(f"/plans/{stored.id}/duplicate", data={"back": "", "once": again})
    assert len(names(client.get("/plans").text)) == 3


def test_tags_that_someone_changed_in_between_are_not_overwritten_unseen(client):
    stored = keep(client, tags=["board"])
    form = client.get(f"/plans?edit={stored.id}").text
    revision = re.search(r'name="revision" value="([0-9]+)"', form)[1]
    with client.app.state.database.writing() as session:
        scenarios.set_tags(session, LOCAL_WORKSPACE, stored.id, ["theirs"])
    late = post(client, f"/plans/{stored.id}/tags", tags="mine", revision=revision)
    assert (late.status_code, found(client, stored.id).tags) == (409, ("theirs",))
    assert 'value="mine"' in late.text
    assert "changed in the meantime" in said(late.text)
    knows = re.search(r'name="revision" value="([0-9]+)"', late.text)[1]
    assert post(client, f"/plans/{stored.id}/tags", tags="mine", revision=knows).status_code == 200
    assert found(client, stored.id).tags == ("mine",)

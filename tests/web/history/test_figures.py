"""Figures by addresses and forms: rates, cohorts, what is taken over, the review; and what is not there."""

import csv
import datetime as dt
import io
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.history.measured import Question
from app.language import language
from app.services import history, scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.history.example_file import made
from app.web.history.taking_over import begins_with
from tests.web.history.acts import make_file, taken_in, wait
from tests.web.kept import keep
from tests.web.reading import Page, read_out


@pytest.fixture
def measured(client):
    """The example, taken in."""
    response = client.post("/history/example")
    id = response.headers["location"].rsplit("/", 1)[1]
    wait(client, id, "Being looked at")
    client.post(f"/history/imports/{id}/recipe", data={"do": "take", "stages": "Lead\nMQL\nSQL\nDeal"})
    wait(client, id, "Being taken in")
    return id


def test_rates_say_what_they_rest_on(client, measured):
    page = client.get("/history/funnel?list=Leads&split=channel")
    assert page.status_code == 200
    text = read_out(page.text)
    for words in ("will have been won", "Lead → MQL", "By Channel", "Website", "known to 31 Mar 2026", "example-leads.csv"):
        assert words in text
    assert f'href="/history/imports/{measured}"' in page.text
    assert "Below two years" in text
    assert "Too few deals were won" in read_out(client.get("/history/funnel?list=Leads&short=1").text)


def test_choices_of_an_address_are_kept_and_errors_stand_beside_their_field(client, measured):
    page = client.get("/history/funnel?list=Leads&since=2025-06-01&as_of=nonsense")
    assert page.status_code == 422
    assert "This is not a day" in read_out(page.text)
    assert 'value="2025-06-01"' in page.text
    assert 'value="nonsense"' in page.text


def test_cohorts_have_both_totals(client, measured):
    text = read_out(client.get("/history/cohorts?list=Leads&unit=quarter&from=Lead&to=MQL").text)
    for words in ("Q1 2025", "All, mean by age", "Complete ones only", "same quarter"):
        assert words in text
    assert client.get("/history/cohorts?list=Leads&from=nothing&to=Lead").status_code == 200


def test_whoever_names_no_list_gets_one(client, measured):
    assert client.get("/history/funnel").headers["location"] == "/history/funnel?list=Leads"
    assert client.get("/history/take?scenario=scn_x").headers["location"] == "/history/take?list=Leads&split=channel&scenario=scn_x"
    assert client.get("/review").headers["location"] == "/review?list=Leads&year=2025"


def test_without_any_list_there_is_a_way_to_one(client):
    assert client.get("/history/funnel").headers["location"] == "/history"
    assert "There is nothing to review yet" in read_out(client.get("/review").text)


@pytest.mark.parametrize("path", ["/history/funnel", "/history/cohorts", "/history/take", "/review"])
def test_a_list_that_is_not_there_says_so(client, path):
    response = client.get(path, params={"list": "<b>No</b>", "year": "2025"})
    assert response.status_code == 404
    assert "<b>No</b>" not in response.text


def test_measured_figures_come_into_a_plan_unsaved_and_lead_back_to_the_file(client, measured):
    stored = keep(client, "Next year", {"/currency": "EUR"})
    page = Page(client.get("/history/take", params={"list": "Leads", "scenario": stored.id}).text)
    boxes = {each["name"]: each for each in page.all("input") if each.get("type") == "checkbox"}
    assert any("checked" in each for each in boxes.values())
    ticked = {name: "1" for name, each in boxes.items() if "checked" in each}
    response = client.post("/history/take", data={"list": "Leads", "scenario": stored.id, "do": "take", "sent": "1", **ticked})
    assert response.status_code == 303
    address = response.headers["location"]
    assert address.startswith(f"/plans/{stored.id}?")
    assert "Unsaved changes" in client.get(address).text
    with client.app.state.database.reading() as session:
        assert scenarios.get(session, LOCAL_WORKSPACE, stored.id).newest == 1
    traced = client.get(f"{address}&trace=/totals/stages/mql").text
    assert f'href="/history/imports/{measured}"' in traced
    assert "known to 31 Mar 2026" in read_out(traced)


def test_a_measured_lag_brings_how_single_lags_spread_and_says_so(client, measured):
    stored = keep(client, "Next year", {"/currency": "EUR"})
    says = "How single lags spread comes along"
    offered = client.get("/history/take", params={"list": "Leads", "scenario": stored.id}).text
    assert says in read_out(offered)
    lags = [each["name"] for each in Page(offered).all("input") if each.get("name", "").startswith("o-lag/")]
    taken = {"list": "Leads", "scenario": stored.id, "do": "take", "sent": "1"} | dict.fromkeys(lags, "1")
    address = client.post("/history/take", data=taken).headers["location"]
    page = client.get(address).text
    assert re.search(r"Lag: half within [\d.]+ days?, nine of ten within [\d.]+ days", read_out(page))
    fields = {"scenario": stored.id, "version": "1", "save": "version"} | dict(parse_qsl(urlsplit(address).query))
    client.post("/plans/save", data=fields)
    with client.app.state.database.reading() as session:
        kept = scenarios.get(session, LOCAL_WORKSPACE, stored.id)
    spreads = [each.lag_quantiles for each in kept.scenario.conversions if each.lag_from is not None]
    assert spreads
    assert all(2 <= len(spread) <= 20 for spread in spreads)
    again = read_out(client.get("/history/take", params={"list": "Leads", "scenario": stored.id}).text)
    assert again.count(says) == 0


def test_measured_rates_of_a_plan_are_those_of_its_own_list_whatever_that_is_called_by_now(client, measured):
    """Another list comes first by name."""
    taken_in(client, make_file(), list_name="Another")
    begun = {"list": "Leads", "scenario": "new", "do": "take", "sent": "1", "o-rate/lead": "1"}
    address = client.post("/history/take", data=begun).headers["location"]

    def led_to():
        link = next(each for each in Page(client.get(address).text).all("a") if each.get("href", "").startswith("/history/take"))
        return dict(parse_qsl(urlsplit(link["href"]).query)).get("list")

    assert led_to() == "Leads"
    assert client.post("/history/lists/name", data={"list": "Leads", "name": "Leads of all"}).status_code == 303
    assert led_to() == "Leads of all"
    assert 'href="/history/take"' in client.get("/plans/new?from=blank").text


def test_the_trace_names_the_files_that_a_figure_was_measured_from(client, measured):
    money = "Monat;Kanal;Kosten (EUR);Klicks\n" + "".join(f"{n:02}.2025;Website;1.000,00;500\n" for n in range(1, 13))
    spent = taken_in(client, money.encode(), "kosten.csv", list_name="Leads")
    fields = {"list": "Leads", "scenario": "new", "do": "take", "sent": "1", "o-rate/lead": "1", "o-cost/website": "1"}
    address = client.post("/history/take", data=fields).headers["location"]

    def files(figure):
        texts = dict(parse_qsl(urlsplit(address).query)) | {"from": "blank", "figure": figure}
        return re.findall(r'<a href="/history/imports/(\w+)">(.*?)</a>', client.post("/trace", data=texts).text)

    assert (measured, "example-leads.csv") in files("/totals/stages/mql")
    assert (spent, "kosten.csv") in files("/channels/0/spend")
    client.post(f"/history/imports/{spent}/remove")
    assert (spent, "Measured from this file") in files("/channels/0/spend")


def test_a_new_plan_has_the_stages_and_channels_of_the_list(client, measured):
    page = read_out(client.get("/history/take?list=Leads&scenario=new").text)
    assert "The new plan has the stages Lead, MQL, SQL and Deal and the channels" in page
    assert "which is what was won in the last twelve whole months" in page
    response = client.post("/history/take", data={"list": "Leads", "scenario": "new", "do": "take", "sent": "1", "o-rate/lead": "1"})
    assert response.status_code == 303
    plan = read_out(client.get(response.headers["location"]).text)
    assert "Empfehlung" in plan


def opened(client, **typed):
    """The plan that a new one from the list opens on, with nothing ticked but one rate; the trace of its target beside it."""
    fields = {"list": "Leads", "scenario": "new", "do": "take", "sent": "1", "o-rate/lead": "1", **typed}
    address = client.post("/history/take", data=fields).headers["location"]
    return client.get(f"{address}&trace=/bridge/target").text


def value_of(page, name):
    return next(each["value"] for each in Page(page).all("input") if each.get("name", "").endswith(name))


def test_a_new_plan_asks_the_whole_target_of_new_deals_unless_somebody_knows_more(client, measured):
    page = read_out(client.get("/history/take?list=Leads&scenario=new").text)
    assert "unless you say below what comes again by itself, the whole target is asked of new deals" in page
    begun, known = opened(client), opened(client, retention="80%", expansion="10")
    assert (value_of(begun, "/existing/retention"), value_of(begun, "/existing/expansion")) == ("0", "0")
    assert (value_of(known, "/existing/retention"), value_of(known, "/existing/expansion")) == ("80", "10")
    assert f'href="/history/imports/{measured}"' in begun  # the baseline was counted, and says from which file
    wrong = client.post("/history/take", data={"list": "Leads", "scenario": "new", "do": "take", "sent": "1", "retention": "120%"})
    assert wrong.status_code == 422
    assert "This is not a share from 0 to 100%." in read_out(wrong.text)
    assert 'value="120%"' in wrong.text


def test_the_goal_of_a_new_plan_begins_with_what_was_won_in_the_last_twelve_months(client, measured):
    """Won from 1 April 2025 to 31 March 2026, whenever they came in."""
    rows = list(csv.DictReader(io.StringIO(made().decode("utf-8-sig")), delimiter=";"))
    days = [(row["Gewonnen am"][6:] + row["Gewonnen am"][3:5] + row["Gewonnen am"][:2], row["Wert (EUR)"]) for row in rows]
    won = sum(float(worth.replace(",", ".")) for day, worth in days if "20250401" <= day <= "20260331")
    day = dt.date(2026, 11, 22)
    database = client.app.state.database
    found = history.measured(database, LOCAL_WORKSPACE, Question("Leads", split="channel"))
    assert found.whole.value.total != pytest.approx(won, abs=1)
    _, plan = begins_with("new", lambda: found, day, database, language("en"))
    assert plan.goal.baseline == round(won)
    assert (plan.today, plan.start, plan.months) == (day, "2026-12", 12)
    assert history.last_year("2018-11-14") == ("2017-11-01", "2018-10-31")
    _, part = begins_with("new", lambda: found, day, database, language("en"), part="Leads: DACH")
    assert part.goal.baseline != plan.goal.baseline
    assert (plan.name, part.name) == ("Leads", "Leads: DACH")


def test_an_offer_that_is_not_there_is_refused_and_nothing_is_opened(client, measured):
    response = client.post("/history/take", data={"list": "Leads", "scenario": "new", "do": "take", "o-rate/nothing": "1"})
    assert response.status_code == 422
    assert "Choose once more" in read_out(response.text)
    assert client.post("/history/take", data={"list": "Leads", "scenario": "scn_00000000000000000000", "do": "take"}).status_code == 404


def test_a_year_is_reviewed_by_channel_and_carried_into_a_plan(client, measured):
    stale = client.get("/review?list=Leads&year=2025&cost-nobody=100&retention-nobody=80")
    assert stale.status_code == 200, "what was typed of another list's channels"
    page = client.get("/review?list=Leads&year=2025&gross_margin=80&content_used=12&content_available=40")
    assert page.status_code == 200
    text = read_out(page.text)
    for words in ("Review of 2025", "2025 brought", "Website", "Share of the revenue", "The interval of the rate to the deal", "30.0%"):
        assert words in text
    stored = keep(client, "Mix", {"/currency": "EUR"})
    for scenario, begins in ((stored.id, f"/plans/{stored.id}"), ("new", "/plans/new?")):
        response = client.post("/review/carry", data={"list": "Leads", "year": "2025", "scenario": scenario})
        assert response.status_code == 303
        assert response.headers["location"].startswith(begins)


@pytest.mark.parametrize(
    ("field", "text"), [("gross_margin", "lots"), ("gross_margin", "120%"), ("content_used", "-1"), ("content_used", "1.5")]
)
def test_what_is_typed_into_a_review_is_checked(client, measured, field, text):
    page = client.get("/review", params={"list": "Leads", "year": "2025", field: text})
    assert page.status_code == 422
    assert f'aria-describedby="e-{field}"' in page.text


def test_every_page_of_figures_escapes_names(client):
    rows = [
        (
            f"L-{n}",
            "<i>evil</i>",
            f"{n % 27 + 1:02}.01.2026",
            "",
            f"{n % 27 + 1:02}.02.2026" if n % 2 else "",
            "Gewonnen" if n % 2 else "Offen",
            "",
        )
        for n in range(40)
    ]
    header = ("Lead ID", "Quelle", "Erstkontakt", "MQL am", "Gewonnen am", "Status", "Wert (EUR)")
    content = "\n".join(";".join(row) for row in (header, *rows)).encode()
    taken_in(client, content, list_name="<s>List</s>")
    for path in ("/history", "/history/funnel", "/history/cohorts", "/history/take", "/review"):
        query = {} if path == "/history" else {"list": "<s>List</s>", "split": "channel", "year": "2026", "scenario": "new"}
        page = client.get(path, params=query)
        assert page.status_code == 200, path
        assert "<s>List" not in page.text, path
        assert "<i>evil" not in page.text, path


# --- lists of counts: nobody can be followed -------------------------------------------------------------------------------


@pytest.fixture
def counted(client):
    """Two years of counts by month and channel."""
    months = [f"{month:02}.{year}" for year in (2024, 2025) for month in range(1, 13)]
    rows = [f"{month};{channel};{n};{n // 3};{n // 10}" for month in months for channel, n in SITES]
    return taken_in(client, "\n".join(["Monat;Kanal;Leads;MQLs;Deals", *rows]).encode(), "Zahlen.csv", list_name="Zahlen")


SITES = (("Website", 300), ("Messe", 80))


def test_counts_are_shown_without_what_only_buyers_have(client, counted):
    text = read_out(client.get("/history/funnel?list=Zahlen&split=channel").text)
    assert "9,120" in text
    for words in ("watched for", "timed", "Median", "What became of them", "What it cost", "buyers in the list", "Cohorts"):
        assert words not in text
    assert "Counts by month know no buyers" in read_out(client.get("/history/cohorts?list=Zahlen").text)


def test_a_review_of_counts_says_why_there_is_none_and_where_to_go(client, counted):
    for address in ("/review?list=Zahlen&year=2025", "/review"):
        page = client.get(address)
        assert page.status_code == 200
        assert "“Zahlen” cannot be reviewed" in read_out(page.text)
        assert 'href="/history/funnel?list=Zahlen"' in page.text
    assert client.get("/review?list=Nothing").status_code == 404


def test_a_new_plan_is_made_of_counts_too(client, counted):
    page = client.get("/history/take?list=Zahlen&scenario=new")
    assert page.status_code == 200
    response = client.post("/history/take", data={"list": "Zahlen", "scenario": "new", "do": "take", "sent": "1", "o-rate/lead": "1"})
    assert response.status_code == 303
    assert client.get(response.headers["location"]).status_code == 200


# --- some buyers of a list -------------------------------------------------------------------------------------------------


def test_a_plan_of_some_buyers_says_of_whom_as_their_files_spell_it(client, measured):
    page = client.get("/history/take?list=Leads&scenario=new&only=channel:website").text
    assert "Only buyers whose Channel is “Website”." in read_out(page)
    fields = {"list": "Leads", "scenario": "new", "do": "take", "sent": "1", "o-rate/lead": "1", "only": "channel:website"}
    plan = client.get(client.post("/history/take", data=fields).headers["location"]).text
    assert value_of(plan, "/name") == "Leads: Website"
    assert "Only buyers whose Channel is “Website”." in read_out(client.get("/history/funnel?list=Leads&only=channel:website").text)


def test_what_the_open_pipeline_is_credited_by_is_said_where_it_is_offered(client, measured):
    text = read_out(client.get("/history/take?list=Leads&scenario=new").text)
    assert "Open pipeline" in text
    assert "weighted by their shares of the revenue" in text

"""What stands beside a field: what would be accepted, what a text could mean, and what was typed."""

from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from app.web.plan.page_view import page
from app.web.state import plan_page
from app.web.state.opening import Found
from app.web.state.origin import Origin
from tests.web.reading import NEW, Page, data_in, live, said
from tests.web.samples import ENGLISH, wild_document


def test_every_field_of_the_page_is_one_that_the_form_knows(client):
    base = plan_page.over(Found(Origin("x", template="wild"), orjson.dumps(wild_document()).decode()), ENGLISH)
    shown = Page(page(plan_page.answer(base, {}), "[]"))
    names = {attributes["name"] for _, attributes in shown.elements if attributes.get("name", "").startswith("/")}
    assert len(names) > 1000
    assert all(base.form.has(name) for name in names)
    assert {"/channels/39/share", "/stages/11/name", "/conversions/10/benchmark/low", "/content/used", "/team/0/cost_per_month"} <= names


def test_what_cannot_be_read_comes_back_with_422_and_the_older_answer_stays(client):
    response = client.post("/recalculate", data={"/goal/growth": "abc", "/deal/value": ""})
    assert response.status_code == 422
    assert response.headers["hx-retarget"] == "#problems"
    assert data_in(response.text)["faults"] == {
        "/goal/growth": "This must be a percentage, such as 25%.",
        "/deal/value": "This must be given.",
    }
    assert Page(response.text).all("a")[0]["href"] == "#f-goal-growth"


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"/conversions/0/rate": "120"}, "/conversions/0/rate", "At most 100%, please."),
        ({"/conversions/0/rate": "0"}, "/conversions/0/rate", "At least 0.0001%, please."),
        ({"/conversions/0/rate": "0.5"}, "/conversions/0/rate", "This could mean 0.5% or 50%: which one?"),
        ({"/channels/0/share": "40"}, "/channels/2/share", "The shares add up to 110%; they must add up to 100%."),
        ({"/months": "61"}, "/months", "At most 60, please."),
        ({"/deal/value": "0"}, "/deal/value", "At least $0.01, please."),
        ({"/start": "soon"}, "/start", "This must be a month, such as Jan 2027."),
        ({"/today": "3/4/2027"}, "/today", "This could mean 3 Apr 2027 or 4 Mar 2027: which one?"),
        ({"/goal/growth": ""}, "/goal/growth", "Say what is to be reached: a growth, or a target."),
        ({"/goal/measure": "profit"}, "/goal/measure", None),
        ({"/country": "XX"}, "/country", None),
    ],
)
def test_says_beside_the_field_what_would_be_accepted(client, fields, pointer, sentence):
    response = client.post("/recalculate", data=fields)
    assert response.status_code == 422
    faults = data_in(response.text)["faults"]
    assert list(faults) == [pointer]
    assert faults[pointer] == sentence or (sentence is None and faults[pointer])


def test_a_rejected_page_keeps_what_was_typed_with_the_message_beside_it(client):
    response = client.get(NEW, params={"/goal/growth": "<b>lots</b>"})
    assert response.status_code == 422
    page = Page(response.text)
    field = page.named("/goal/growth")
    assert (field["value"], field["aria-invalid"]) == ("<b>lots</b>", "true")
    assert "e-f-goal-growth" in field["aria-describedby"]
    assert "<b>lots</b>" not in response.text
    assert "This cannot be planned until one field is put right" in said(response.text)


def test_half_of_the_counts_asks_for_the_other_half(client):
    response = client.post("/recalculate", data={"/conversions/2/evidence/entered": "100"})
    assert data_in(response.text)["faults"] == {"/conversions/2/evidence/converted": "This must be given."}


def test_what_a_text_could_mean_can_be_chosen_beside_it(client):
    response = client.post("/recalculate", data={"/goal/growth": "0.3"})
    assert data_in(response.text)["meant"] == {"/goal/growth": ["0.3%", "30%"]}
    shown = Page(client.get(NEW, params={"/goal/growth": "0.3"}).text)
    assert [button["value"] for button in shown.all("button") if button.get("name") == "fill"] == ["/goal/growth=0.3%", "/goal/growth=30%"]
    chosen = client.post("/plans/change", data={"from": "growth", "/goal/growth": "0.3", "fill": "/goal/growth=30%"})
    assert parse_qs(urlsplit(chosen.headers["location"]).query)["/goal/growth"] == ["30%"]


def test_the_help_of_a_year_says_years(client):
    assert "From 1990 to 2200." in client.get(NEW).text
    assert "1,990" not in client.get(NEW).text


def test_amounts_are_read_and_shown_in_the_currency_that_was_chosen(client):
    text = client.get(NEW, params={"/currency": "EUR", "/deal/value": "€13,000"}).text
    assert Page(text).named("/deal/value")["value"] == "€13,000"
    assert live(text, "target") == "€5,000,000"
    assert "Amounts are in" not in text


def test_a_form_does_not_rename_the_parts_of_a_scenario(client):
    text = client.get(NEW, params={"/channels/1/key": "lead", "/conversions/0/from": "x", "/channels/0/steps/0/name": "y"}).text
    assert client.get(NEW).text.count("Paid search") == text.count("Paid search")


def test_an_error_names_its_part_as_it_is_typed_now(client):
    response = client.post("/recalculate", data={"/channels/2/name": "Events", "/channels/2/share": "45"})
    assert "Events: Share The shares add up to 120%" in said(response.text).replace(": The", " The")
    response = client.post("/recalculate", data={"/stages/0/name": "enquiry", "/conversions/0/rate": "120"})
    assert "Enquiry → MQL: Rate" in said(response.text)


def test_a_name_that_cannot_be_kept_names_nothing(client):
    response = client.post("/recalculate", data={"/channels/2/name": "x" * 300, "/stages/0/name": " ", "/goal/growth": "abc"})
    assert response.status_code == 422
    assert "Blog: Name" in said(response.text)


def test_what_the_rate_and_the_lag_of_a_conversion_were_is_both_said(client):
    text = client.get(NEW, params={"/conversions/1/rate": "30", "/conversions/1/lag_days": "10"}).text
    assert 'id="w-f-conversions-1-rate">was 40%</span>' in text
    assert 'id="w-f-conversions-1-lag_days">was 21 days</span>' in text


def test_the_share_of_a_channel_comes_before_what_stands_below_it_and_its_fault_right_after_its_row(client):
    text = client.get(NEW, params={"/channels/0/share": "50"}).text
    places = [
        text.index(each)
        for each in ('name="/channels/0/share"', 'id="chan-cold_email"', 'id="e-f-channels-0-share"', 'name="/channels/0/name"')
    ]
    assert places == sorted(places)


def test_words_in_place_of_a_figure_stand_without_its_unit(client):
    text = client.get(NEW).text
    ceiling = text[: text.index('id="f-channels-0-ceiling"')].rpartition('<span class="')[2]
    assert ceiling.startswith("cell worded")
    rate = text[: text.index('id="f-channels-0-conversions-sql-rate"')].rpartition('<span class="')[2]
    assert rate.startswith('cell"')  # its placeholder is a figure


def test_weeks_are_asked_back_in_days(client):
    response = client.post("/recalculate", data={"/conversions/0/lag_days": "2 weeks"})
    assert data_in(response.text)["meant"] == {"/conversions/0/lag_days": ["14 days"]}

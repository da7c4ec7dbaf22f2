"""The spread of a lag on the form: shown in words, typed as a row of numbers, kept, and taken away."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.wording.lags import spread_text
from tests.web.kept import found, keep, scenario
from tests.web.reading import Page, data_in, said
from tests.web.samples import ENGLISH, form


@pytest.fixture
def client(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db", author="Maya")
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


SPREAD = "/conversions/1/lag_quantiles"
OWN = "/channels/0/conversions/sql/lag_quantiles"


SPREAD_PLAN = {SPREAD: [2, 5, 9, 30], "/conversions/1/lag_days": 23}


def post(client, stored, fields):
    response = client.post("/plans/save", data={"scenario": stored.id, "version": str(stored.newest), "save": "version"} | fields)
    assert response.status_code == 303, said(response.text)
    return found(client, stored.id)


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("2; 5; 9.5; 30", "en", [2, 5, 9.5, 30]),
        ("2 5 9.5 30", "en", [2, 5, 9.5, 30]),
        ("2, 5, 9.5, 30", "en", [2, 5, 9.5, 30]),
        ("30; 5; 2", "en", [2, 5, 30]),
        ("2; 5; 1,100;", "en", [2, 5, 1100]),
        ("2; 9,5; 30", "de", [2, 9.5, 30]),
        ("2 9,5 30", "de", [2, 9.5, 30]),
    ],
)
def test_a_row_of_numbers_is_read_as_the_reader_writes_numbers(text, language, read):
    reading = form(language).read([(SPREAD, text)])
    assert not reading.faults
    assert reading.document["conversions"][1]["lag_quantiles"] == read
    again = form(language, {SPREAD: read})
    assert again.read([(SPREAD, again.written(SPREAD))]).document == again.document


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2; five", "These must be numbers, such as 3; 7.5; 21."),
        ("2; 1.234,5", "These must be numbers, such as 3; 7.5; 21."),
        ("7", "There are 1 here; at least 2 are needed."),
        ("0; 0", "All lags are 0; at least one must be longer."),
        ("3; 1200", "At most 1,100, please."),
        ("-1; 5", "At least 0, please."),
    ],
)
def test_what_is_wrong_with_one_of_them_is_said_beside_the_row(client, text, sentence):
    response = client.post("/recalculate", data={SPREAD: text})
    assert response.status_code == 422
    assert data_in(response.text)["faults"] == {SPREAD: sentence}


def test_the_page_says_in_words_how_a_lag_spreads(client):
    stored = keep(client, changes=SPREAD_PLAN)
    text = client.get(f"/plans/{stored.id}").text
    assert "Lag: half within 14 days, nine of ten within 60 days" in said(text)
    assert Page(text).named(SPREAD)["value"] == "2; 5; 9; 30"
    assert Page(text).named("/conversions/0/lag_quantiles")["value"] == ""


def test_a_lag_that_is_typed_over_keeps_the_shape(client):
    kept = post(client, stored := keep(client, changes=SPREAD_PLAN), {"/conversions/1/lag_days": "46"}).scenario.conversions[1]
    assert (kept.lag_days, kept.lag_quantiles) == (46, (2, 5, 9, 30))
    assert "half within 28 days" in said(client.get(f"/plans/{stored.id}").text)


def test_an_emptied_row_is_no_spread(client):
    kept = post(client, keep(client, changes=SPREAD_PLAN), {SPREAD: " "})
    assert kept.scenario == scenario(changes={"/conversions/1/lag_days": 23})


def test_a_channel_has_a_spread_of_its_own_and_loses_it(client):
    stored = keep(client, changes={"/channels/0/conversions": {"sql": {"rate": 0.5}}})
    kept = post(client, stored, {OWN: "1; 9"})
    assert kept.scenario.channels[0].conversions["sql"].lag_quantiles == (1, 9)
    own = post(client, kept, {OWN: ""}).scenario.channels[0].conversions["sql"]
    assert (own.rate, own.lag_quantiles) == (0.5, ())


def test_versions_say_in_words_what_became_of_a_spread(client):
    stored = keep(client)
    post(client, stored, {SPREAD: "2; 5; 9; 30"})
    text = said(client.get(f"/plans/{stored.id}/versions").text)
    assert "Spread of the lag" in text
    assert "half within 7 days, nine of ten within 30 days" in text


def test_a_spread_is_told_at_its_middle_and_at_nine_of_ten():
    assert spread_text([0, 10], ENGLISH) == "half within 5 days, nine of ten within 10 days"
    assert spread_text([0, 10], ENGLISH, 1.0) == "half within 1 day, nine of ten within 2 days"
    assert spread_text([1] * 9 + [21], ENGLISH, 3.0) == "half within 1 day, nine of ten within 11 days"
    assert spread_text((), ENGLISH) == ""

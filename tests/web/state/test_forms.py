"""Texts of fields and what they mean: declared, read and written by locale, and followed by what hangs on them."""

import orjson
import pytest

from app.documents import scenario_from_json
from app.documents.declared import declared
from app.web.state.forms import value_at
from tests.web.samples import form


def test_finds_the_declaration_of_an_input_by_its_pointer():
    growth = declared("/goal/growth")
    assert (growth.title, growth.unit, growth.low, growth.high, growth.may_be_empty) == ("Growth", "fraction", -1, 1000, True)
    assert declared("/conversions/3/rate").high == 1
    assert declared("/channels/0/steps/1/yield").unit == "factor"
    assert declared("/pipeline/mql").unit == "count"
    assert declared("/seasonality/4").low == 0
    assert declared("/goal/measure").choices == ("bookings", "arr", "recognised")
    assert declared("/months").high == 60


@pytest.mark.parametrize("pointer", ["/goal", "/goal/growth/x", "/nothing", "/channels/0", "/channels/x/share", "", "/stages/0/0"])
def test_what_is_no_input_has_no_declaration(pointer):
    with pytest.raises(LookupError):
        declared(pointer)


def test_an_untouched_form_is_the_base_to_the_last_digit():
    page = form(changes={"/conversions/0/rate": 0.22876543210987654, "/deal/value": 12000.123456789})
    pointers = ["/goal/growth", "/conversions/0/rate", "/deal/value", "/start", "/today", "/country", "/months", "/pipeline/mql"]
    reading = page.read([(pointer, page.written(pointer)) for pointer in pointers])
    assert reading.document == page.document
    assert not reading.faults


@pytest.mark.parametrize(
    ("pointer", "text", "value"),
    [
        ("/goal/growth", "30", 0.30),
        ("/goal/growth", "30%", 0.30),
        ("/goal/growth", "-12.5 %", -0.125),
        ("/goal/baseline", "$4.5m", 4_500_000),
        ("/goal/baseline", "4 500 000", 4_500_000),
        ("/goal/target", "5,000,000", 5_000_000),
        ("/goal/target", "", None),
        ("/goal/measure", "arr", "arr"),
        ("/existing/committed", "", 0),
        ("/pipeline/mql", " ", 0),
        ("/conversions/2/lag_days", "21.5", 21.5),
        ("/channels/0/steps/1/yield", "5", 0.05),
        ("/channels/2/steps/0/yield", "1,200", 1200),
        ("/channels/2/capacity/per_working_day", "3", 3),
        ("/start", "2/2027", "2027-02"),
        ("/start", "March 2027", "2027-03"),
        ("/today", "2026-12-01", "2026-12-01"),
        ("/today", "", None),
        ("/months", "18", 18),
        ("/country", "GR", "GR"),
        ("/seasonality/0", "7", 7),
    ],
)
def test_reads_every_kind_of_field(pointer, text, value):
    reading = form().read([(pointer, text)])
    assert not reading.faults
    assert value_at(reading.document, pointer) == value
    assert reading.texts == {pointer: text}


def test_reads_and_writes_in_the_readers_own_way():
    page = form("de")
    assert page.written("/goal/baseline") == "4.000.000"
    assert value_at(page.read([("/deal/value", "12.500,50")]).document, "/deal/value") == 12500.5


@pytest.mark.parametrize(
    ("pointer", "text", "code"),
    [
        ("/goal/growth", "abc", "not_a_number"),
        ("/goal/growth", "0.3", "ambiguous_percent"),
        ("/goal/baseline", "", "empty"),
        ("/goal/baseline", "€4m", "other_currency"),
        ("/goal/baseline", "nan", "not_a_number"),
        ("/start", "soon", "not_a_month"),
        ("/today", "3/4/2027", "ambiguous_date"),
    ],
)
def test_what_cannot_be_read_names_its_field_and_stays_as_typed(pointer, text, code):
    reading = form().read([(pointer, text)])
    assert [(fault.pointer, fault.code) for fault in reading.faults] == [(pointer, code)]
    assert reading.texts == {pointer: text}


def test_names_that_no_scenario_declares_are_left_out():
    page = form()
    reading = page.read([("show", "sql"), ("/nothing", "1"), ("/channels/99/share", "1"), ("/name/x", "1"), ("/seasonality/12", "3")])
    assert reading.document == page.document
    assert reading.texts == {}


def test_a_yield_up_to_one_is_a_percentage_and_above_one_a_number():
    page = form()
    assert (page.kind("/channels/0/steps/0/yield"), page.written("/channels/0/steps/0/yield")) == ("percent", "97")
    assert (page.kind("/channels/2/steps/0/yield"), page.written("/channels/2/steps/0/yield")) == ("number", "900")


@pytest.mark.parametrize(
    ("months", "weights"),
    [("14", [6, 7, 9, 8, 8, 9, 7, 6, 9, 10, 11, 10, 6, 7]), ("3", [6, 7, 9]), ("12", [6, 7, 9, 8, 8, 9, 7, 6, 9, 10, 11, 10])],
)
def test_seasonality_follows_the_length_of_the_horizon(months, weights):
    assert form().read([("/months", months)]).document["seasonality"] == weights


def test_whole_numbers_stay_whole_and_others_reach_the_validation():
    assert form().read([("/months", "12.5")]).document["months"] == 12.5
    assert isinstance(form().read([("/months", "13")]).document["months"], int)


@pytest.mark.parametrize(
    ("locale", "text"),
    [("en", "21 days"), ("en", "21 d"), ("en", "21d"), ("en", "21 day"), ("en", " 21 Days "), ("de", "21 Tage"), ("fr", "21 jours")],
)
def test_a_lag_may_be_typed_with_the_unit_that_its_cell_shows(locale, text):
    reading = form(locale).read([("/conversions/0/lag_days", text)])
    assert reading.faults == ()
    assert reading.document["conversions"][0]["lag_days"] == 21


@pytest.mark.parametrize("text", ["21 weeks", "days", "21 % d"])
def test_a_lag_in_another_unit_is_not_guessed_at(text):
    assert [fault.pointer for fault in form().read([("/conversions/0/lag_days", text)]).faults] == ["/conversions/0/lag_days"]


@pytest.mark.parametrize(
    ("pointer", "text", "value"),
    [
        ("/name", " Next year ", "Next year"),
        ("/currency", "EUR", "EUR"),
        ("/stages/1/name", "Qualified", "Qualified"),
        ("/stages/1/owner", "sales", "sales"),
        ("/stages/1/definition", "", ""),
        ("/channels/0/name", "Outbound", "Outbound"),
        ("/channels/0/activity", "Cold call", "cold_call"),
        ("/channels/0/steps/1/name", "Answered e-mail", "answered_e_mail"),
        ("/channels/0/steps/1/low", "3", 0.03),
        ("/channels/0/outreach/touches", "5", 5),
        ("/channels/0/conversions/sql/rate", "45", 0.45),
        ("/channels/0/conversions/opportunity/lag_days", "40", 40),
        ("/channels/0/influenced", "12.5", 0.125),
        ("/channels/2/cost/low", "300", 300),
        ("/conversions/2/evidence/entered", "1,200", 1200),
        ("/conversions/0/low", "20", 0.2),
        ("/conversions/0/benchmark/year", "2025", 2025),
        ("/conversions/0/basis", "cohort", "cohort"),
        ("/conversions/0/basis", "", None),
        ("/content/available", "40", 40),
        ("/existing/accounts", "310", 310),
        ("/existing/retention_low", "85", 0.85),
        ("/existing/expansion_high", "120%", 1.2),
        ("/deal/low", "9000", 9000),
        ("/channels/0/deal/high", "12,500", 12_500),
        ("/team/0/handles", "opportunity", "opportunity"),
        ("/team/0/role", "Caller", "Caller"),
    ],
)
def test_every_input_of_a_scenario_can_be_typed(pointer, text, value):
    reading = form().read([(pointer, text)])
    assert not reading.faults
    assert value_at(reading.document, pointer) == value


@pytest.mark.parametrize("record", ["/conversions/0/evidence", "/content", "/channels/0/outreach", "/channels/1/conversions/lead"])
def test_a_record_whose_last_figure_is_emptied_is_gone(record):
    filled = {"/content": {"available": 4, "used": 2}, "/channels/0/outreach": {"touches": 3, "reply_probability": 0.1}}
    page = form(changes={record: filled[record]} if record in filled else None)
    texts = [(f"{record}/{name}", "") for name in value_at(page.document, record)]
    reading = page.read(texts)
    assert not reading.faults
    assert value_at(reading.document, record) is None
    scenario_from_json(orjson.dumps(reading.document))


def test_names_of_steps_and_activities_take_what_is_paid_for_with_them():
    reading = form().read([("/channels/0/activity", "letter"), ("/channels/1/activity", "tap")])
    assert reading.document["channels"][0]["cost"]["per"] == "letter"
    assert reading.document["channels"][1]["cost"]["per"] == "tap"
    scenario_from_json(orjson.dumps(reading.document))


def test_who_handles_an_activity_handles_it_under_its_new_name():
    page = form(changes={"/team/0/handles": "email"})
    assert page.read([("/channels/0/activity", "letter")]).document["team"][0]["handles"] == "letter"


def test_a_channel_that_enters_later_no_longer_differs_before():
    reading = form().read([("/channels/1/enters", "mql")])
    assert reading.document["channels"][1]["conversions"] == {}
    scenario_from_json(orjson.dumps(reading.document))


@pytest.mark.parametrize(
    "pointer",
    [
        "/schema",
        "/channels/00/share",
        "/channels/0/conversions/deal/rate",
        "/channels/0/conversions/x/rate",
        "/pipeline/deal",
        "/pipeline/x",
        "/stages/0/key",
    ],
)
def test_what_no_field_of_this_plan_is_stays_out(pointer):
    page = form()
    assert not page.has(pointer)
    assert page.read([(pointer, "1")]).document == page.document


def test_a_year_is_written_without_separators():
    page = form(changes={"/conversions/0/benchmark": {"low": 0.1, "high": 0.2, "source": "A survey", "year": 2019, "grade": "b"}})
    pointer = "/conversions/0/benchmark/year"
    assert page.written(pointer) == "2019"
    assert value_at(page.read([(pointer, "2021")]).document, pointer) == 2021

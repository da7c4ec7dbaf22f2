import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import (
    UnreadableDocument,
    activity_from_yaml,
    example_document,
    example_yaml,
    forward_from_json,
    scenario_from_json,
    scenario_from_yaml,
    scenario_to_yaml,
)
from app.documents.yaml_reader import json_from_yaml, plain_value
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Scenario
from tests.examples import make_document, make_scenario
from tests.hostile import NONSENSE, UNREADABLE, Nonsense


def as_json(document: Any) -> bytes:
    return json.dumps(document).encode()


def faults_of(error: pytest.ExceptionInfo[InvalidScenario]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in error.value.faults]


def only_fault(document: Any) -> Fault:
    with pytest.raises(InvalidScenario) as error:
        scenario_from_json(as_json(document))
    (fault,) = error.value.faults
    return fault


def test_the_same_document_is_the_same_scenario_in_json_and_in_yaml() -> None:
    assert scenario_from_yaml(example_yaml()) == scenario_from_json(as_json(example_document()))


def test_the_example_is_the_company_that_the_tests_use() -> None:
    assert scenario_from_yaml(example_yaml()) == make_scenario()


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: each.name)
def test_refuses_nonsense_in_json_and_names_the_field(nonsense: Nonsense) -> None:
    with pytest.raises(InvalidScenario) as error:
        scenario_from_json(as_json(nonsense.document()))
    assert (nonsense.pointer, nonsense.code) in faults_of(error)


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: each.name)
def test_refuses_nonsense_in_yaml_and_names_the_field(nonsense: Nonsense) -> None:
    with pytest.raises(InvalidScenario) as error:
        scenario_from_yaml(as_json(nonsense.document()).replace(b"\\u0000", b"\\0"))
    assert (nonsense.pointer, nonsense.code) in faults_of(error)


@pytest.mark.parametrize(("kind", "text", "code"), [each[1:] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE])
def test_refuses_what_is_no_document_at_once(kind: str, text: bytes, code: str) -> None:
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as error:
        (scenario_from_json if kind == "json" else scenario_from_yaml)(text)
    assert error.value.code == code
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_refuses_numbers_without_an_end_in_json(number: str) -> None:
    body = as_json(make_document()).replace(b'"growth": 0.25', f'"growth": {number}'.encode())
    with pytest.raises(InvalidScenario) as error:
        scenario_from_json(body)
    assert faults_of(error) == [("/goal/growth", "not_finite")]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.INF", "1e400", "9" * 500])
def test_refuses_numbers_without_an_end_in_yaml(number: str) -> None:
    with pytest.raises(InvalidScenario) as error:
        scenario_from_yaml(example_yaml().replace("growth: 0.25", f"growth: {number}"))
    assert faults_of(error) == [("/goal/growth", "not_finite")]


def test_says_where_a_document_breaks_off() -> None:
    with pytest.raises(UnreadableDocument) as error:
        scenario_from_yaml("name: a\ngoal: {baseline: 1\nmonths: 12")
    assert error.value.line == 3


def test_refuses_a_field_given_twice_in_yaml() -> None:
    with pytest.raises(InvalidScenario) as error:
        scenario_from_yaml(example_yaml().replace("  growth: 0.25", "  growth: 0.25\n  growth: 0.5"))
    assert faults_of(error) == [("/goal/growth", "duplicate_field")]


def test_the_last_of_two_equal_names_counts_in_json_as_everywhere() -> None:
    body = as_json(make_document()).replace(b'"months": 12', b'"months": 6, "months": 12')
    assert scenario_from_json(body).months == 12


def test_a_byte_order_mark_does_no_harm() -> None:
    assert scenario_from_json(b"\xef\xbb\xbf" + as_json(make_document())) == make_scenario()
    assert scenario_from_yaml(b"\xef\xbb\xbf" + example_yaml().encode()) == make_scenario()


def test_reports_every_field_at_fault_but_no_endless_list() -> None:
    document = make_document(months=61, start="soon")
    with pytest.raises(InvalidScenario) as error:
        scenario_from_json(as_json(document))
    assert faults_of(error) == [("/start", "bad_month"), ("/months", "too_large")]
    with pytest.raises(InvalidScenario) as error:
        scenario_from_json(as_json(make_document() | {f"x{n}": 1 for n in range(50_000)}))
    assert len(error.value.faults) == 50


def test_an_unknown_name_of_any_length_stays_short_in_the_answer() -> None:
    fault = only_fault(make_document() | {"x" * 500_000: 1})
    assert len(fault.pointer) < 300
    assert len(str(fault.values["given"])) <= 60


def test_knows_the_fields_of_the_very_record() -> None:
    fault = only_fault(make_document(channels={"cold_email": {"capacity": {"per_day": 5}}}))
    assert fault.values["known"] == ["per_working_day", "per_month"]
    fault = only_fault(make_document(channels={"paid_search": {"conversions": {"lead": {"rte": 0.2}}}}))
    assert (fault.pointer, fault.values["nearest"]) == ("/channels/1/conversions/lead/rte", "rate")


def test_pointers_escape_slashes_and_tildes() -> None:
    assert only_fault(make_document() | {"a/b~c": 1}).pointer == "/a~1b~0c"


WORDS = ["no", "off", "NO", "yes", "2027-01", "2026-11-21", "1_000", "12:30", "1e", "+", ".", "0b1"]
VALUES = {"1e6": 1e6, "010": 10, "0o10": 8, "0x1F": 31, ".5": 0.5, "-3": -3, "~": None, "": None, "True": True, "null": None}


@pytest.mark.parametrize(("text", "value"), [*zip(WORDS, WORDS, strict=True), *VALUES.items()])
def test_reads_plain_words_as_yaml_1_2_does(text: str, value: object) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


def test_words_in_quotes_stay_words() -> None:
    assert json.loads(json_from_yaml("{a: '12', b: \"no\", c: 12}")) == {"a": "12", "b": "no", "c": 12}


def test_country_no_is_norway() -> None:
    assert scenario_from_yaml(example_yaml().replace("country: US ", "country: NO ")).country == "NO"


def test_writes_yaml_that_reads_back_and_leaves_defaults_out() -> None:
    text = scenario_to_yaml(make_scenario())
    assert scenario_from_yaml(text) == make_scenario()
    assert "start: 2027-01\ntoday: 2026-11-21\ngoal: {baseline: 4000000, growth: 0.25}\n" in text
    assert "  - {from: lead, to: mql, rate: 0.25, lag_days: 7, evidence: {entered: 4200, converted: 1050}}\n" in text
    assert "retention" not in text


def test_a_next_line_mark_inside_a_name_survives_yaml() -> None:
    scenario = make_scenario(name="North\x85South")
    assert scenario_from_yaml(scenario_to_yaml(scenario)).name == "North\x85South"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), st.floats(1e-6, 1), st.floats(0.01, 1e12))
def test_any_text_and_number_survive_yaml(name: str, rate: float, value: float) -> None:
    try:
        scenario = Scenario.model_validate(make_document(name=name, deal={"value": value}, conversions={"lead": {"rate": rate}}))
    except ValueError:
        return
    assert scenario_from_yaml(scenario_to_yaml(scenario)) == scenario


@pytest.mark.parametrize(
    "name", ["1e6", "no", "~", "0x1F", "2027-01-01", "- a", "a: b", "# a", "&a", "*a", "!a", "'", "null", "[", "é", "😀", "A\nB"]
)
def test_texts_that_look_like_something_else_survive_yaml(name: str) -> None:
    scenario = make_scenario(name=name)
    assert scenario_from_yaml(scenario_to_yaml(scenario)).name == name


def test_faults_inside_a_question_name_their_place_in_it() -> None:
    with pytest.raises(InvalidScenario) as error:
        forward_from_json(as_json({"scenario": make_document(channels={"cold_email": {"share": 0.25}})}))
    assert faults_of(error) == [("/scenario/channels/2/share", "shares_sum")]
    with pytest.raises(InvalidScenario) as error:
        forward_from_json(as_json({"scenario": make_document(), "activity": {"cold_email": {"2027-1": -3}}, "months": 1}))
    assert set(faults_of(error)) >= {("/activity/cold_email/2027-1", "bad_month"), ("/months", "unknown_field")}


def test_reads_activity_by_channel_and_month() -> None:
    assert activity_from_yaml("cold_email: {2027-01: 900}") == {"cold_email": {"2027-01": 900.0}}
    with pytest.raises(InvalidScenario) as error:
        activity_from_yaml("cold_email: {2027-01: -1}")
    assert faults_of(error) == [("/cold_email/2027-01", "too_small")]


def test_every_field_of_the_example_is_explained_by_its_declaration() -> None:
    schema = Scenario.model_json_schema()
    assert set(example_document()) <= set(schema["properties"])
    assert Path("app/examples/growth.yaml").read_text(encoding="utf-8") == example_yaml()

"""Where figures were measured from: kept in the document, told in the trace, forgotten where a figure is typed over."""

import copy
import hashlib
import json
from typing import Any

import pytest

from app.documents import scenario_from_json, scenario_from_yaml, scenario_to_yaml
from app.documents.canonical import canonical_document
from app.documents.edits import apply
from app.documents.following import follow
from app.documents.templates import template_document, templates
from app.planner.scenario import IMPORTS_LIMIT, MEASURED_FIELDS, Scenario
from app.planner.trace import trace_figure
from tests.differing import EVERYTHING, FULL, MEASURED, RANGE
from tests.examples import changed, make_document, make_scenario

Document = dict[str, Any]


def document(scenario: Scenario = FULL) -> Document:
    return scenario.model_dump(mode="json")


def typed(pointer: str, value: object, base: Document | None = None) -> Document:
    """The document with one value typed over, and what follows from that."""
    before = base or document()
    after = copy.deepcopy(before)
    place: Any = after
    *path, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    for part in path:
        place = place[part]
    place[last] = value
    follow(after, before)
    return after


# -- kept


def test_a_document_from_before_these_fields_keeps_its_text_and_digest() -> None:
    """The digest that the store had for the example before figures could say where they were measured."""
    text = canonical_document(make_scenario())
    assert hashlib.sha256(text.encode()).hexdigest() == "3536a2374c777a95543e12a51c20f783f98c703b0fd6988c48bb721b6d19c07e"
    for each in templates():
        text = canonical_document(scenario_from_json(json.dumps(template_document(each.key)).encode()))
        assert not [name for name in (*MEASURED_FIELDS, "imports", "known_to", "open") if f'"{name}":' in text]


def test_what_was_measured_survives_json_yaml_and_the_store() -> None:
    assert scenario_from_json(canonical_document(FULL).encode()) == FULL
    assert scenario_from_yaml(scenario_to_yaml(FULL)) == FULL
    assert canonical_document(scenario_from_yaml(scenario_to_yaml(FULL))) == canonical_document(FULL)


def test_nothing_said_is_the_same_as_left_out() -> None:
    silent = make_document(conversions={"lead": {"imports": [], "known_to": None, "lag_from": None}}, seasonality_from=None)
    silent["conversions"][0]["evidence"]["open"] = 0
    assert canonical_document(Scenario.model_validate(silent)) == canonical_document(make_scenario())


@pytest.mark.parametrize("imports", [["imp_a"] * (IMPORTS_LIMIT + 1), [""], ["x" * 41], ["a b"], ["<b>"]])
def test_imports_are_a_few_ids(imports: list[str]) -> None:
    with pytest.raises(ValueError, match="imports"):
        make_scenario(conversions={"lead": {"imports": imports}})


# -- told


def test_every_measured_figure_is_traced_to_its_imports() -> None:
    origin = {name: said for name, said in MEASURED.items() if said is not None}
    told, plan = {}, Scenario.model_validate(changed(EVERYTHING, channels={"cold_email": {"ceiling": None}}))
    for figure in (
        "/channels/0/deals",
        "/channels/0/spend",
        "/channels/0/activity",
        "/months/5/stages/mql",
        "/channels/0/share_used",
        "/totals/pipeline_deals",
        "/bridge/baseline",
    ):
        told |= {source["pointer"]: source for source in trace_figure(plan, figure)["sources"]}
    for pointer in (
        "/goal/baseline", "/deal/value", "/channels/0/share", "/channels/0/steps/0/yield", "/channels/0/cost/amount",
        "/channels/0/deal/value",
        "/channels/0/conversions/sql/lag_days", "/conversions/1/lag_days", "/seasonality", "/pipeline/mql",
    ):  # fmt: skip
        if pointer in told:
            detail = origin | (RANGE if pointer.endswith("/deal/value") else {})
            assert (told[pointer]["origin"], told[pointer]["detail"]) == ("counted", detail), pointer
    assert {"/channels/0/share", "/channels/0/steps/0/yield", "/channels/0/cost/amount", "/seasonality", "/pipeline/mql"} <= set(told)
    assert "/goal/baseline" in told
    rate = told["/channels/0/conversions/sql/rate"]
    assert rate["detail"]["imports"] == ["imp_a", "imp_b"]


def test_what_is_still_open_is_in_the_trace_of_a_rate() -> None:
    (source,) = (each for each in trace_figure(FULL, "/totals/stages/mql")["sources"] if each["pointer"] == "/conversions/1/rate")
    assert (source["detail"]["converted"], source["detail"]["open"]) == (420, 30)


# -- forgotten


@pytest.mark.parametrize("deal", ["/deal", "/channels/0/deal"])
def test_a_deal_value_that_is_typed_over_forgets_the_range_that_was_measured_with_it(deal: str) -> None:
    kept: Any = typed(f"{deal}/variation" if deal == "/deal" else "/channels/0/influenced", 0.25)
    lost: Any = typed(f"{deal}/value", 450.0)
    for part in deal.split("/")[1:]:
        kept, lost = (each[int(part)] if part.isdigit() else each[part] for each in (kept, lost))
    assert (kept["low"], kept["high"]) == (0.1, 0.4)
    assert (lost.get("low"), lost.get("high")) == (None, None)


@pytest.mark.parametrize(
    ("pointer", "value", "record", "origin"),
    [
        ("/goal/baseline", 1.0, "/goal", "baseline_from"),
        ("/deal/value", 1.0, "/deal", "value_from"),
        ("/conversions/1/lag_days", 1.0, "/conversions/1", "lag_from"),
        ("/channels/0/share", 0.31, "/channels/0", "share_from"),
        ("/channels/0/deal/value", 1.0, "/channels/0/deal", "value_from"),
        ("/channels/0/steps/0/yield", 0.5, "/channels/0/steps/0", "yield_from"),
        ("/channels/0/cost/amount", 1.0, "/channels/0/cost", "amount_from"),
        ("/channels/0/conversions/sql/lag_days", 1.0, "/channels/0/conversions/sql", "lag_from"),
        ("/seasonality/3", 77.0, "", "seasonality_from"),
        ("/pipeline/mql", 77.0, "", "pipeline_from"),
    ],
)
def test_a_figure_that_is_typed_over_forgets_what_it_was_measured_from(pointer: str, value: float, record: str, origin: str) -> None:
    after = typed(pointer, value)
    lost: Any = after
    for part in record.split("/")[1:]:
        lost = lost[int(part)] if part.isdigit() else lost[part]
    assert origin not in lost
    assert json.dumps(after).count('_from"') == json.dumps(document()).count('_from"') - 1
    if pointer != "/channels/0/share":  # which leaves the shares to be put right
        Scenario.model_validate(after)


def test_a_measured_rate_that_is_typed_over_forgets_its_counts_too() -> None:
    after = typed("/conversions/0/rate", 0.31)["conversions"][0]
    assert not {"evidence", "low", "high", "basis", "imports", "known_to", "source"} & set(after)
    assert after["benchmark"] is not None


def test_a_rate_with_counts_that_were_typed_keeps_them() -> None:
    after = typed("/conversions/0/rate", 0.31, document(make_scenario()))["conversions"][0]
    assert after["evidence"] == {"entered": 4200, "converted": 1050}


def test_typing_something_else_forgets_nothing() -> None:
    assert typed("/name", "Other") == document() | {"name": "Other"}
    assert "seasonality_from" in typed("/months", 18)


# -- edits


def test_a_stage_that_goes_takes_along_what_was_measured_about_it() -> None:
    after = apply(document(), "stage/remove/mql").document
    joined = after["conversions"][0]
    assert not {"imports", "known_to", "lag_from"} & set(joined)
    Scenario.model_validate(after)


def test_shares_that_are_scaled_are_measured_no_more() -> None:
    after = apply(document(), "channel/remove/content").document
    assert "share_from" not in after["channels"][0]
    assert EVERYTHING["channels"][0]["share_from"]

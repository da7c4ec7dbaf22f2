"""Questions over HTTP: each operation answers what the same question gives here, about a scenario sent along or kept."""

from typing import Any

import numpy as np
import pytest
import yaml
from fastapi.testclient import TestClient

from app.api.questions_examples import question_examples
from app.planner.scenario import Scenario
from app.questions.compare import compare
from app.questions.explaining.explain import explain
from app.questions.late import too_late
from app.questions.mixing.mix import least_spend, limits_of, most_revenue
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.questions.odds.indices import indices
from app.questions.odds.required import required
from app.questions.outcomes import outcome_at, read
from app.questions.paired import paired_chances
from app.questions.points import worth_of_points
from app.questions.sensitivity import tornado
from app.questions.solving.solve import solve
from app.questions.turning import turn
from app.questions.warning import missing
from tests.api.kept import address, keep
from tests.api.test_openapi import validator_of
from tests.examples import make_document, make_scenario

SPEND = "/totals/spend"
GROWTH = "/goal/growth"
PATHS = {
    "SolveRequest": ("solve", "Solved"),
    "ChanceRequest": ("chance", "HowSure"),
    "SensitivityRequest": ("sensitivity", "WhatMoves"),
    "SweepRequest": ("sweep", "SweepAnswer"),
    "OptimiseRequest": ("optimise", "BestMix"),
    "ExplainRequest": ("explain", "Explained"),
    "CompareRequest": ("compare", "SideBySide"),
    "TooLateRequest": ("too-late", "StillOpen"),
    "EarlyWarningRequest": ("early-warning", "Missing"),
    "ReplanRequest": ("replan", "Replanned"),
}


def ask(client: TestClient, what: str, **sent: Any) -> dict[str, Any]:
    """The answer to a question, about the sample scenario unless another is named."""
    about = {} if {"id", "scenario", "scenarios"} & sent.keys() else {"scenario": make_document()}
    answer = client.post(f"/api/v1/{what}", json={**about, **sent})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def put(client: TestClient, kept: dict[str, Any], document: Any) -> None:
    answer = client.put(address(kept), json={"scenario": document}, headers={"if-match": "*"})
    assert answer.status_code == 200, answer.text


def spend_with(scenario: Scenario, values: dict[str, float]) -> float:
    lanes = turn(scenario, {pointer: np.array([value]) for pointer, value in values.items()})
    return float(read(lanes, [outcome_at(scenario, SPEND)])[0, 0])


# --- Every operation -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PATHS)
def test_every_answer_has_the_shape_that_is_promised(client: TestClient, name: str) -> None:
    path, shape = PATHS[name]
    answer = client.post(f"/api/v1/{path}", json=question_examples(make_document())[name])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    validator_of(shape).validate(answer.json())


@pytest.mark.parametrize("name", PATHS)
def test_every_question_is_taken_in_yaml_too(client: TestClient, name: str) -> None:
    path, sent = PATHS[name][0], question_examples(make_document())[name]
    text = yaml.safe_dump(sent)
    answer = client.post(f"/api/v1/{path}", content=text, headers={"content-type": "application/yaml"})
    assert answer.json() == client.post(f"/api/v1/{path}", json=sent).json()


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_scenario_that_is_kept_is_named_by_its_id_and_version(client: TestClient, name: str) -> None:
    kept = keep(client)
    put(client, kept, make_document(goal={"growth": 0.4}))
    path, sent = PATHS[name][0], question_examples(make_document())[name]
    by_id = {"id": kept["id"], "version": 1}
    named = sent | ({"scenarios": [by_id, sent["scenarios"][1]]} if "scenarios" in sent else by_id)
    named.pop("scenario", None)
    assert client.post(f"/api/v1/{path}", json=named).json() == client.post(f"/api/v1/{path}", json=sent).json()


def test_without_a_version_it_is_the_newest(client: TestClient) -> None:
    kept = keep(client)
    put(client, kept, make_document(goal={"growth": 0.4}))
    found = ask(client, "solve", id=kept["id"], input="/deal/value", output=SPEND, wanted=400_000)
    there = ask(client, "solve", scenario=make_document(goal={"growth": 0.4}), input="/deal/value", output=SPEND, wanted=400_000)
    assert found == there


# --- Solve -----------------------------------------------------------------------------------------------------------


def test_solving_finds_the_value_at_which_the_output_is_what_is_wanted(client: TestClient) -> None:
    found = ask(client, "solve", input="/channels/cold_email/share", output=SPEND, wanted=300_000, held={GROWTH: 0.3})
    assert found["exact"]
    assert found["reached"] == pytest.approx(300_000, rel=1e-9)
    assert found["changes"][0] == {"path": GROWTH, "value": 0.3}
    turned = {GROWTH: 0.3, "/channels/cold_email/share": found["value"]}
    assert spend_with(make_scenario(), turned) == pytest.approx(300_000, rel=1e-9)
    there = solve(make_scenario(), "/channels/cold_email/share", SPEND, 300_000, held={GROWTH: 0.3})
    assert (found["value"], found["input"], found["output"]) == (there.value, "/channels/0/share", SPEND)


def test_what_is_out_of_reach_is_answered_with_the_nearest_value_and_what_stops_it(client: TestClient) -> None:
    found = ask(client, "solve", input="/channels/cold_email/share", output=SPEND, wanted=1.0)
    assert not found["exact"]
    assert (found["reason"], found["stopped_by"], found["value"]) == ("out_of_reach", "high", 1.0)
    assert found["reached"] == pytest.approx(spend_with(make_scenario(), {"/channels/cold_email/share": 1.0}))


def test_a_month_is_asked_for_and_answered_as_one_and_none_as_null(client: TestClient) -> None:
    asked = {"input": "/today", "output": "/totals/last_too_late", "scenario": make_document(today="2027-02-10")}
    validate = validator_of("Solved").validate
    none = ask(client, "solve", wanted=None, **asked)
    validate(none)
    assert (none["exact"], none["wanted"], none["reached"], none["value"]) == (True, None, None, none["holds_to"])
    assert none["changes"] == [{"path": "/today", "value": none["value"]}]
    assert ask(client, "solve", wanted="none", **asked) == none
    march = ask(client, "solve", wanted="2027-03", **asked)
    validate(march)
    assert (march["wanted"], march["reached"], march["value"]) == ("2027-03", "2027-03", "2027-02-10")
    assert march["holds_from"] <= march["value"] <= march["holds_to"]
    bound = ask(client, "solve", wanted=None, low="2027-02-01", high="2027-03-01", **asked)
    assert (bound["low"], bound["high"], bound["stopped_by"]) == ("2027-02-01", "2027-03-01", "low")


# --- How sure --------------------------------------------------------------------------------------------------------


def test_the_chance_is_that_of_the_same_draws_here(client: TestClient) -> None:
    found = ask(client, "chance", draws=2000, seed=7, multiple=1.1, ranges={"/deal/value": [10_000, 14_000]})
    there = chance(make_scenario(), draws=2000, seed=7, multiple=1.1, ranges={"/deal/value": (10_000, 14_000)})
    assert found["chance"]["chance"] == there.chance
    assert found["chance"]["revenue"] == there.revenue.tolist()
    needed = required(make_scenario(), draws=2000, seed=7, ranges={"/deal/value": (10_000, 14_000)})
    assert found["required"]["outputs"] == list(needed.outcomes)
    assert found["required"]["tables"]["spend"] == needed.tables["spend"].tolist()
    assert found["confident"] is None
    assert found["drivers"] is None


def test_a_probability_asks_for_the_confident_plan_and_drivers_for_what_drives_the_spread(client: TestClient) -> None:
    found = ask(client, "chance", include=["drivers"], probability=0.8, draws=2000, points=128, outputs=[SPEND])
    validator_of("HowSure").validate(found)
    there = confident(make_scenario(), 0.8, draws=2000)
    assert found["chance"] is None
    assert found["confident"]["multiple"] == there.multiple
    assert found["confident"]["chance"]["chance"] >= 0.8
    drivers = indices(make_scenario(), points=128, outcomes=[SPEND])
    assert found["drivers"]["inputs"] == list(drivers.inputs)
    assert found["drivers"]["total"] == drivers.total.tolist()


def test_drivers_are_of_what_may_come_in_and_of_spend_where_no_output_is_named(client: TestClient) -> None:
    found = ask(client, "chance", include=["drivers"], points=128)
    validator_of("HowSure").validate(found)
    drivers = indices(make_scenario(), points=128, outcomes=["/chance/total", SPEND])
    assert found["drivers"]["outputs"] == ["/chance/total", SPEND]
    assert found["drivers"]["total"] == drivers.total.tolist()
    beside = make_document(goal={"growth": 0.3})
    ranked = ask(client, "chance", scenario=beside, include=["drivers"])["drivers"]
    validator_of("HowSure").validate({**found, "drivers": ranked})
    assert ranked["scale"] == ["values", "ranks"]
    assert (ranked["mean"][1], ranked["deviation"][1]) == (None, None)
    assert 490_000 < ranked["median"][1] < 510_000


def test_what_has_no_value_is_null(client: TestClient) -> None:
    found = ask(client, "chance", scenario=make_document(channels={"paid_search": {"ceiling": 50}}), include=["required"])
    validator_of("HowSure").validate(found)
    place = found["required"]["outputs"].index(SPEND)
    assert found["required"]["missing"][place] == 1
    assert found["required"]["values"][place] == [None] * 5


# --- Sensitivity, the mix, the rest ----------------------------------------------------------------------------------


def test_inputs_are_ranked_by_what_they_move_and_points_by_what_they_cost(client: TestClient) -> None:
    costs = {"/conversions/lead/rate": 500.0, "/conversions/opportunity/rate": 90_000.0}
    found = ask(client, "sensitivity", outputs=[SPEND, "/totals/stages/lead"], costs=costs)
    there = tornado(make_scenario(), [SPEND, "/totals/stages/lead"])
    assert found["ranked"][1] == [bar.pointer for bar in there.ranked(1)]
    assert [bar["at_low"] for bar in found["tornado"]["bars"]] == [bar.at_low.tolist() for bar in there.bars]
    points = worth_of_points(make_scenario(), costs)
    assert [(point["pointer"], point["per_money"]) for point in found["points"]] == [(point.pointer, point.per_money) for point in points]
    assert {point["pointer"] for point in found["points"] if point["cost"] is not None} == {"/conversions/0/rate", "/conversions/3/rate"}


def test_the_mix_is_the_least_spend_or_the_most_revenue(client: TestClient) -> None:
    bounds = {"content": {"high": 0.4}, "cold_email": {"low": 0.1}}
    limits = limits_of(make_scenario(), {"content": (None, 0.4), "cold_email": (0.1, None)}, within_capacity=False)
    cheapest = ask(client, "optimise", shares=bounds, within_capacity=False)
    assert cheapest["mix"]["spend"] == least_spend(make_scenario(), limits).spend
    assert cheapest["frontier"] is None
    months = cheapest["by_month"]
    assert months["total"] + months["saved"] == pytest.approx(cheapest["mix"]["spend"])
    assert [len(row) for row in months["spend"]] == [len(months["months"])] * 3
    most = ask(client, "optimise", budget=250_000, frontier=5)
    assert most["mix"]["revenue"] == most_revenue(make_scenario(), 250_000).revenue
    assert most["mix"]["changes"][-1]["path"] == GROWTH
    assert len(most["frontier"]["spend"]) == 5
    assert most["frontier"]["here"]["spend"] == most["mix"]["before"]
    assert most["frontier"]["here"]["least"] < most["frontier"]["here"]["spend"]
    validator_of("BestMix").validate(most)


def test_a_difference_is_split_over_what_differs(client: TestClient) -> None:
    other = make_document(goal={"growth": 0.3}, deal={"value": 13_000})
    found = ask(client, "explain", scenarios=[make_document(), other], output=SPEND)
    there = explain(make_scenario(), make_scenario(goal={"growth": 0.3}, deal={"value": 13_000}), SPEND)
    assert [effect["effect"] for effect in found["effects"]] == [effect.effect for effect in there.effects]
    assert {effect["part"]["name"]: effect["part"]["kind"] for effect in found["effects"]} == {GROWTH: "input", "/deal/value": "input"}
    assert sum(effect["effect"] for effect in found["effects"]) == pytest.approx(found["difference"], rel=1e-9)


def test_two_versions_of_one_scenario_are_explained_by_their_numbers(client: TestClient) -> None:
    kept = keep(client)
    put(client, kept, make_document(goal={"growth": 0.4}))
    found = ask(client, "explain", scenarios=[{"id": kept["id"], "version": 1}, {"id": kept["id"]}], output=SPEND)
    assert [effect["part"]["name"] for effect in found["effects"]] == [GROWTH]


def test_five_scenarios_stand_side_by_side(client: TestClient) -> None:
    documents = [make_document(name=f"Plan {number}", goal={"growth": number / 10}) for number in range(1, 6)]
    found = ask(client, "compare", scenarios=documents)
    there = compare([make_scenario(name=f"Plan {number}", goal={"growth": number / 10}) for number in range(1, 6)])
    assert found["names"] == list(there.names)
    assert [each["pointer"] for each in found["inputs"] if each["differs"]] == [GROWTH]
    spend = next(each for each in found["outputs"] if each["pointer"] == SPEND)
    assert spend["values"] == next(each for each in there.outcomes if each.pointer == SPEND).values.tolist()
    assert found["months"]["months"] == list(there.months.months)


def test_chances_side_by_side_are_those_on_the_same_luck(client: TestClient) -> None:
    documents = [make_document(), make_document(goal={"growth": 0.26}), make_document(channels={"paid_search": {"ceiling": 10}})]
    assert ask(client, "compare", scenarios=documents)["chances"] is None
    found = ask(client, "compare", scenarios=documents, draws=1000, seed=4)["chances"]
    there = paired_chances([make_scenario(), make_scenario(goal={"growth": 0.26})], draws=1000, seed=4)
    assert (found["draws"], found["seed"]) == (1000, 4)
    assert found["chance"] == [*there.chance.tolist(), None]
    assert found["paired_error"][:2] == there.paired_error.tolist()
    assert found["paired_error"][1] < found["unpaired_error"][1] / 2
    wrong = client.post("/api/v1/compare", json={"scenarios": documents, "draws": 5})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "/draws"


def test_months_say_what_they_can_still_be_reached_by(client: TestClient) -> None:
    found = ask(client, "too-late")
    there = too_late(make_scenario())
    assert found["channels"] == ["cold_email", "paid_search", "content"]
    assert [month["reach"] for month in found["months"]] == [list(month.reach) for month in there]


def test_a_shortfall_is_felt_later(client: TestClient) -> None:
    found = ask(client, "early-warning", channel="cold_email", month="2027-03", short=150)
    there = missing(make_scenario(), "cold_email", "2027-03", 150)
    assert found["felt"] == there.felt
    assert found["deals"] == there.deals.tolist()


def test_nothing_is_stored(client: TestClient) -> None:
    before = client.get("/api/v1/scenarios").json()["total"]
    for name, (path, _) in PATHS.items():
        client.post(f"/api/v1/{path}", json=question_examples(make_document())[name])
    assert client.get("/api/v1/scenarios").json()["total"] == before

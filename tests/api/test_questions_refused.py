"""Questions that cannot be answered as they are asked: where, why, and what is nearest to it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.questions import MIXES_LIMIT
from app.questions.mixing.mix import most_revenue
from app.questions.odds.confident import confident
from tests.api.kept import keep
from tests.api.test_openapi import validator_of
from tests.examples import LEFT_OUT, make_document, make_scenario

SPEND, GROWTH = "/totals/spend", "/goal/growth"
MONTH = "/totals/last_too_late"
SHARE = "/channels/cold_email/share"
SOLVE = {"input": SHARE, "output": SPEND, "wanted": 300_000}


AXIS = {"input": "/channels/1/share", "values": [0.7]}
HALVES = {"/channels/1/share": 0.7, "/channels/2/share": 0.7}
MOST_SHARES = {"/channels/1/share": [0.3, 0.7], "/channels/content/share": [0.3, 0.7]}


def refused(client: TestClient, what: str, **sent: Any) -> list[dict[str, Any]]:
    about = {} if {"id", "scenario", "scenarios"} & sent.keys() else {"scenario": make_document()}
    answer = client.post(f"/api/v1/{what}", json={**about, **sent})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    validator_of("Problem").validate(problem)
    assert problem["type"] == "urn:backfunnel:question-refused"
    found: list[dict[str, Any]] = problem["errors"]
    return found


# --- Paths that lead nowhere -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "sent", "pointer", "code", "nearest"),
    [
        ("solve", {**SOLVE, "input": "/goal/grwth"}, "/input", "unknown_input", GROWTH),
        ("solve", {**SOLVE, "input": "/channels/9/share"}, "/input", "unknown_input", "/channels/2/share"),
        ("solve", {**SOLVE, "input": "/name"}, "/input", "unknown_input", None),
        ("solve", {**SOLVE, "input": "/channels/0/name"}, "/input", "unknown_input", "/channels/0/share"),
        ("solve", {**SOLVE, "output": "/totals/spent"}, "/output", "unknown_output", SPEND),
        ("solve", {**SOLVE, "output": "/notes/0/severity"}, "/output", "unknown_output", None),
        ("solve", {**SOLVE, "held": {"/goal/grow": 0.3}}, "/held/~1goal~1grow", "unknown_input", GROWTH),
        ("chance", {"ranges": {"/deal/valu": [1, 2]}}, "/ranges/~1deal~1valu", "unknown_input", "/deal/value"),
        ("chance", {"include": ["drivers"], "outputs": ["/totals/spnd"]}, "/outputs/0", "unknown_output", SPEND),
        ("sensitivity", {"inputs": [GROWTH, "/goal/grow"]}, "/inputs/1", "unknown_input", GROWTH),
        ("sensitivity", {"outputs": ["/totals/spnd"]}, "/outputs/0", "unknown_output", SPEND),
        ("sensitivity", {"costs": {"/goal/growth": 5}}, "/costs/~1goal~1growth", "not_a_rate", None),
        ("optimise", {"shares": {"cold_emial": {"high": 0.5}}}, "/shares/cold_emial", "unknown_channel", "cold_email"),
        ("explain", {"scenarios": [make_document(), make_document()], "output": "/totals/spnd"}, "/output", "unknown_output", SPEND),
        ("early-warning", {"channel": "email", "month": "2027-03", "short": 1}, "/channel", "unknown_channel", "cold_email"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_with_the_nearest_one(
    client: TestClient, what: str, sent: dict[str, Any], pointer: str, code: str, nearest: str | None
) -> None:
    (error,) = refused(client, what, **sent)
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert nearest is None or (error["nearest"] == nearest and nearest in error["detail"])


# --- Values that are not taken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "sent", "pointer", "code", "nearest"),
    [
        ("solve", {**SOLVE, "high": 1.5}, "/high", "value_out_of_range", 1),
        ("solve", {**SOLVE, "low": 0.6, "high": 0.5}, "/low", "low_above_high", None),
        ("solve", {**SOLVE, "held": {SHARE: 0.5}}, "/held/~1channels~1cold_email~1share", "lever_is_held", None),
        ("solve", {**SOLVE, "held": {"/channels/1/share": 0.7, "/channels/2/share": 0.7}}, "/held", "shares_over", None),
        ("solve", {**SOLVE, "held": {GROWTH: -3}}, "/held/~1goal~1growth", "value_out_of_range", -1),
        ("solve", {**SOLVE, "wanted": "much"}, "/wanted", "not_a_number", None),
        ("solve", {**SOLVE, "wanted": None}, "/wanted", "not_a_number", None),
        ("solve", {**SOLVE, "wanted": [1]}, "/wanted", "not_a_number", None),
        ("solve", {**SOLVE, "output": MONTH, "wanted": 3}, "/wanted", "not_a_month_of_it", "2027-01"),
        ("solve", {**SOLVE, "output": MONTH, "wanted": "2028-03"}, "/wanted", "not_a_month_of_it", "2027-12"),
        ("solve", {**SOLVE, "input": "/today", "low": "soon"}, "/low", "not_a_day", None),
        ("solve", {**SOLVE, "held": {"/today": 5}}, "/held/~1today", "day_only_to_solve", None),
        ("solve", {**SOLVE, "output": "/totals/last_to_late"}, "/output", "unknown_output", MONTH),
        ("sensitivity", {"outputs": [MONTH]}, "/outputs/0", "month_only_to_solve", None),
        ("solve", {**SOLVE, "want": 3}, "/want", "unknown_field", "wanted"),
        ("chance", {"draws": 10**9}, "/draws", "too_large", 200_000),
        ("chance", {"draws": 5}, "/draws", "too_small", 100),
        ("chance", {"seed": -1}, "/seed", "too_small", 0),
        ("chance", {"levels": [0.5, 1.0]}, "/levels/1", "not_below", None),
        ("chance", {"levels": [0]}, "/levels/0", "not_above", None),
        ("chance", {"levels": []}, "/levels", "too_few", 1),
        ("chance", {"include": ["drivers"], "outputs": []}, "/outputs", "no_outputs", None),
        ("chance", {"outputs": [SPEND]}, "/outputs", "outputs_of_drivers", None),
        ("chance", {"include": ["required"], "multiple": 2}, "/multiple", "multiple_of_chance", None),
        ("chance", {"include": []}, "/include", "nothing_asked", None),
        ("chance", {"ranges": MOST_SHARES}, "/ranges/~1channels~1content~1share", "shares_over", None),
        ("chance", {"ranges": {f"/seasonality/{month}": [0, 0] for month in range(12)}}, "/ranges", "no_season", None),
        ("solve", {**SOLVE, "input": GROWTH, "held": HALVES}, "/held/~1channels~12~1share", "shares_over", None),
        ("solve", {**SOLVE, "held": {f"/x/{place}": 1 for place in range(101)}}, "/held", "too_many", 100),
        ("sweep", {"axes": [AXIS, {**AXIS, "input": "/channels/content/share"}]}, "/axes/1/values", "shares_over", None),
        ("sweep", {"list": [HALVES]}, "/list", "shares_over", None),
        ("sweep", {"axes": [{"input": GROWTH, "from": 0, "to": 1, "steps": 10**400}]}, "/axes", "too_many_lanes", 1_000_000),
        ("chance", {"multiple": -1}, "/multiple", "multiple_out_of_range", 0),
        ("chance", {"ranges": {"/deal/value": [5, 2]}}, "/ranges/~1deal~1value", "low_above_high", None),
        ("chance", {"ranges": {GROWTH: [-7, 2]}}, "/ranges/~1goal~1growth/0", "value_out_of_range", -1),
        ("chance", {"include": ["drivers"], "points": 1000}, "/points", "points_no_power_of_two", 1024),
        ("chance", {"probability": -0.5}, "/probability", "probability_out_of_range", 1e-4),
        ("chance", {"include": ["luck"]}, "/include/0", "not_an_option", None),
        ("sensitivity", {"costs": {"/conversions/lead/rate": -5}}, "/costs/~1conversions~1lead~1rate", "cost_out_of_range", 0),
        ("sensitivity", {"inputs": [GROWTH, GROWTH]}, "/inputs/1", "repeated_input", None),
        ("optimise", {"shares": {"content": {"high": 1.5}}}, "/shares/content/high", "too_large", 1),
        ("optimise", {"shares": {"content": {"low": 0.5, "high": 0.2}}}, "/shares/content", "bounds_crossed", None),
        ("optimise", {"frontier": 1}, "/frontier", "too_small", 2),
        ("early-warning", {"channel": "cold_email", "month": "2031-03", "short": 1}, "/month", "no_activity", "2027-10"),
        ("early-warning", {"channel": "cold_email", "month": "2027-3", "short": 1}, "/month", "no_activity", "2027-03"),
        ("early-warning", {"channel": "cold_email", "month": "March", "short": 1}, "/month", "no_activity", "2026-11"),
        ("early-warning", {"channel": "cold_email", "month": "2027-03", "short": 0}, "/short", "short_out_of_range", 1),
        ("early-warning", {"channel": "cold_email", "month": "2027-03", "short": 1e9}, "/short", "short_out_of_range", None),
    ],
)
def test_a_value_that_is_not_taken_is_refused_with_the_nearest_that_is(
    client: TestClient, what: str, sent: dict[str, Any], pointer: str, code: str, nearest: float | None
) -> None:
    about = {"outputs": [SPEND]} if what == "sweep" else {}
    (error,) = refused(client, what, **about, **sent)
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert nearest is None or error["nearest"] == nearest
    assert "null" not in error["detail"]
    assert len(error["detail"]) < 300


def test_the_nearest_that_is_told_is_taken(client: TestClient) -> None:
    month = {"channel": "cold_email", "month": "2027-03"}
    asked: list[tuple[str, dict[str, Any], str]] = [
        ("chance", {"include": [], "draws": 1000, "probability": 0}, "probability"),
        ("early-warning", {**month, "short": 0}, "short"),
        ("early-warning", {**month, "short": 1e9}, "short"),
        ("early-warning", {"channel": "cold_email", "month": "1999-12", "short": 1}, "month"),
    ]
    for what, sent, name in asked:
        (error,) = refused(client, what, **sent)
        there = client.post(f"/api/v1/{what}", json={"scenario": make_document(), **sent, name: error["nearest"]})
        assert there.status_code == 200, there.text


# --- What cannot be reached ------------------------------------------------------------------------------------------


def test_certainty_is_refused_with_the_nearest_probability_and_what_it_takes(client: TestClient) -> None:
    (error,) = refused(client, "chance", include=[], probability=1, draws=1000)
    there = confident(make_scenario(), 0.999, draws=1000)
    assert (error["pointer"], error["code"], error["nearest"]) == ("/probability", "certainty_asked", 0.999)
    assert f"0.999 takes {there.multiple:,.6f}".rstrip("0") in error["detail"]


def test_what_would_be_too_much_is_refused_before_anything_else_is_worked_out(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.questions.odds.trials.Trials.run", None)  # which nobody gets to
    monkeypatch.setattr("app.questions.odds.trials.Trials.brought", None)
    monkeypatch.setattr("app.questions.odds.indices.sobol", None)
    (error,) = refused(client, "chance", include=["chance", "required", "drivers"], draws=200_000)
    assert (error["pointer"], error["code"]) == ("/draws", "too_much_work")
    (error,) = refused(client, "chance", include=["chance", "drivers"], probability=0)
    assert (error["pointer"], error["code"]) == ("/probability", "probability_out_of_range")


def test_bounds_that_cannot_be_met_are_refused_with_what_they_add_up_to(client: TestClient) -> None:
    everywhere = ("cold_email", "paid_search", "content")
    (error,) = refused(client, "optimise", shares={key: {"low": 0.4} for key in everywhere})
    assert (error["pointer"], error["code"]) == ("/shares", "bounds_over")
    assert "1.2" in error["detail"]
    (error,) = refused(client, "optimise", shares={key: {"high": 0.3} for key in everywhere})
    assert (error["pointer"], error["code"]) == ("/shares", "bounds_under")
    assert "0.9" in error["detail"]


def test_a_budget_below_the_fixed_cost_is_refused_with_the_least_that_buys_something(client: TestClient) -> None:
    paid = {"cost": {"per": "click", "amount": 3.5, "fixed_per_month": 2000}}
    fixed = make_document(channels={"paid_search": paid, "content": {"cost": {"per": "post", "amount": 400, "fixed_per_month": 1500}}})
    (error,) = refused(client, "optimise", scenario=fixed, budget=100)
    assert (error["pointer"], error["code"]) == ("/budget", "budget_too_small")
    assert error["nearest"] > 100
    document = make_scenario(channels={"paid_search": paid, "content": {"cost": {"per": "post", "amount": 400, "fixed_per_month": 1500}}})
    assert most_revenue(document, error["nearest"]).spend <= error["nearest"] * (1 + 1e-9)


def test_a_goal_that_no_mix_reaches_is_refused_with_the_most_that_can_be(client: TestClient) -> None:
    limited = {key: {"ceiling": 20} for key in ("cold_email", "paid_search", "content")}
    (error,) = refused(client, "optimise", scenario=make_document(channels=limited))
    assert (error["pointer"], error["code"]) == ("/scenario/goal", "goal_out_of_reach")
    assert "its ceiling" in error["detail"]
    reached = make_document(channels=limited, goal={"growth": LEFT_OUT, "target": 0.999 * error["nearest"]})
    assert client.post("/api/v1/optimise", json={"scenario": reached}).status_code == 200


def test_the_goal_of_a_scenario_that_came_by_its_id_is_at_fault_there(client: TestClient) -> None:
    kept = keep(client, goal={"growth": -0.5})
    (error,) = refused(client, "optimise", id=kept["id"])
    assert (error["pointer"], error["code"]) == ("/id", "goal_met")


def test_a_plan_without_activity_has_no_chance(client: TestClient) -> None:
    (error,) = refused(client, "chance", scenario=make_document(channels={"paid_search": {"ceiling": 10}}))
    assert (error["pointer"], error["code"]) == ("/scenario/channels/1/ceiling", "ceiling_reached")


def test_drivers_that_are_too_much_work_are_refused_with_the_most_points(client: TestClient) -> None:
    steps = [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1)]
    ranges = {f"/channels/{channel}/steps/{step}/yield": [0.01, 0.02] for channel, step in steps}
    ranges |= {f"/conversions/{place}/lag_days": [5, 9] for place in range(4)}
    ranges |= {f"/channels/{place}/cost/amount": [1, 2] for place in range(3)}
    ranges |= {f"/team/{place}/{name}": [1, 2] for place in range(2) for name in ("heads", "load_per_head_per_month", "cost_per_month")}
    (error,) = refused(client, "chance", include=["drivers"], points=16_384, ranges={**ranges, "/deal/value": [1e4, 1.2e4]})
    assert (error["pointer"], error["code"]) == ("/points", "too_much_work")
    assert error["nearest"] < 16_384


def test_a_frontier_over_too_many_combinations_is_refused_with_the_most_points(client: TestClient) -> None:
    fixed = {key: {"cost": {"fixed_per_month": 500}} for key in ("cold_email", "paid_search", "content")}
    (error,) = refused(client, "optimise", scenario=make_document(channels=fixed), frontier=400)
    assert (error["pointer"], error["code"], error["nearest"]) == ("/frontier", "too_much_work", MIXES_LIMIT // 8)


# --- Scenarios that are missing, two at once, or different -----------------------------------------------------------


def test_a_question_needs_one_scenario(client: TestClient) -> None:
    kept = keep(client)
    (error,) = refused(client, "too-late", scenario=None)
    assert (error["pointer"], error["code"]) == ("/scenario", "scenario_missing")
    (error,) = refused(client, "too-late", scenario=make_document(), id=kept["id"])
    assert (error["pointer"], error["code"]) == ("/id", "scenario_twice")
    (error,) = refused(client, "too-late", scenario=make_document(), version=1)
    assert (error["pointer"], error["code"]) == ("/version", "version_without_id")


@pytest.mark.parametrize("sent", [{"id": "scn_aaaaaaaaaaaaaaaaaaaa"}, {"id": "nonsense"}])
def test_what_is_not_kept_is_not_there(client: TestClient, sent: dict[str, Any]) -> None:
    assert client.post("/api/v1/too-late", json=sent).status_code == 404
    assert client.post("/api/v1/compare", json={"scenarios": [make_document(), sent]}).status_code == 404
    kept = keep(client)
    assert client.post("/api/v1/too-late", json={"id": kept["id"], "version": 9}).status_code == 404


def test_a_scenario_that_makes_no_sense_is_refused_where_it_stands(client: TestClient) -> None:
    wrong = make_document(conversions={"lead": {"rate": 25}})
    answer = client.post("/api/v1/too-late", json={"scenario": wrong})
    assert answer.json()["errors"][0]["pointer"] == "/scenario/conversions/0/rate"
    assert answer.json()["type"] == "urn:backfunnel:invalid-scenario"
    answer = client.post("/api/v1/compare", json={"scenarios": [make_document(), wrong]})
    assert answer.json()["errors"][0]["pointer"] == "/scenarios/1/conversions/0/rate"
    unequal = make_document(channels={"content": {"share": 0.9}})
    answer = client.post("/api/v1/explain", json={"scenarios": [unequal, make_document()], "output": SPEND})
    assert answer.json()["errors"][0]["pointer"] == "/scenarios/0/channels/2/share"


@pytest.mark.parametrize(
    ("what", "scenarios", "pointer", "code"),
    [
        ("explain", [{}], "/scenarios", "two_scenarios"),
        ("explain", [{}, {}, {}], "/scenarios", "two_scenarios"),
        ("explain", [{}, {"currency": "EUR"}], "/scenarios/1", "other_currency"),
        ("explain", [{"channels": {"paid_search": {"ceiling": 10}}}, {}], "/scenarios/0", "no_value"),
        ("compare", [], "/scenarios", "too_few"),
        ("compare", [{}], "/scenarios", "too_few_scenarios"),
        ("compare", [{}] * 6, "/scenarios", "too_many"),
    ],
)
def test_scenarios_that_cannot_be_held_against_each_other(
    client: TestClient, what: str, scenarios: list[dict[str, Any]], pointer: str, code: str
) -> None:
    about = {"output": SPEND} if what == "explain" else {}
    errors = refused(client, what, scenarios=[make_document(**changes) for changes in scenarios], **about)
    assert (errors[0]["pointer"], errors[0]["code"]) == (pointer, code)


@pytest.mark.parametrize(
    ("content", "kind", "status"), [(b"{", "application/json", 400), (b"{}", "text/plain", 415), (b"a: [", "application/yaml", 400)]
)
def test_what_cannot_be_read_is_refused_as_everywhere(client: TestClient, content: bytes, kind: str, status: int) -> None:
    for path in ("solve", "sweep", "compare"):
        assert client.post(f"/api/v1/{path}", content=content, headers={"content-type": kind}).status_code == status

"""Replan over HTTP: the rest of a scenario sent along or kept, and what cannot be asked."""

import datetime as dt
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.planner.scenario import Scenario
from app.questions.as_json import plain
from app.questions.replanning.actuals import Actuals, Won, evenly
from app.questions.replanning.replan import replan
from tests.api.kept import keep
from tests.api.test_questions import ask
from tests.api.test_questions_refused import refused
from tests.examples import make_scenario

UNTIL = dt.date(2027, 3, 31)
WON = {"2027-01": {"deals": 2, "revenue": 30_000}, "2027-03": {"deals": 4, "revenue": 50_000}}
OPEN = {"lead": 150, "opportunity": 12}


def test_replan_answers_what_the_library_does(client: TestClient) -> None:
    found = ask(client, "replan", until="2027-03-31", won=WON, pipeline=OPEN)
    actuals = Actuals(UNTIL, {month: Won(**each) for month, each in WON.items()}, OPEN)
    assert found == plain(replan(make_scenario(), actuals))
    assert found["state"] == "open"
    assert found["pace"]["deals"] == 6


def test_a_sum_is_taken_as_won_evenly(client: TestClient) -> None:
    found = ask(client, "replan", until="2027-03-31", won_in_all={"deals": 6, "revenue": 80_000})
    assert found == plain(replan(make_scenario(), Actuals(UNTIL, evenly(make_scenario(), UNTIL, Won(6, 80_000)))))
    assert found["to_win"]["won"] == pytest.approx(80_000)


def test_the_rest_can_be_kept_as_a_scenario_and_planned(client: TestClient) -> None:
    kept = keep(client)
    found = ask(client, "replan", id=kept["id"], until="2027-03-31", won=WON, pipeline=OPEN)
    assert Scenario.model_validate(found["scenario"]).today == dt.date(2027, 4, 1)
    assert client.post("/api/v1/scenarios", json={"scenario": found["scenario"]}).status_code == 201
    plan = client.post("/api/v1/plan", json=found["scenario"]).json()
    assert plan["bridge"]["new_business"] == pytest.approx(found["to_win"]["left"], abs=0.01)


@pytest.mark.parametrize(
    ("sent", "pointer", "code", "nearest"),
    [
        ({"until": "2028-03-31"}, "/until", "day_outside", "2027-12-31"),
        ({"until": "2027-03-31", "won": {"2027-05": {"deals": 1}}}, "/won/2027-05", "month_not_known", "2027-03"),
        ({"until": "2027-03-31", "pipeline": {"leed": 3}}, "/pipeline/leed", "unknown_stage", "lead"),
        ({"until": "2027-03-31", "pipeline": {"lead": -3}}, "/pipeline/lead", "value_out_of_range", 0),
        ({"until": "2027-03-31", "won": WON, "won_in_all": {"deals": 1}}, "/won_in_all", "won_twice", None),
        ({"until": "2026-12-31", "won_in_all": {"deals": 1}}, "/won_in_all", "nothing_yet", None),
        ({"until": "2027-03-31", "won_in_all": {"deals": -1}}, "/won_in_all/deals", "too_small", 0),
        ({"until": "2027-03-31", "won": {"2027-01": {"revenue": -1}}}, "/won/2027-01/revenue", "too_small", 0),
        ({"until": "2027-03-31", "won": {"2027-01": {"deals": 5}}}, "/won/2027-01/revenue", "worth_missing", None),
        ({"until": "2027-03-31", "won_in_all": {"deals": 5}}, "/won_in_all/revenue", "worth_missing", None),
        ({"until": "March"}, "/until", "bad_date", None),
        ({}, "/until", "missing", None),
    ],
)
def test_what_is_not_of_this_plan_is_refused_with_its_place(
    client: TestClient, sent: dict[str, Any], pointer: str, code: str, nearest: object
) -> None:
    (error,) = refused(client, "replan", **sent)
    assert (error["pointer"], error["code"], error.get("nearest")) == (pointer, code, nearest)
    assert error["detail"]


def test_a_refusal_says_what_would_do(client: TestClient) -> None:
    (day,) = refused(client, "replan", until="2028-03-31")
    assert day["detail"] == 'This takes a day from 2026-11-20 to 2027-12-31; "2028-03-31" was given.'
    (month,) = refused(client, "replan", until="2027-03-31", won={"2027-05": {"deals": 1}})
    assert month["detail"] == 'What was won by then was won from 2027-01 to 2027-03; "2027-05" was given.'

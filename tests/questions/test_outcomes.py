"""Outcomes: what is read off many lanes is what each lane's plan says."""

import math

import numpy as np
import pytest

from app.planner.present import make_plan
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.turning import turn
from tests.examples import LEFT_OUT, make_scenario

GROWTHS = (0.05, 0.2, 0.3)


def in_plan(plan, pointer):
    """What a plan says at a pointer; a count is exact, a month's heads are whole."""
    found = plan
    for part in pointer.split("/")[1:]:
        if found is plan["kpis"]:
            return next(kpi["value"] for kpi in found if kpi["key"] == part)
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found["exact"] if isinstance(found, dict) else found


@pytest.mark.parametrize("measure", ["bookings", "recognised"])
def test_every_outcome_of_every_lane_is_that_lanes_plan(measure):
    scenario = make_scenario(goal={"measure": measure})
    outcomes = outcomes_of(scenario)
    values = read(turn(scenario, {"/goal/growth": np.array(GROWTHS)}), list(outcomes.values()))
    for lane, growth in zip(values, GROWTHS, strict=True):
        plan = make_plan(make_scenario(goal={"measure": measure, "growth": growth}))
        for (pointer, outcome), value in zip(outcomes.items(), lane.tolist(), strict=True):
            said = in_plan(plan, pointer)
            if said is None:
                assert math.isnan(value), pointer
            elif pointer.endswith("heads_peak"):
                assert math.ceil(value - 1e-9) == said
            else:
                assert value == pytest.approx(said, rel=1e-9, abs=0.0051 if outcome.unit == "money" else 1e-12), pointer


STATES = {
    "late": {"today": "2027-12-30"},
    "met": {"goal": {"growth": -0.9}},
    "ceiling": {"channels": {"paid_search": {"ceiling": 10}}},
    "kept for ever": {"existing": {"retention": 1.0, "accounts": 200}},
    "half lost": {"existing": {"retention": 0.4, "accounts": 200}},
    "empty-handed": {"pipeline": LEFT_OUT, "team": []},
    "bought at once": {"conversions": {"opportunity": {"lag_days": 0}}},
    "met halfway": {"channels": {"content": {"enters": "opportunity"}}, "deal": {"gross_margin": LEFT_OUT}},
}


@pytest.mark.parametrize("state", STATES)
def test_key_figures_are_the_plans_own_in_whichever_state_it_is(state):
    scenario = make_scenario(**STATES[state])
    plan, asked = make_plan(scenario), key_figures_of(scenario)
    cents = {kpi["key"] for kpi in plan["kpis"] if kpi["unit"].startswith("money")}
    keys = {kpi["key"] for kpi in plan["kpis"] if "stage" not in kpi} - {"retention", "content_used"}
    assert keys - set(asked) == {kpi["key"] for kpi in plan["kpis"] if kpi["reason"] in ("no_margin", "accounts_unknown")}
    for key, value in asked.items():
        said = in_plan(plan, f"/kpis/{key}")
        assert math.isnan(value) if said is None else value == pytest.approx(said, rel=1e-9, abs=0.0051 if key in cents else 1e-12), key


def key_figures_of(scenario):
    """What is read off a plan's own lane, by key."""
    outcomes = {pointer.removeprefix("/kpis/"): each for pointer, each in outcomes_of(scenario).items() if pointer.startswith("/kpis/")}
    return dict(zip(outcomes, read(turn(scenario, {}), list(outcomes.values()))[0].tolist(), strict=True))


def test_a_reached_ceiling_leaves_its_figures_without_a_value():
    scenario = make_scenario(channels={"paid_search": {"ceiling": 10}})
    names = ["/totals/spend", "/channels/1/spend", "/channels/1/entries", "/channels/0/spend", "/kpis/cac"]
    values = read(turn(scenario, {}), [outcome_at(scenario, name) for name in names])[0]
    assert [math.isnan(value) for value in values] == [True, True, False, False, True]


def test_what_cannot_close_in_time_leaves_no_figures():
    scenario = make_scenario(today="2027-12-30")
    found = read(turn(scenario, {}), [outcome_at(scenario, "/totals/spend"), outcome_at(scenario, "/bridge/target")])[0]
    assert math.isnan(found[0])
    assert found[1] == 5_000_000


def test_a_pointer_to_no_figure_is_refused_with_the_nearest():
    with pytest.raises(QuestionRefused) as refused:
        outcome_at(make_scenario(), "/totals/spent", "output")
    fault = refused.value.faults[0]
    assert (fault.code, fault.pointer, fault.values["nearest"]) == ("unknown_output", "/output", "/totals/spend")


def test_a_mistyped_pointer_with_keys_gets_the_nearest_with_keys():
    with pytest.raises(QuestionRefused) as refused:
        outcome_at(make_scenario(), "/channels/paid_serch/cac")
    assert refused.value.faults[0].values["nearest"] == "/channels/paid_search/cac"


def test_counts_are_named_with_or_without_exact_and_parts_by_key():
    scenario = make_scenario()
    assert outcome_at(scenario, "/channels/content/cac").pointer == "/channels/2/cac"
    assert outcome_at(scenario, "/totals/stages/mql/exact").pointer == "/totals/stages/mql"


def test_many_lanes_by_month_are_those_of_few():
    scenario = make_scenario()
    heads = [outcome_at(scenario, "/team/AE/heads_peak")]
    growths = np.linspace(0.1, 0.3, 1200)
    many = read(turn(scenario, {"/goal/growth": growths}), heads)
    assert many[[0, 700, 1199]].tolist() == read(turn(scenario, {"/goal/growth": growths[[0, 700, 1199]]}), heads).tolist()


@pytest.mark.parametrize(
    ("changes", "without"),
    [({"channels": {"cold_email": {"ceiling": 10}}}, [True, False]), ({"today": "2027-12-30"}, [True, True]), ({}, [False, False])],
    ids=["at the ceiling of one", "nothing closes in time", "in reach"],
)
def test_heads_have_no_value_where_the_work_they_carry_has_none(changes, without):
    scenario = make_scenario(**changes)
    assert [role.handles for role in scenario.team] == ["cold_email", "opportunity"]
    heads = [outcome_at(scenario, f"/team/{position}/heads_peak") for position in range(2)]
    assert [math.isnan(value) for value in read(turn(scenario, {}), heads)[0]] == without

"""Why did it change: effects add up to the difference, come out of every order, and nothing comes of what did not change."""

import itertools
import math

import numpy as np
import pytest

from app.planner.present import make_plan
from app.questions.explaining.changed import Pair
from app.questions.explaining.explain import explain
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.turning import turn
from tests.examples import LEFT_OUT, make_scenario

BASE = make_scenario()
PAIRS = {
    "levers": make_scenario(goal={"growth": 0.3}, deal={"value": 14_000}, conversions={"sql": {"rate": 0.45, "lag_days": 30}}),
    "overrides": make_scenario(
        conversions={"lead": {"rate": 0.3}, "opportunity": {"rate": 0.3}},
        channels={
            "content": {"conversions": {"lead": {"rate": 0.25}, "sql": {"lag_days": 20}}, "deal": {"value": 9_000}},
            "paid_search": {"conversions": {"lead": {"rate": LEFT_OUT}}},
        },
        deal={"value": 13_000},
    ),
    "limits": make_scenario(channels={"paid_search": {"ceiling": None}, "content": {"ceiling": 3_000, "capacity": {"per_month": 5}}}),
    "mix": make_scenario(channels={"content": {"share": 0.35}, "cold_email": {"share": 0.2}}, seasonality=[1] * 12, pipeline={"sql": 10}),
    "goal": make_scenario(goal={"growth": LEFT_OUT, "target": 5_500_000, "baseline": 4_200_000}, today="2027-01-15"),
    "free": make_scenario(today=LEFT_OUT, goal={"next_growth": 0.1}, existing={"retention": 0.95}, team=[]),
    "measure": make_scenario(start="2027-02", goal={"measure": "recognised", "growth": 0.22}, existing={"retention": 0.95}),
    "channels": make_scenario(channels={"content": LEFT_OUT, "cold_email": {"share": 0.55}}, deal={"value": 13_000}),
    "months": make_scenario(months=6, seasonality=None, goal={"baseline": 2_000_000}, deal={"value": 11_000}),
    "many": make_scenario(
        goal={"growth": 0.3, "baseline": 3_900_000},
        deal={"value": 14_000},
        existing={"retention": 0.97},
        conversions={"lead": {"rate": 0.3}, "mql": {"rate": 0.35}, "sql": {"rate": 0.45, "lag_days": 30}, "opportunity": {"rate": 0.3}},
        channels={"paid_search": {"cost": {"amount": 5}}, "content": {"cost": {"fixed_per_month": 10}}, "cold_email": {"lag_days": 3}},
    ),
}
FIGURES = ("/totals/spend", "/totals/stages/lead", "/channels/paid_search/cac", "/bridge/new_business")


@pytest.mark.parametrize("outcome", FIGURES)
@pytest.mark.parametrize("name", PAIRS)
def test_effects_add_up_to_the_difference(name, outcome):
    found = explain(BASE, PAIRS[name], outcome)
    assert found.difference == found.after - found.before
    assert abs(math.fsum(each.effect for each in found.effects) - found.difference) <= 1e-9 * abs(found.difference)
    assert found.exact == (name != "many")


@pytest.mark.parametrize("name", PAIRS)
def test_the_figures_at_both_ends_are_those_of_the_plans(name):
    found = explain(BASE, PAIRS[name], "/totals/spend")
    for value, scenario in ((found.before, BASE), (found.after, PAIRS[name])):
        assert value == pytest.approx(make_plan(scenario)["totals"]["spend"], abs=0.006)


@pytest.mark.parametrize("name", PAIRS)
def test_with_every_part_turned_the_one_scenario_is_the_other(name):
    pair = Pair(BASE, PAIRS[name])
    ends = np.array([[False] * len(pair.parts), [True] * len(pair.parts)])
    for mine, lanes in pair.lanes(ends):
        outcomes = list(outcomes_of(lanes.scenario).values())
        for row, scenario in zip(read(lanes, outcomes), np.array([BASE, PAIRS[name]], dtype=object)[mine], strict=True):
            right = read(turn(scenario, {}), [outcomes_of(scenario)[outcome.pointer] for outcome in outcomes])[0]
            np.testing.assert_allclose(row, right, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_the_way_back_undoes_every_effect(name):
    there, back = explain(BASE, PAIRS[name], "/totals/spend"), explain(PAIRS[name], BASE, "/totals/spend")
    for each in there.effects:
        assert back.effect_of(each.part.name) == pytest.approx(-each.effect, rel=1e-9, abs=1e-6)


def test_the_order_of_parts_in_the_document_does_not_matter():
    changed = PAIRS["overrides"]
    moved = changed.model_copy(update={"channels": changed.channels[::-1], "conversions": changed.conversions[::-1]})
    straight, other = explain(BASE, changed, "/channels/content/spend"), explain(BASE, moved, "/channels/content/spend")
    assert [each.part.name for each in straight.effects] == [each.part.name for each in other.effects]
    for one, two in zip(straight.effects, other.effects, strict=True):
        assert one.effect == pytest.approx(two.effect, rel=1e-9, abs=1e-9)


def test_an_effect_is_the_mean_over_all_orders():
    values = {"/goal/growth": 0.3, "/deal/value": 14_000.0, "/conversions/2/rate": 0.45, "/conversions/2/lag_days": 30.0}
    outcome = outcome_at(BASE, "/totals/spend")

    def spend(turned):
        return read(turn(BASE, {pointer: np.array([values[pointer]]) for pointer in turned}), [outcome])[0, 0]

    steps = {pointer: [] for pointer in values}
    for order in itertools.permutations(values):
        for place, pointer in enumerate(order):
            steps[pointer].append(spend(order[: place + 1]) - spend(order[:place]))
    found = explain(BASE, PAIRS["levers"], "/totals/spend")
    assert found.orders == 24
    for pointer, each in steps.items():
        assert found.effect_of(pointer.replace("/2/", "/sql/")) == pytest.approx(math.fsum(each) / 24, rel=1e-9)


def test_what_did_not_change_or_bears_on_nothing_has_no_effect_at_all():
    found = explain(
        BASE, make_scenario(goal={"growth": 0.3}, channels={"cold_email": {"cost": {"amount": 0.5}}}), "/channels/content/spend"
    )
    assert found.effect_of("/channels/cold_email/cost/amount") == 0.0
    assert found.effect_of("/deal/value") == 0.0
    assert found.effect_of("/goal/growth") == found.difference != 0
    same = explain(BASE, make_scenario(name="Another name"), "/totals/spend")
    assert (same.difference, same.effects) == (0.0, ())


def test_sampled_effects_are_those_of_all_orders_within_their_errors(monkeypatch):
    exact = explain(BASE, PAIRS["overrides"], "/totals/spend")
    monkeypatch.setattr("app.questions.explaining.explain.EXACT_UP_TO", 2)
    sampled = explain(BASE, PAIRS["overrides"], "/totals/spend", seed=7)
    assert not sampled.exact
    for each in sampled.effects:
        assert abs(each.effect - exact.effect_of(each.part.name)) <= 4 * each.error + 1e-9 * abs(exact.difference)
    assert sampled == explain(BASE, PAIRS["overrides"], "/totals/spend", seed=7)
    assert sampled != explain(BASE, PAIRS["overrides"], "/totals/spend", seed=8)


def test_what_no_lever_turns_is_one_part():
    found = explain(BASE, PAIRS["channels"], "/totals/spend")
    frame = next(each.part for each in found.effects if each.part.kind == "frame")
    assert frame.pointers == ("/channels/content",)
    assert found.effect_of("/channels/content") + found.effect_of("/deal/value") == pytest.approx(found.difference)
    found = explain(BASE, PAIRS["measure"], "/totals/spend")
    assert next(each.part.pointers for each in found.effects if each.part.kind == "frame") == ("/start", "/goal/measure")


def test_shares_and_a_season_are_one_part_each():
    found = explain(BASE, PAIRS["mix"], "/totals/spend")
    assert {each.part.kind: each.part.pointers for each in found.effects if each.part.kind != "lever"} == {
        "shares": ("/channels/cold_email/share", "/channels/content/share"),
        "season": ("/seasonality",),
    }


def test_orders_over_a_reached_ceiling_are_left_out():
    first = make_scenario(channels={"paid_search": {"ceiling": None}})
    most = max(
        month["stages"]["lead"]["exact"]
        for each in make_plan(first)["channels"]
        if each["key"] == "paid_search"
        for month in each["months"]
    )
    second = make_scenario(goal={"growth": 0.2}, channels={"paid_search": {"ceiling": 0.95 * most}})
    found = explain(first, second, "/channels/paid_search/spend")
    assert (found.orders, found.orders_left_out) == (1, 0.5)
    assert math.fsum(each.effect for each in found.effects) == found.difference


@pytest.mark.parametrize(("first", "second", "pointer"), [(0, 1, "/second"), (1, 0, "/first")])
def test_a_plan_without_the_figure_is_refused_with_its_side(first, second, pointer):
    sides = BASE, make_scenario(channels={"paid_search": {"ceiling": 10}})
    with pytest.raises(QuestionRefused) as refused:
        explain(sides[first], sides[second], "/totals/spend")
    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [("no_value", pointer)]


@pytest.mark.parametrize(
    ("second", "outcome", "code"),
    [
        (make_scenario(channels={"content": LEFT_OUT, "cold_email": {"share": 0.55}}), "/channels/content/deals", "outcome_in_one_only"),
        (make_scenario(currency="EUR"), "/totals/spend", "other_currency"),
        (BASE, "/totals/spent", "unknown_output"),
    ],
)
def test_what_cannot_be_compared_is_refused(second, outcome, code):
    with pytest.raises(QuestionRefused, match=code):
        explain(BASE, second, outcome)

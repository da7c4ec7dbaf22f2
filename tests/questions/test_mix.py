"""The best mix: what the engine makes of the shares that are found, beside a general solver."""

import numpy as np
import pytest
from scipy.optimize import minimize

from app.planner.engine import evaluate, evaluate_totals
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.questions.mixing.frontier import frontier
from app.questions.mixing.mix import least_spend, limits_of, most_revenue
from app.questions.refused import QuestionRefused
from bench.scenarios import four_channels
from tests.examples import changed, make_document, make_scenario
from tests.questions.written import written

BENT = make_document(
    channels={
        "cold_email": {"ceiling": 30, "cost": {"fixed_per_month": 0, "amount": 5}, "capacity": {"per_working_day": None}},
        "content": {"ceiling": 400},
    }
)
"""Every channel has a ceiling, so that the best mix lies between the bounds."""


def planned(document, changes):
    """Spend and new revenue of the plan with numbers written into its scenario."""
    totals = evaluate_totals(compile_scenario(written(document, changes)))
    return float(totals.spend.sum()), float(totals.gap.new_business[0]), totals


def test_the_mix_found_reaches_the_goal_at_the_spend_it_says():
    for document in (make_document(), BENT, four_channels(), changed(BENT, goal={"measure": "recognised", "growth": 0.1})):
        mix = least_spend(Scenario.model_validate(document))
        spend, revenue, _ = planned(document, mix.changes)
        assert spend == pytest.approx(mix.spend, rel=1e-9)
        assert revenue == pytest.approx(mix.revenue, rel=1e-9)
        assert sum(part.share for part in mix.parts) == pytest.approx(1.0, rel=1e-12)
        assert mix.before is None or mix.spend <= mix.before * (1 + 1e-12)


def test_no_mix_that_a_general_solver_finds_is_cheaper():
    document = changed(BENT, pipeline={})
    mix = least_spend(Scenario.model_validate(document))
    inputs = compile_scenario(Scenario.model_validate(document))

    def spend(shares):
        totals = evaluate_totals(inputs.vary(share=np.array([shares])))
        return float(totals.spend.sum()) / 1e5 if not totals.blocked.any() else 1e6

    best = min(
        minimize(
            spend,
            start,
            method="SLSQP",
            bounds=[(1e-6, 1)] * 3,
            constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1},
            options={"ftol": 1e-13, "maxiter": 500},
        ).fun
        for start in ([0.3, 0.45, 0.25], [0.2, 0.3, 0.5], [part.share for part in mix.parts])
    )
    assert mix.spend <= best * 1e5 * (1 + 1e-8)
    assert mix.spend == pytest.approx(best * 1e5, rel=1e-6)


def test_one_more_unit_of_revenue_costs_the_price_in_every_free_channel():
    mix = least_spend(Scenario.model_validate(BENT))
    free = [part for part in mix.parts if part.bound == "free"]
    assert len(free) >= 2
    for part in free:
        assert part.marginal == pytest.approx(mix.price, rel=1e-9)
    more = least_spend(Scenario.model_validate(changed(BENT, pipeline={}, goal={"growth": 0.2500001})))
    less = least_spend(Scenario.model_validate(changed(BENT, pipeline={}, goal={"growth": 0.25})))
    assert (more.spend - less.spend) / (more.revenue - less.revenue) == pytest.approx(less.price, rel=1e-4)


def test_the_most_revenue_of_the_least_spend_is_the_goal_again():
    for document in (make_document(), BENT, four_channels()):
        scenario = Scenario.model_validate(document)
        cheapest = least_spend(scenario)
        most = most_revenue(scenario, cheapest.spend)
        assert most.revenue == pytest.approx(cheapest.revenue, rel=1e-9)
        assert most.target == pytest.approx(5_000_000, rel=1e-9)


def test_a_budget_buys_what_the_plan_with_that_goal_and_mix_spends():
    scenario = Scenario.model_validate(BENT)
    mix = most_revenue(scenario, 60_000)
    spend, revenue, _ = planned(BENT, mix.changes)
    assert mix.spend == pytest.approx(60_000, rel=1e-9)
    assert spend == pytest.approx(60_000, rel=1e-9)
    assert revenue == pytest.approx(mix.revenue, rel=1e-9)
    assert sum(part.next_revenue for part in mix.parts) == pytest.approx(most_revenue(scenario, 61_000).revenue - mix.revenue, rel=1e-6)


def test_bounds_of_shares_are_kept_and_cost_something():
    scenario = Scenario.model_validate(BENT)
    held = least_spend(scenario, limits_of(scenario, {"cold_email": (0.4, None), "content": (None, 0.1)}))
    by_key = {part.key: part for part in held.parts}
    assert by_key["cold_email"].share >= 0.4 - 1e-12
    assert by_key["content"].share <= 0.1 + 1e-12
    assert held.spend > least_spend(scenario).spend


@pytest.mark.parametrize(
    "bounds", [{}, {"cold_email": (0.1, 0.5)}, {"content": (0.3, None), "paid_search": (None, 0.1)}, {"content": (None, 0.2)}]
)
@pytest.mark.parametrize("document", [BENT, make_document()], ids=["bent", "company"])
def test_the_price_is_what_one_more_unit_of_revenue_costs_also_where_shares_are_bound(document, bounds):
    scenarios = [Scenario.model_validate(changed(document, pipeline={}, goal={"growth": growth})) for growth in (0.2, 0.20001)]
    less, more = (least_spend(scenario, limits_of(scenario, bounds)) for scenario in scenarios)
    assert (more.spend - less.spend) / (more.revenue - less.revenue) == pytest.approx(less.price, rel=1e-3)


def test_many_channels_with_fixed_costs_are_tried_in_every_combination():
    document = make_document(pipeline={}, goal={"growth": 0.1})
    document["channels"] = [
        {**document["channels"][2], "key": f"c{place}", "name": f"C{place}", "share": 0.125, "ceiling": 60.0 + 9 * place}
        | {"cost": {"per": "post", "amount": 300 + 40 * place, "fixed_per_month": 100 + 150 * place}}
        for place in range(8)
    ]
    document["team"] = []
    scenario = Scenario.model_validate(document)
    mix = least_spend(scenario)
    assert mix.exact
    held = {part.bound for part in mix.parts}
    assert {"off", "free"} <= held
    for place, part in enumerate(mix.parts):  # none is better off the other way round
        other = changed(document, channels={part.key: {"cost": {"fixed_per_month": 0}}})
        without = least_spend(Scenario.model_validate(other), limits_of(scenario, {part.key: (None, 0.0)}))
        if part.bound == "off":
            assert without.spend == pytest.approx(mix.spend, rel=1e-9)
        else:
            assert without.spend > mix.spend, place


def test_a_channel_that_cannot_do_more_is_left_at_its_capacity():
    document = changed(make_document(), channels={"cold_email": {"capacity": {"per_working_day": 12}}})
    mix = least_spend(Scenario.model_validate(document))
    first = mix.parts[0]
    assert first.bound == "capacity"
    _, _, totals = planned(document, mix.changes)
    assert totals.peak_per_day[0, 0] == pytest.approx(12, rel=1e-6)
    scenario = Scenario.model_validate(document)
    free = least_spend(scenario, limits_of(scenario, within_capacity=False))
    assert free.spend < mix.spend


def test_a_channel_that_is_too_late_gets_nothing():
    document = make_document(
        today="2027-09-10", pipeline={}, goal={"growth": 0.03}, channels={"cold_email": {"capacity": {"per_working_day": None}}}
    )
    mix = least_spend(Scenario.model_validate(document), None)
    late = {part.key: part for part in mix.parts}["content"]
    assert (late.bound, late.share) == ("too_late", 0.0)


def test_a_fixed_cost_is_worth_it_only_where_it_saves_more():
    cheap = make_document(channels={"cold_email": {"cost": {"fixed_per_month": 1_000_000}}})
    mix = least_spend(Scenario.model_validate(cheap))
    assert mix.parts[0].bound == "off"
    assert mix.exact
    assert least_spend(make_scenario()).parts[0].share > 0.5


def test_a_goal_out_of_reach_names_the_most_that_can_be_reached():
    document = make_document(
        channels={key: {"ceiling": 5, "capacity": {"per_working_day": None}} for key in ("cold_email", "paid_search", "content")}
    )
    scenario = Scenario.model_validate(document)
    with pytest.raises(QuestionRefused) as refused:
        least_spend(scenario)
    fault = refused.value.faults[0]
    assert fault.code == "goal_out_of_reach"
    assert fault.values["held"] == {"cold_email": "ceiling", "paid_search": "ceiling", "content": "ceiling"}
    just = Scenario.model_validate(changed(document, goal={"growth": None, "target": fault.values["target"] - 100}))
    assert least_spend(just).revenue == pytest.approx(fault.values["most"] - 100, rel=1e-3)
    with pytest.raises(QuestionRefused, match="goal_out_of_reach"):
        least_spend(Scenario.model_validate(changed(document, goal={"growth": None, "target": fault.values["target"] + 100})))


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ({"cold_email": (0.7, None), "content": (0.6, None)}, "bounds_over"),
        ({"cold_email": (None, 0.2), "content": (None, 0.1), "paid_search": (None, 0.1)}, "bounds_under"),
        ({"cold_email": (0.7, 0.3)}, "bounds_crossed"),
        ({"cold_mail": (0.1, 0.3)}, "unknown_channel"),
    ],
)
def test_bounds_that_cannot_be_met_are_refused(shares, code):
    with pytest.raises(QuestionRefused, match=code):
        limits_of(make_scenario(), shares)


def test_a_budget_below_the_fixed_cost_names_the_least_that_buys_anything():
    scenario = make_scenario(channels={"paid_search": {"cost": {"fixed_per_month": 900}}, "content": {"cost": {"fixed_per_month": 950}}})
    with pytest.raises(QuestionRefused) as refused:
        most_revenue(scenario, 500)
    least = refused.value.faults[0].values["least"]
    assert most_revenue(scenario, least * 1.01).revenue > 0


def test_a_goal_that_is_met_already_needs_no_mix():
    with pytest.raises(QuestionRefused, match="goal_met"):
        least_spend(make_scenario(goal={"growth": 0.0}))


def test_the_frontier_rises_and_goes_through_the_cheapest_mix():
    scenario = Scenario.model_validate(changed(BENT, pipeline={}))
    found = frontier(scenario)
    assert (np.diff(found.spend) > 0).all()
    assert (np.diff(found.price) >= -1e-12).all()
    mix = least_spend(scenario)
    assert np.interp(mix.revenue, found.revenue, found.spend) == pytest.approx(mix.spend, rel=0.01)
    np.testing.assert_allclose(found.target, found.revenue + 4_000_000)


def test_counted_people_cost_what_their_share_of_a_full_load_does():
    scenario = Scenario.model_validate(BENT)
    mix = least_spend(scenario, limits_of(scenario, with_people=True))
    outputs = evaluate(compile_scenario(written(BENT, mix.changes)))
    mails, opportunities = outputs.totals.activity[0, 0], outputs.totals.stages[0, 3]
    assert mix.people == pytest.approx(mails * 5500 / 4000 + opportunities * 9500 / 9, rel=1e-9)
    assert mix.spend == pytest.approx(float(outputs.totals.spend.sum()), rel=1e-9)
    without = least_spend(scenario)
    assert without.people == 0.0
    assert without.spend <= mix.spend
    assert [part.share for part in mix.parts] != [part.share for part in without.parts]
    bought = most_revenue(scenario, mix.spend + mix.people, limits_of(scenario, with_people=True))
    assert bought.revenue == pytest.approx(mix.revenue, rel=1e-9)


def test_no_budget_buys_anything_where_all_is_too_late():
    with pytest.raises(QuestionRefused, match="goal_out_of_reach") as refused:
        most_revenue(make_scenario(today="2027-12-30"), 100_000)
    assert refused.value.faults[0].values["most"] == 0
    assert set(refused.value.faults[0].values["held"].values()) == {"too_late"}

"""Chance: what is drawn forward agrees with closed forms, with the plan run forward, and with itself on the same luck."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy import stats

from app.planner.engine import evaluate
from app.planner.forward import bring, plan_curve, run_forward
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.questions.odds import activity as activity_module
from app.questions.odds import trials as trials_module
from app.questions.odds.activity import Activity
from app.questions.odds.chance import chance
from app.questions.odds.columns import Gathered, Shaped, evaluated, shaped_cells
from app.questions.odds.confident import confident
from app.questions.odds.draws import draw, drawn_of
from app.questions.odds.flows import flows_of
from app.questions.odds.quantiles import quantiles, share_error
from app.questions.odds.required import required
from app.questions.odds.thinning import thinned
from app.questions.odds.trials import Trials
from app.questions.progress import quiet
from app.questions.refused import QuestionRefused
from app.questions.turning import changes_for, turn
from tests.examples import make_scenario, make_small_document
from tests.questions.test_levers import written

CERTAIN = {
    "conversions": {
        "lead": {"evidence": None},
        "mql": {"evidence": None},
        "sql": {"low": None, "high": None},
        "opportunity": {"evidence": None},
    }
}
ROOMY = {"channels": {"paid_search": {"ceiling": 3000}}}
OWN_LAGS = {"/conversions/3/lag_days": (60.0, 90.0)}
CURVED = {"channels": {"paid_search": {"ceiling": 600}}}


def trials_of(scenario, draws, seed=1):
    return Trials(drawn_of(scenario, draws, seed))


def hundred_opportunities(**changes):
    """A hundred opportunities, one in five of which is won: twenty deals are wanted."""
    document = make_small_document(
        goal={"baseline": 0, "growth": None, "target": 240_000},
        deal={"value": 12_000, "variation": 0.0},
        conversions=[{"from": "lead", "to": "deal", "rate": 0.2, "lag_days": 30}],
        channels={"ads": {"steps": []}},
    )
    return Scenario.model_validate({**document, **changes})


@pytest.mark.parametrize(
    ("trials", "rate"),
    [(100, 0.2), (8, 0.2), (3, 0.9), (1, 0.5), (1000, 0.001), (60, 0.9), (40_000, 0.0002), (5000, 0.3), (20, 1.0), (50, 1e-6), (0, 0.5)],
)
def test_thinning_gives_the_binomials_quantiles(trials, rate):
    u = (np.arange(20_000) + 0.5) / 20_000
    found = thinned(u, np.array([float(trials)]), np.array([rate]))
    right = stats.binom.ppf(u, trials, rate)
    assert np.abs(found - right).max() <= 1
    assert (found != right).mean() <= 1e-3


def test_thinning_never_falls_when_trials_or_chance_rise():
    u = np.random.default_rng(1).random(2000)
    for trials in (5.0, 40.0, 60.0, 200.0):
        counts = [thinned(u, np.array([trials]), np.array([rate])) for rate in (0.1, 0.3, 0.31, 0.6)]
        assert all((low <= high).all() for low, high in pairwise(counts))
        more = thinned(u, np.array([trials + 1]), np.array([0.3]))
        assert (counts[1] <= more).all()


def odds():
    examples = yaml.safe_load((Path(__file__).parent.parent / "data" / "worked_examples.yaml").read_text(encoding="utf-8"))
    return next(example for example in examples if example["id"] == "odds")


def of_twenty_deals(opportunities):
    """The chance that at least so many of the opportunities are won, in closed form."""
    given = odds()["given"]
    return stats.binom.sf(given["deals"] - 1, opportunities, given["rate"])


@pytest.mark.parametrize("months", [1, 12])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twenty_of_a_hundred_at_one_in_five_are_reached_in_54_cases_of_a_hundred(months, seed):
    found = chance(hundred_opportunities(months=months), draws=100_000, seed=seed)
    assert of_twenty_deals(100) == pytest.approx(odds()["exact"]["chance"], abs=5e-4)
    assert abs(found.chance - of_twenty_deals(100)) < 3 * found.error
    assert found.error == pytest.approx(0.001576, rel=0.01)


@pytest.mark.parametrize("months", [1, 12])
@pytest.mark.parametrize("opportunities", [115, 116, 125, 126])
def test_more_opportunities_are_as_sure_as_their_binomial_says(opportunities, months):
    found = chance(hundred_opportunities(months=months), draws=100_000, multiple=opportunities / 100)
    assert abs(found.chance - of_twenty_deals(opportunities)) < 3 * found.error


@pytest.mark.parametrize(("probability", "opportunities"), list(odds()["exact"]["opportunities_for"].items()))
@pytest.mark.parametrize("months", [1, 12])
def test_the_confident_plan_is_the_least_number_of_opportunities_that_is_sure_enough(probability, opportunities, months):
    assert of_twenty_deals(opportunities) >= probability > of_twenty_deals(opportunities - 1)
    found = confident(hundred_opportunities(months=months), probability, draws=100_000)
    assert found.chance.chance >= probability
    assert abs(found.chance.chance - probability) < 3 * found.chance.error + (of_twenty_deals(opportunities) - probability)
    if months == 1:
        assert np.ceil(found.activity.sum() - 1e-9) == opportunities
    assert abs(found.activity.sum() - opportunities) < 1  # a chance is 3 standard errors wide


def test_a_multiple_a_little_smaller_is_not_sure_enough():
    scenario = make_scenario()
    found = confident(scenario, 0.8)
    assert found.chance.chance >= 0.8 > chance(scenario, multiple=found.multiple * (1 - 3e-4)).chance
    assert found.runs <= 16


@pytest.mark.parametrize("measure", ["bookings", "arr", "recognised"])
@pytest.mark.parametrize("variation", [0.0, 0.8])
def test_on_average_the_plan_brings_its_goal(measure, variation):
    scenario = make_scenario(goal={"measure": measure}, deal={"variation": variation}, **ROOMY, **CERTAIN)
    found = chance(scenario, draws=40_000)
    assert found.drawn == ()
    assert abs(found.mean - 5_000_000) < 4 * found.mean_error
    assert found.mean_error < 2_000


@pytest.mark.parametrize("measure", ["bookings", "recognised"])
def test_on_average_every_month_brings_what_the_plan_runs_forward_to(measure):
    scenario = make_scenario(goal={"measure": measure}, pipeline={}, deal={"variation": 0.0}, **ROOMY, **CERTAIN)
    plan = evaluate(compile_scenario(scenario))
    expected = bring(plan.inputs, plan.funnel, plan_curve(plan)).revenue[0].sum(axis=0)
    _, revenue = trials_of(scenario, 20_000).run(1.0)
    error = revenue.std(axis=1) / np.sqrt(20_000)
    assert (np.abs(revenue.mean(axis=1) - expected) < 4.5 * error + 1e-6).all()


@pytest.mark.parametrize("measure", ["bookings", "recognised"])
def test_every_lane_sends_down_what_its_scenario_makes_of_the_plans_activity(measure):
    scenario = make_scenario(goal={"measure": measure}, pipeline={}, today=None, **CURVED)
    plan = evaluate(compile_scenario(scenario))
    values = {
        "/conversions/3/rate": np.array([0.2, 0.25, 0.3]),
        "/channels/1/steps/0/yield": np.array([0.03, 0.05, 0.08]),
        "/channels/2/steps/0/yield": np.array([700.0, 900.0, 1000.0]),
        "/deal/value": np.array([10_000.0, 12_000.0, 15_000.0]),
    }
    lanes = turn(scenario, values)
    flows = list(flows_of(Activity(scenario, plan), lanes.inputs, 1.5))
    labels = plan.inputs.calendar.labels
    units = 1.5 * plan.months.activity[0]
    activity = {channel.key: dict(zip(labels, row.tolist(), strict=True)) for channel, row in zip(scenario.channels, units, strict=True)}
    document = scenario.model_dump(mode="json", by_alias=True)
    for lane in range(3):
        changed = written(document, changes_for(scenario, {pointer: float(each[lane]) for pointer, each in values.items()}))
        forward = run_forward(changed, activity)
        for flow, channel in zip(flows, forward["channels"], strict=True):
            expected = np.broadcast_to(flow.trials, (12, 3))[:, lane] * np.broadcast_to(flow.chance, 3)[lane]
            assert expected.sum() == pytest.approx(channel["deals_in_horizon"], rel=1e-9)
            if measure == "bookings":
                revenue = expected.sum() * np.broadcast_to(flow.value, 3)[lane]
                assert revenue == pytest.approx(channel["revenue"], rel=1e-9, abs=0.01)


@pytest.mark.parametrize("measure", ["bookings", "recognised"])
def test_lanes_with_lags_of_their_own_go_the_same_way(measure):
    scenario = make_scenario(goal={"measure": measure}, **CURVED)
    plan = evaluate(compile_scenario(scenario))
    rate = {"/conversions/2/rate": np.array([0.45, 0.5, 0.55])}
    shared = list(flows_of(Activity(scenario, plan), turn(scenario, rate).inputs))
    own = list(flows_of(Activity(scenario, plan), turn(scenario, {**rate, "/conversions/3/lag_days": np.full(3, 60.0)}).inputs))
    late = list(
        flows_of(Activity(scenario, plan), turn(scenario, {**rate, "/conversions/3/lag_days": np.array([60.0, 90.0, 120.0])}).inputs)
    )
    assert [flow.name for flow in own] == [flow.name for flow in shared]
    for one, other, third in zip(shared, own, late, strict=True):
        np.testing.assert_allclose(
            np.broadcast_to(other.trials, (12, 3)), np.broadcast_to(one.trials, (12, 3)), rtol=1e-9, atol=1e-9 * one.trials.max()
        )
        np.testing.assert_allclose(other.chance, one.chance)
        if one.name.startswith("channels"):
            inside = np.broadcast_to(third.trials, (12, 3)).sum(axis=0) / np.broadcast_to(one.trials, (12, 3)).sum(axis=0)
            assert inside[0] == pytest.approx(1)
            assert inside[0] > inside[1] > inside[2]


def test_uncertain_lags_make_the_goal_less_sure():
    scenario = make_scenario()
    found = chance(scenario, draws=1000, ranges={"/conversions/3/lag_days": (50, 90)})
    assert found.drawn[-1] == "/conversions/3/lag_days"
    assert found.chance < chance(scenario, draws=1000).chance


def test_what_single_deals_vary_by_adds_its_variance_deal_by_deal():
    variation = 1.2
    scenario = hundred_opportunities(deal={"value": 12_000, "variation": variation})
    _, revenue = trials_of(scenario, 100_000).run(1.0)
    total = revenue.sum(axis=0)
    assert total.mean() == pytest.approx(240_000, rel=0.01)
    assert total.var() == pytest.approx(12_000**2 * 20 * (0.8 + variation**2), rel=0.03)


def test_with_one_luck_more_activity_never_makes_the_goal_less_sure():
    trials = trials_of(make_scenario(), 2000)
    brought = [trials.run(multiple)[1].sum(axis=0) for multiple in (0.5, 0.9, 1.0, 1.1, 2.0)]
    reached = [(each >= trials.needed).mean() for each in brought]
    assert reached == sorted(reached)
    assert all((more - less).mean() > 0 for less, more in pairwise(brought))


@pytest.mark.parametrize("ranges", [{}, {"/conversions/3/lag_days": (60.0, 90.0)}])
def test_lanes_run_a_few_at_a_time_have_the_bits_of_all_at_once(monkeypatch, ranges):
    scenario = make_scenario(goal={"measure": "recognised"}, deal={"variation": 0.8}, **ROOMY)
    drawn = drawn_of(scenario, 601, 3, ranges)
    deals, revenue = Trials(drawn).run(1.2)
    monkeypatch.setattr(trials_module, "LANES_AT_ONCE", 250)
    seen = []
    few = Trials(drawn)
    some_deals, some_revenue = few.run(1.2, lambda done, of: seen.append((done, of)))
    assert seen == [(200, 601), (400, 601), (601, 601)]
    assert some_deals.tolist() == deals.tolist()
    assert some_revenue.tolist() == revenue.tolist()
    assert few.brought(1.2).tolist() == revenue.sum(axis=0).tolist()


def test_two_scenarios_are_compared_on_the_same_luck():
    before, after = make_scenario(), make_scenario(channels={"cold_email": {"steps": [{"name": "meeting", "yield": 0.02}]}})
    deals = [trials_of(scenario, 2000).run(1.0)[0].sum(axis=0) for scenario in (before, after)]
    assert np.corrcoef(deals)[0, 1] > 0.95
    other = trials_of(before, 2000, seed=2).run(1.0)[0].sum(axis=0)
    assert abs(np.corrcoef([deals[0], other])[0, 1]) < 0.1


def test_one_seed_gives_one_answer_and_standard_errors_say_how_far_seeds_differ():
    scenario = make_scenario()
    assert chance(scenario, draws=500, seed=5).total.tolist() == chance(scenario, draws=500, seed=5).total.tolist()
    found = [chance(scenario, draws=500, seed=seed) for seed in range(40)]
    spread = np.std([each.chance for each in found])
    assert 0.5 < spread / found[0].error < 1.4
    medians = np.std([each.total[2] for each in found])
    assert 0.4 < medians / np.mean([each.total_error[2] for each in found]) < 1.8


def test_existing_business_beyond_the_goal_is_certain():
    found = chance(make_scenario(goal={"growth": 0.0}, existing={"committed": 1e6}), draws=200)
    assert found.chance == 1
    assert found.error > 0
    assert confident(make_scenario(goal={"growth": 0.0}, existing={"committed": 1e6}), 0.9, draws=200).multiple == 0


def refused(call):
    with pytest.raises(QuestionRefused) as raised:
        call()
    return raised.value.faults[0]


def test_certainty_is_refused_with_what_can_be_reached():
    fault = refused(lambda: confident(make_scenario(), 1.0, draws=1000))
    assert (fault.code, fault.pointer, fault.values["nearest"]) == ("certainty_asked", "/probability", 0.999)
    found = confident(make_scenario(), 0.999, draws=1000)
    assert found.multiple == fault.values["multiple"]
    assert refused(lambda: confident(make_scenario(), 0.9999, draws=1000)).code == "more_draws_needed"


def test_where_all_is_too_late_no_activity_is_proposed():
    fault = refused(lambda: confident(make_scenario(today="2027-12-30"), 0.8, draws=1000))
    assert (fault.code, fault.values["nearest"]) == ("probability_is_none", 0)
    fault = refused(lambda: confident(make_scenario(today="2027-12-30"), 1.0, draws=1000))
    assert (fault.code, fault.values["nearest"]) == ("probability_is_none", 0)


def test_a_search_for_what_is_sure_enough_is_bounded_by_all_of_its_runs():
    scenario = make_scenario(months=36, seasonality=None, channels={"paid_search": {"ceiling": 3000}})
    fault = refused(lambda: confident(scenario, 0.8, draws=200_000))
    assert (fault.code, fault.pointer) == ("too_much_work", "/draws")
    assert fault.values["most"] < 0.21 * trials_module.THINNED_LIMIT / 36 / (len(scenario.channels) + len(scenario.stages) - 1)
    trials_module.see_that_draws_fit(scenario, fault.values["most"] + 1)  # one run of as many will do


def test_a_ceiling_that_more_activity_cannot_lift_is_named_with_the_nearest_chance():
    scenario = make_scenario(channels=only_paid_search(ceiling=1400), team=[])
    ranges = {"/conversions/opportunity/rate": (0.12, 0.4)}
    fault = refused(lambda: confident(scenario, 0.99, draws=1000, ranges=ranges))
    assert fault.code == "probability_out_of_reach"
    nearest, multiple = fault.values["nearest"], fault.values["multiple"]
    assert 0.5 < nearest < 0.99
    assert 1 < multiple < 1000
    there = chance(scenario, draws=1000, multiple=multiple, ranges=ranges)
    assert nearest - there.error <= there.chance <= nearest


@pytest.mark.parametrize("probability", [0.0, -1.0, float("nan")])
def test_a_probability_that_is_none_is_refused(probability):
    assert refused(lambda: confident(make_scenario(), probability)).code == "probability_out_of_range"


def test_a_plan_at_its_ceiling_has_no_activity_to_hold_fixed():
    fault = refused(lambda: chance(make_scenario(channels={"paid_search": {"ceiling": 10}})))
    assert (fault.code, fault.pointer) == ("ceiling_reached", "/scenario/channels/1/ceiling")


def test_other_senseless_questions_are_refused():
    assert refused(lambda: chance(make_scenario(), multiple=-1)).code == "multiple_out_of_range"
    assert refused(lambda: chance(make_scenario(), levels=[0.5, 1.0])).code == "levels_out_of_range"
    assert refused(lambda: required(make_scenario(), levels=[])).code == "levels_out_of_range"


def test_what_would_take_too_much_memory_or_time_is_refused_with_the_most_draws():
    shared, own = (refused(lambda ranges=ranges: required(make_scenario(), draws=200_000, ranges=ranges)) for ranges in ({}, OWN_LAGS))
    assert (shared.code, shared.pointer) == (own.code, own.pointer) == ("too_much_work", "/draws")
    assert shared.values["most"] > 50_000
    assert 20_000 < own.values["most"] < shared.values["most"]
    fault = refused(lambda: chance(make_scenario(months=60, seasonality=None), draws=200_000))
    assert fault.code == "too_much_work"
    assert 100_000 < fault.values["most"] < 200_000
    large = make_scenario(channels=[{**only_paid_search()[0], "key": f"c{place}", "share": 1 / 40} for place in range(40)], team=[])
    fault = refused(lambda: drawn_of(large, 200_000, 1))
    assert fault.code == "too_much_work"
    assert drawn_of(large, fault.values["most"], 1).lanes.batch == fault.values["most"]


def test_what_follows_from_the_plan_alone_is_worked_out_once_for_all_runs(monkeypatch):
    """How recognised revenue is earned, and which activity is behind each month's deals."""
    called = []
    for name in ("bring", "plan_curve", "_behind"):
        work = getattr(activity_module, name)
        monkeypatch.setattr(activity_module, name, lambda *args, name=name, work=work: called.append(name) or work(*args))
    monkeypatch.setattr(trials_module, "LANES_AT_ONCE", 250)
    trials = trials_of(make_scenario(goal={"measure": "recognised"}, **ROOMY), 1000)
    for multiple in (1.0, 1.1):
        trials.brought(multiple)
    assert sorted(called) == ["_behind"] * 3 + ["bring", "plan_curve"]


class Enough(Exception):
    """The reader went away."""


@pytest.mark.parametrize("question", [chance, required, lambda *args, **named: confident(*args, 0.8, **named)])
def test_work_is_counted_and_can_be_ended(question):
    seen = []
    question(make_scenario(), draws=1000, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)

    def end(done, of):
        raise Enough

    with pytest.raises(Enough):
        question(make_scenario(), draws=1000, progress=end)


def test_required_entries_have_the_quantiles_of_the_rate_they_are_divided_by():
    document = make_small_document(
        goal={"baseline": 0, "growth": None, "target": 240_000},
        deal={"value": 12_000},
        conversions=[{"from": "lead", "to": "deal", "rate": 0.2, "lag_days": 30, "evidence": {"entered": 100, "converted": 20}}],
    )
    found = required(Scenario.model_validate(document))
    right = 20 / stats.beta(20.5, 80.5).ppf(1 - found.levels)
    row = found.outcomes.index("/totals/stages/lead")
    np.testing.assert_allclose(found.values[row], right, rtol=1e-3)
    np.testing.assert_allclose(found.tables["stages"][0].sum(axis=0), right, rtol=1e-3)
    assert found.missing[row] == 0


def only_paid_search(ceiling=None):
    channels = [channel.model_dump(mode="json", by_alias=True) for channel in make_scenario().channels if channel.key == "paid_search"]
    return [{**channels[0], "share": 1.0, "ceiling": ceiling}]


@pytest.mark.parametrize(
    ("changes", "blocked"),
    [
        ({}, False),
        ({"goal": {"measure": "recognised"}}, True),
        ({"channels": {"paid_search": {"ceiling": 450}}}, True),
        ({"channels": only_paid_search(), "team": []}, False),
    ],
)
def test_cells_made_of_shapes_are_those_of_whole_evaluations(changes, blocked):
    scenario = make_scenario(**changes)
    lanes = turn(scenario, draw(scenario, 1000, 1, {"/channels/paid_search/cost/amount": (3, 4)}))
    found = Shaped(lanes, evaluate(lanes.inputs).totals)
    gathered = Gathered(lanes)
    for first, last, some in evaluated(lanes, quiet):
        gathered.put(first, last, some)
    levels = np.array([0.1, 0.5, 0.9])
    whole = {cells.table: quantiles(cells.columns, levels)[0] for cells in gathered.cells()}
    seen = dict.fromkeys(whole, 0)
    for cells in shaped_cells(found):
        part = cells.spread(quantiles(cells.columns, levels)[0])
        right = whole[cells.table][cells.first : cells.first + len(part)]
        np.testing.assert_allclose(part, right, rtol=1e-12, atol=1e-12, err_msg=cells.table)
        seen[cells.table] += len(part)
    assert seen == {table: len(each) for table, each in whole.items()}
    assert np.isnan(whole["spend"][:, -1]).any() == blocked


def test_a_ceiling_that_alone_is_uncertain_makes_spend_uncertain_and_nothing_before_it():
    scenario = make_scenario(**CERTAIN)
    found = required(scenario, draws=400, ranges={"/channels/1/ceiling": (1200, 2400)})
    assert found.drawn == ("/channels/1/ceiling",)
    assert (found.tables["stages"][..., 0] == found.tables["stages"][..., -1]).all()
    spend = found.tables["channel_spend"][..., -1] > found.tables["channel_spend"][..., 0]
    assert spend[1].any()
    assert not spend[[0, 2]].any()
    heads = found.outcomes.index("/team/0/heads_peak")
    assert found.values[heads, 0] <= found.values[heads, -1]


def test_required_is_the_same_with_lags_that_are_drawn_as_certain():
    scenario = make_scenario()
    shared = required(scenario, draws=600)
    own = required(scenario, draws=600, ranges={"/conversions/3/lag_days": (60, 60)})
    np.testing.assert_allclose(own.values, shared.values, rtol=1e-9)
    for name, table in shared.tables.items():
        np.testing.assert_allclose(own.tables[name], table, rtol=1e-9, atol=1e-9 * np.nanmax(table))


def test_what_cannot_be_planned_lies_beyond_everything_else():
    found = required(make_scenario(channels={"paid_search": {"ceiling": 450}}), levels=[0.01, 0.99])
    row = found.outcomes.index("/totals/spend")
    assert 0.01 < found.missing[row] < 0.99
    assert np.isfinite(found.values[row, 0])
    assert np.isnan(found.values[row, 1])


def test_quantiles_are_those_of_numpy_and_shares_of_none_are_not_certain():
    columns = np.random.default_rng(1).random((7, 501))
    levels = np.array([0.003, 0.25, 0.5, 0.999])
    right = np.quantile(columns, levels, axis=1).T
    np.testing.assert_allclose(quantiles(columns.copy(), levels)[0], right, rtol=1e-13)
    assert 0 < share_error(0.0, 1000) < 0.001
    assert share_error(0.5, 100) == pytest.approx(0.05)

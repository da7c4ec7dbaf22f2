"""Lags of single buyers: what is drawn agrees with buyers followed one by one, and with the plan where all take alike."""

from itertools import pairwise

import numpy as np
import pytest

from app.planner.engine import evaluate
from app.planner.forward import plan_curve
from app.planner.inputs import compile_scenario
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.questions.explaining.explain import explain
from app.questions.odds import running
from app.questions.odds import trials as trials_module
from app.questions.odds.activity import Activity
from app.questions.odds.chance import chance
from app.questions.odds.coming import Entering, Waiting, gone_of, lanes_of, shares_of
from app.questions.odds.confident import confident
from app.questions.odds.draws import drawn_of
from app.questions.odds.flows import flows_of
from app.questions.odds.lags import known_of, together, variation_of, way_of
from app.questions.odds.trials import Trials
from app.questions.paired import paired_chances
from app.questions.refused import QuestionRefused
from app.questions.turning import turn
from tests.examples import make_scenario, make_small_document

QUICK = (0.0, 1.0, 1.0, 2.0, 6.0)
SLOW = (10.0, 25.0, 40.0, 55.0, 170.0)
STAGES = [{"key": key, "name": key} for key in ("lead", "sql", "deal")]
ROOMY = {"channels": {"paid_search": {"ceiling": 3000}}}
LANES = 5000


def two_steps(goal=None, **changes) -> Scenario:
    """Leads become SQLs after 20 days on average and deals after 45 more, both spread; some are open today."""
    return Scenario.model_validate(
        make_small_document(
            stages=STAGES,
            conversions=[
                {"from": "lead", "to": "sql", "rate": 0.4, "lag_days": 20, "lag_quantiles": QUICK},
                {"from": "sql", "to": "deal", "rate": 0.3, "lag_days": 45, "lag_quantiles": SLOW},
            ],
            months=6,
            goal={"baseline": 100_000, "growth": 6.0, "target": None, **(goal or {})},
            **changes,
        )
    )


def everywhere(spread) -> dict:
    return {"conversions": {key: {"lag_quantiles": list(spread)} for key in ("lead", "mql", "sql", "opportunity")}}


def followed(scenario: Scenario, random: np.random.Generator) -> np.ndarray:
    """The days on which deals of one-channel plans close, buyer by buyer: (lane, day) of each."""
    plan = evaluate(compile_scenario(scenario))
    curve = plan_curve(plan)
    starts, ends, entries = (each[0, 0] for each in (curve.starts, curve.ends, curve.entries))
    found = []
    running, part, before = 0.0, random.random(LANES), np.zeros(LANES)
    for start, end, count in zip(starts, ends, entries, strict=True):
        running += count
        now = np.floor(running + part)
        lane = np.repeat(np.arange(LANES), (now - before).astype(int))
        before = now
        day = start + (end - start) * random.random(lane.size)
        going = np.ones(lane.size, dtype=bool)
        for conversion in scenario.ordered_conversions:
            going &= random.random(lane.size) < conversion.rate
            spread = np.array(conversion.lag_quantiles or (1.0,))
            day = day + random.choice(spread, lane.size) * (conversion.lag_days / spread.mean())
        found.append(np.stack([lane[going], day[going]]))
    return np.concatenate(found, axis=1)


def by_month(scenario: Scenario, closed: np.ndarray) -> np.ndarray:
    edges = compile_scenario(scenario).calendar.horizon_edges
    lane, day = closed
    return np.stack([np.bincount(lane[(day >= first) & (day < last)].astype(int), minlength=LANES) for first, last in pairwise(edges)])


def run(scenario: Scenario, draws: int = LANES, seed: int = 1, multiple: float = 1.0):
    return Trials(drawn_of(scenario, draws, seed, None)).run(multiple)


def assert_drawn_alike(found, right):
    """Means and variances of two samples by month, within four standard errors of both."""
    spread = found.var(axis=1) + right.var(axis=1)
    assert (np.abs(found.mean(axis=1) - right.mean(axis=1)) <= 4 * np.sqrt(spread / LANES) + 1e-9).all()
    fourth = sum(((each - each.mean(axis=1)[:, None]) ** 4).mean(axis=1) - each.var(axis=1) ** 2 for each in (found, right))
    assert (np.abs(found.var(axis=1) - right.var(axis=1)) <= 4 * np.sqrt(fourth / LANES) + 1e-9).all()


@pytest.mark.parametrize("today", [None, "2027-02-10"])
def test_deals_by_month_are_those_of_buyers_followed_one_by_one(today):
    scenario = two_steps(today=today)
    assert scenario.start == "2027-01"
    found, _ = run(scenario)
    right = by_month(scenario, followed(scenario, np.random.default_rng(4)))
    assert right.mean(axis=1).max() > 3
    assert_drawn_alike(found, right)
    assert_drawn_alike(np.add.accumulate(found), np.add.accumulate(right))


def test_recognised_revenue_is_what_deals_earn_from_the_day_of_their_close():
    scenario = two_steps(goal={"measure": "recognised", "baseline": 100_000, "growth": 1.0})
    _, revenue = run(scenario)
    calendar = compile_scenario(scenario).calendar
    lane, day = followed(scenario, np.random.default_rng(5))
    inside = (day >= 0) & (day < calendar.end)
    since = np.arange(6)[:, None] - calendar.coordinate(day[inside])
    earned = np.minimum(np.maximum(since + 1, 0.0), 1.0) * 10_000 / 12
    right = np.stack([np.bincount(lane[inside].astype(int), month, minlength=LANES) for month in earned])
    assert right.mean() > 1000
    spread = revenue.var(axis=1) + right.var(axis=1)
    assert (np.abs(revenue.mean(axis=1) - right.mean(axis=1)) <= 4 * np.sqrt(spread / LANES)).all()


def test_the_open_pipeline_closes_as_buyers_who_began_at_any_time():
    random = np.random.default_rng(6)
    lags = [random.choice(np.array(spread), 400_000) * (mean / np.mean(spread)) for spread, mean in ((QUICK, 20), (SLOW, 45))]
    whole = sum(lags)
    met = random.choice(whole, 400_000, p=whole / whole.sum())  # the longer a way, the likelier it is to be met
    left = met * random.random(met.size)
    waiting = Waiting(lanes_of(np.array([20.0, 45.0]), np.array([[20.0, 45.0]]), (QUICK, SLOW)), np.array([7.0]))
    days = np.array([0.0, 7.0, 8.0, 20.0, 60.0, 100.0, 200.0, 400.0])
    closed = waiting.closed(0, days)[:, 0]
    for day, share in zip(days, closed, strict=True):
        assert share == pytest.approx((left <= day - 7).mean(), abs=4e-3)
    assert closed[0] == closed[1] == 0
    assert closed[-1] == pytest.approx(1)


@pytest.mark.parametrize("measure", ["bookings", "recognised"])
@pytest.mark.parametrize("lags", [{}, {"/conversions/3/lag_days": np.array([40.0, 60.0, 95.5])}])
def test_where_all_take_alike_every_month_is_the_plans(measure, lags):
    plain, alike = (make_scenario(goal={"measure": measure}, **ROOMY, **each) for each in ({}, everywhere((3.0, 3.0))))
    plan = evaluate(compile_scenario(plain))
    rate = {"/conversions/2/rate": np.array([0.45, 0.5, 0.55])}
    inputs = [turn(scenario, rate | lags).inputs for scenario in (plain, alike)]
    edges = plan.inputs.calendar.horizon_edges
    pairs = list(
        zip(*(flows_of(Activity(scenario, plan), each) for scenario, each in zip((plain, alike), inputs, strict=True)), strict=True)
    )
    assert len(pairs) == 6
    for by_mean, by_buyer in pairs:
        assert by_mean.coming is None
        assert by_buyer.coming is not None
        stretches = range(len(by_buyer.trials))
        expected = sum(by_buyer.trials[stretch] * shares_of(by_buyer.coming, stretch, edges) for stretch in stretches)
        np.testing.assert_allclose(np.broadcast_to(expected, (12, 3)), np.broadcast_to(by_mean.trials, (12, 3)), rtol=1e-9, atol=1e-7)
        if measure == "recognised" and not lags and by_mean.name.startswith("channels"):
            some = np.broadcast_to(by_mean.trials, (12, 3))[:, 0] > 0
            np.testing.assert_allclose(by_buyer.earned[some], by_mean.earned[some], atol=1e-9)


def test_nobody_is_lost_between_the_months():
    plan = evaluate(compile_scenario(make_scenario(**ROOMY, **everywhere(SLOW))))
    edges = np.arange(-2000.0, 4000.0, 25.0)
    for flow in flows_of(Activity(make_scenario(**ROOMY, **everywhere(SLOW)), plan), plan.inputs):
        for stretch in range(len(flow.trials)):
            shares = shares_of(flow.coming, stretch, edges)
            some = flow.trials[stretch] > 0
            assert shares.sum() == pytest.approx(float(some[0]), abs=1e-9)
            gone = gone_of(flow.coming, stretch, edges)
            assert ((gone >= 0) & (gone <= 1)).all()


def test_a_way_has_the_mean_and_the_variance_of_its_lags():
    way = way_of((20.0, 45.0), (QUICK, SLOW))
    far = np.array([5000.0])
    mean = float(far[0] - way.waited(far)[0])
    variance = (20 * variation_of(QUICK)) ** 2 + (45 * variation_of(SLOW)) ** 2
    # H far out is ((x - mean)^2 + variance) / 2
    assert 2 * way.waited_twice(far)[0] - (far[0] - mean) ** 2 == pytest.approx(variance, rel=2e-3)


def test_a_longer_lag_of_one_spread_is_that_spread_scaled():
    lags = np.array([[20.0, 45.0], [20.0, 90.0], [5.0, 22.5]])
    found = lanes_of(np.array([20.0, 45.0]), lags, ((), SLOW))
    days = np.linspace(0, 500, 41)[:, None]
    for lane, (first, second) in enumerate(lags):
        right = way_of((first, second), ((), SLOW)).waited(days[:, 0])
        np.testing.assert_allclose(found.waited(days)[:, lane], right, atol=0.3)


def test_a_lag_that_only_a_lane_has_spreads_too():
    found = lanes_of(np.array([0.0]), np.array([[0.0], [10.0]]), (SLOW,))
    days = np.array([[5.0], [30.0], [60.0]])
    np.testing.assert_allclose(found.waited(days)[:, 0], days[:, 0])
    np.testing.assert_allclose(found.waited(days)[:, 1], way_of((10.0,), (SLOW,)).waited(days[:, 0]), atol=1e-9)


def test_lags_of_decades_are_cut_where_no_horizon_reaches():
    way = way_of((1100.0,) * 11, ((0.0,) * 99 + (1100.0,),) * 11)
    assert way.come.size <= 16_384
    assert way.waited(np.array([0.0, 1000.0, 12_000.0]))[1] == pytest.approx(1000 * 0.99**11, rel=1e-3)


def test_channels_go_together_by_their_shares():
    assert together([QUICK, QUICK, ()], np.array([0.5, 0.5, 0.0])) == QUICK
    assert together([(), ()], np.array([0.5, 0.5])) == ()
    mixed = together([SLOW, ()], np.array([0.25, 0.75]))
    assert sum(value == 1.0 for value in mixed) == 75
    assert variation_of(mixed) == pytest.approx(np.sqrt(0.25) * variation_of(SLOW), rel=0.02)


def test_more_who_are_won_never_close_fewer_by_any_month():
    random = np.random.default_rng(7)
    quantiles = random.random((6, LANES))
    won = np.floor(random.random(LANES) * 60)
    shares = np.array([[0.1], [0.35], [0.0], [0.3], [0.05], [0.1]])

    def by_each_month(won):
        closed = np.zeros((6, LANES))
        for month, now in running._spread(won, shares, lambda month: quantiles[month]):
            closed[month] = now
        return np.add.accumulate(closed)

    fewer, more = by_each_month(won), by_each_month(won + 1)
    assert (more >= fewer).all()
    assert (fewer[-1] <= won).all()
    assert (fewer[-1] / np.maximum(won, 1))[won > 20].mean() == pytest.approx(0.9, abs=0.01)


def test_more_activity_brings_more():
    trials = Trials(drawn_of(two_steps(), 2000, 3, None))
    runs = [np.add.accumulate(trials.run(multiple)[0]) for multiple in (0.5, 0.9, 1.0, 1.5)]
    for less, more in pairwise(runs):
        assert (more >= less).all()


def test_the_plan_itself_knows_means_alone():
    plain, spread = make_scenario(**ROOMY), make_scenario(**ROOMY, **everywhere(SLOW))
    assert make_plan(plain) == make_plan(spread)


def test_deals_that_slip_out_of_the_horizon_make_the_goal_less_sure():
    plain, spread = make_scenario(**ROOMY), make_scenario(**ROOMY, **everywhere(SLOW))
    means, distributions = chance(plain, draws=2000), chance(spread, draws=2000)
    assert (means.lags, distributions.lags) == ("means", "distributions")
    assert distributions.chance < means.chance
    assert confident(spread, 0.8, draws=2000).multiple > confident(plain, 0.8, draws=2000).multiple


def test_lanes_run_a_few_at_a_time_spread_alike(monkeypatch):
    drawn = drawn_of(
        make_scenario(goal={"measure": "recognised"}, **ROOMY, **everywhere(SLOW)), 601, 3, {"/conversions/3/lag_days": (50, 90)}
    )
    deals, revenue = Trials(drawn).run(1.2)
    monkeypatch.setattr(trials_module, "LANES_AT_ONCE", 250)
    some_deals, some_revenue = Trials(drawn).run(1.2)
    assert some_deals.tolist() == deals.tolist()
    np.testing.assert_allclose(some_revenue, revenue, rtol=1e-12)


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({}, "means"),
        ({"conversions": {"sql": {"lag_quantiles": SLOW}}}, "mixed"),
        ({"conversions": {"sql": {"lag_quantiles": SLOW, "lag_days": 0}}}, "means"),
        (everywhere(SLOW), "distributions"),
        ({"channels": {"cold_email": {"conversions": {"opportunity": {"lag_quantiles": SLOW}}}}}, "mixed"),
    ],
)
def test_it_is_said_what_is_known_of_the_lags(changes, known):
    assert known_of(make_scenario(**changes)) == known


def test_a_channels_own_spread_is_of_its_own_buyers_alone():
    scenario = make_scenario(channels={**ROOMY["channels"], "cold_email": {"conversions": {"opportunity": {"lag_quantiles": SLOW}}}})
    flows = list(flows_of(Activity(scenario, plan := evaluate(compile_scenario(scenario))), plan.inputs))
    assert [flow.coming is not None for flow in flows if flow.name.startswith("channels")] == [True, False, False]


def test_leads_of_april_of_whom_half_take_none_and_half_60_days_close_as_by_hand():
    edges = np.array([0.0, 30.0, 61.0, 91.0])  # April, May, June
    coming = Entering(lanes_of(np.array([30.0]), np.array([[30.0]]), ((0.0, 60.0),)), np.array([[0.0], [30.0]]))
    np.testing.assert_allclose(shares_of(coming, 0, edges)[:, 0], [0.5, 0.5 / 30, 0.5 * 29 / 30], atol=1e-12)
    alike = Entering(lanes_of(np.array([30.0]), np.array([[30.0]]), ((),)), np.array([[0.0], [30.0]]))
    np.testing.assert_allclose(shares_of(alike, 0, edges)[:, 0], [0, 1, 0], atol=1e-12)


def test_a_spread_that_alone_changed_changes_no_figure_of_the_plan():
    found = explain(make_scenario(**ROOMY), make_scenario(**ROOMY, **everywhere(SLOW)), "/totals/spend")
    assert found.before == found.after
    assert (found.difference, found.effects) == (0, ())
    after = explain(make_scenario(**ROOMY), make_scenario(goal={"growth": 0.3}, **ROOMY, **everywhere(SLOW)), "/totals/spend")
    assert [effect.part.name for effect in after.effects] == ["/goal/growth"]


def test_two_spreads_are_compared_on_the_same_luck():
    plain, spread = make_scenario(**ROOMY), make_scenario(**ROOMY, **everywhere(SLOW))
    found = paired_chances([plain, spread], draws=2000)
    assert found.difference[1] < 0
    assert found.paired_error[1] < 0.8 * found.unpaired_error[1]


def test_lanes_with_several_other_lags_have_their_mean_and_their_variance():
    lags = np.array([[20.0, 45.0], [40.0, 45.0], [10.0, 100.0]])
    found = lanes_of(np.array([20.0, 45.0]), lags, (QUICK, SLOW))
    far = np.full((1, 3), 4000.0)
    mean = far - found.waited(far)
    variance = 2 * found.waited_twice(far) - (far - mean) ** 2
    np.testing.assert_allclose(mean[0], lags.sum(axis=1), rtol=1e-9)
    expected = (lags[:, 0] * variation_of(QUICK)) ** 2 + (lags[:, 1] * variation_of(SLOW)) ** 2
    np.testing.assert_allclose(variance[0], expected, rtol=2e-3)


def test_deals_that_spread_over_many_months_count_as_the_work_that_they_are(monkeypatch):
    monkeypatch.setattr(trials_module, "SPREAD_LIMIT", 1_000_000)
    chance(make_scenario(**ROOMY), draws=5000)
    most = []
    for spread in (SLOW, (3.0, 3.0)):
        with pytest.raises(QuestionRefused) as raised:
            chance(make_scenario(**ROOMY, **everywhere(spread)), draws=30_000)
        fault = raised.value.faults[0]
        assert (fault.code, fault.pointer) == ("too_much_work", "/draws")
        most.append(fault.values["most"])
        chance(make_scenario(**ROOMY, **everywhere(spread)), draws=most[-1])
    assert 100 < most[0] < most[1] / 2

"""What the best mix would cost if each month could be mixed for itself, beside a general solver and beside the engine."""

import numpy as np
import pytest
from scipy.optimize import minimize

from app.planner.engine import evaluate_totals
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.questions.mixing.by_month import by_month, cells_of
from app.questions.mixing.mix import least_spend, limits_of
from app.questions.mixing.reach import curves_of
from app.questions.refused import QuestionRefused
from tests.examples import changed, make_document
from tests.questions.test_mix import BENT
from tests.questions.test_mix_at_bounds import LATE
from tests.questions.written import written

DRY = changed(BENT, pipeline={}, team=[])
AT_ONCE = changed(
    DRY,
    today=None,
    conversions={key: {"lag_days": 0} for key in ("lead", "mql", "sql", "opportunity")},
    channels={"content": {"lag_days": 0}},
)
"""Without lags, so that what is done in a month closes in it."""


def scenario_of(document):
    return Scenario.model_validate(document)


def both(document, bounds=None, *, people=False):
    """The best mix, and what it would cost by month."""
    scenario = scenario_of(document)
    limits = limits_of(scenario, bounds, with_people=people)
    mix = least_spend(scenario, limits)
    return mix, by_month(scenario, limits, mix)


def only(document, month):
    """The same plan where all deals close in one month."""
    return changed(document, seasonality=[float(place == month) for place in range(12)])


def random_plan(rng):
    """The company with seasons, ceilings, capacities, costs, lags and a day of its own."""
    channels = {
        key: {
            "ceiling": float(rng.uniform(*ceiling)) if rng.random() < 0.8 else None,
            "cost": {"amount": float(rng.uniform(*cost)), "fixed_per_month": float(rng.choice([0, 0, 300]))},
            "lag_days": int(rng.integers(0, 60)),
        }
        for key, ceiling, cost in (
            ("cold_email", (20, 60), (1, 9)),
            ("paid_search", (300, 900), (1, 9)),
            ("content", (200, 700), (100, 900)),
        )
    }
    channels["cold_email"]["capacity"] = {"per_working_day": float(rng.choice([60, 90])) if rng.random() < 0.3 else None}
    return make_document(
        seasonality=rng.uniform(0.3, 2, 12).tolist(),
        today=str(rng.choice(["2026-11-21", "2027-03-05", "2026-08-01"])),
        goal={"growth": float(rng.uniform(0.05, 0.2)), "measure": str(rng.choice(["bookings", "recognised"]))},
        channels=channels,
    )


def general(cells, limits, wanted):
    """What sequential quadratic programming makes of all cells with room; None where it gives up."""
    room = cells.most > 0
    slope, bends, along, most = (each[room] for each in np.broadcast_arrays(cells.slope, cells.bends, cells.along, cells.most))
    top = np.minimum(most / wanted, 1.0)
    left = 1e-4  # a step of the solver at the very ceiling would leave it without a gradient
    top = np.where(bends > 0, np.minimum(top, (1 - left) / np.where(bends > 0, bends, 1.0) / wanted), top)
    if top.sum() < 1.02:
        return None
    scale = float((slope + along).mean())

    channel = np.nonzero(room)[0]
    rows = np.array([channel == place for place in range(len(room))], dtype=float)
    bounded = [
        {"type": "ineq", "fun": lambda part: rows @ part - limits.low, "jac": lambda _: rows},
        {"type": "ineq", "fun": lambda part: limits.high - rows @ part, "jac": lambda _: -rows},
    ]

    def spend(part):
        return float((part * (slope / (1 - part * wanted * bends) + along)).sum()) / scale

    found = minimize(
        spend,
        top / top.sum(),
        jac=lambda part: (slope / (1 - part * wanted * bends) ** 2 + along) / scale,
        bounds=[(0, each) for each in top],
        constraints=[{"type": "eq", "fun": lambda part: part.sum() - 1, "jac": np.ones_like}, *bounded],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    return found.fun * scale * wanted if abs(found.x.sum() - 1) < 1e-11 else None


@pytest.mark.parametrize(
    "bounds", [{}, {"cold_email": (0.3, None), "content": (None, 0.35), "paid_search": (0.1, 0.5)}], ids=["free", "bound"]
)
@pytest.mark.parametrize("people", [False, True], ids=["spend", "people"])
def test_random_plans_cost_by_month_what_a_general_solver_has_them_cost(people, bounds):
    rng = np.random.default_rng(20261122)
    dearer = []
    for _ in range(24):
        scenario = scenario_of(random_plan(rng))
        limits = limits_of(scenario, bounds, with_people=people)
        try:
            mix = least_spend(scenario, limits)
        except QuestionRefused:  # out of reach, as random plans may be
            continue
        found = by_month(scenario, limits, mix)
        inputs = compile_scenario(scenario)
        costs = curves_of(scenario, inputs, limits)
        revenue = np.array([part.revenue for part in mix.parts])
        cells = cells_of(inputs, costs, (revenue > 0) | (costs.fixed == 0))
        assert found.revenue.sum() == pytest.approx(mix.revenue, rel=1e-11)
        assert (found.revenue <= cells.most * (1 + 1e-12)).all()
        best = mix.spend + mix.people
        assert found.total + found.saved == pytest.approx(best, rel=1e-12)
        assert found.kept is None or found.total <= found.kept * (1 + 1e-12) <= best * (1 + 2e-12)
        assert found.kept is not None or bounds
        shares = found.revenue.sum(axis=1) / mix.revenue
        assert ((shares >= limits.low - 1e-8) & (shares <= limits.high + 1e-8)).all()
        if (beside := general(cells, limits, mix.revenue)) is not None:
            dearer.append((found.total - found.fixed) / beside - 1)
    assert len(dearer) >= 12
    assert max(dearer) <= 1e-8  # never dearer than what the solver finds
    assert np.quantile(np.abs(dearer), 0.9) <= 1e-8


@pytest.mark.parametrize("measure", ["bookings", "recognised"])
def test_a_month_costs_what_the_engine_spends_where_all_deals_close_in_it(measure):
    document = changed(AT_ONCE, goal={"measure": measure, "growth": 0.1})
    _, found = both(document)
    months = [place for place, month in enumerate(found.months) if month.startswith("2027")]
    assert len(months) == 12
    for place in [place for place in (months[0], months[3], months[11]) if found.revenue[:, place].sum() > 1]:
        total = float(found.revenue[:, place].sum())
        shares = found.revenue[:, place] / total
        changes = [(f"/channels/{channel}/share", share) for channel, share in enumerate(shares.tolist())]
        alone = changed(only(document, months.index(place)), goal={"growth": None, "target": 4_000_000 + total})
        totals = evaluate_totals(compile_scenario(written(alone, changes)))
        assert not totals.blocked.any()
        np.testing.assert_allclose(totals.spend[0], found.spend[:, place], rtol=1e-9)


def test_one_more_unit_costs_the_engine_the_same_in_each_free_channel_of_a_month():
    document = changed(only(AT_ONCE, 4), goal={"growth": None, "target": 4_030_000})
    mix, found = both(document)
    assert found.total == pytest.approx(mix.spend, rel=1e-10)
    revenue = found.revenue.sum(axis=1)
    step = 1.0

    def spend(wanted):
        changes = [(f"/channels/{channel}/share", float(each / wanted.sum())) for channel, each in enumerate(wanted)]
        more = changed(document, goal={"growth": None, "target": 4_000_000 + float(wanted.sum())})
        return float(evaluate_totals(compile_scenario(written(more, changes))).spend.sum())

    free = [place for place, each in enumerate(revenue) if each > 100]
    assert len(free) >= 2
    for place in free:
        ends = [spend(revenue + sign * step * (np.arange(3) == place)) for sign in (1, -1)]
        assert (ends[0] - ends[1]) / (2 * step) == pytest.approx(found.price, rel=1e-5)


def test_months_of_equal_worth_end_at_equal_marginal_cost():
    mix, found = both(DRY)
    cells = cells_of(*_curves(DRY), np.ones(3, dtype=bool))
    marginal = cells.slope / (1 - found.revenue * cells.bends) ** 2
    inner = (found.revenue > 0) & (found.revenue < cells.most)
    assert inner.sum() >= 20
    np.testing.assert_allclose(marginal[inner], found.price, rtol=1e-9)
    assert found.price < mix.price
    assert found.saved > 0.01 * mix.spend


def _curves(document):
    scenario = scenario_of(document)
    inputs = compile_scenario(scenario)
    return inputs, curves_of(scenario, inputs, limits_of(scenario))


@pytest.mark.parametrize("people", [False, True], ids=["spend", "people"])
def test_without_ceilings_no_month_is_better_mixed_than_the_whole(people):
    document = make_document(channels={"paid_search": {"ceiling": None}, "cold_email": {"capacity": {"per_working_day": None}}})
    mix, found = both(document, people=people)
    assert found.total == pytest.approx(mix.spend + mix.people, rel=1e-11)
    assert found.price == pytest.approx(mix.price, rel=1e-9)
    shape = found.revenue.sum(axis=0) / found.revenue.sum()
    _, costs = _curves(document)
    active = [part.share > 0 for part in mix.parts].index(True)
    np.testing.assert_allclose(shape, costs.shape[active], atol=1e-9)  # not all of it in the first month that there is


def test_a_channel_that_is_too_late_or_left_out_does_nothing_in_any_month():
    mix, found = both(LATE, {"paid_search": (None, 0.0)})
    assert mix.parts[2].bound == "too_late"
    assert found.revenue[[1, 2]].tolist() == np.zeros((2, len(found.months))).tolist()


def test_fixed_costs_are_paid_whole_by_the_channels_of_the_best_mix_and_by_no_other():
    document = changed(DRY, channels={"paid_search": {"cost": {"fixed_per_month": 1e5}}, "content": {"cost": {"fixed_per_month": 200}}})
    mix, found = both(changed(document, goal={"growth": 0.05}))
    assert [part.share > 0 for part in mix.parts] == [True, False, True]
    assert not found.revenue[1].any()
    assert 0 < found.fixed < 200 * 15
    assert found.total == pytest.approx(found.spend.sum() + found.fixed, rel=1e-12)


def test_a_capacity_holds_in_each_month():
    document = changed(DRY, goal={"growth": 0.05}, channels={"cold_email": {"cost": {"amount": 1}, "capacity": {"per_working_day": 20}}})
    _, found = both(document)
    cells = cells_of(*_curves(document), np.ones(3, dtype=bool))
    full = found.revenue[0] >= cells.most[0] * (1 - 1e-12)
    assert (full & (cells.most[0] > 0)).sum() >= 3
    assert cells.most[0].sum() < cells_of(*_curves(changed(DRY, goal={"growth": 0.05})), np.ones(3, dtype=bool)).most[0].sum()


def test_one_more_unit_costs_what_bounds_of_shares_drag_along():
    bounds = {"cold_email": (0.5, None)}
    document = changed(DRY, goal={"growth": None, "target": 4_400_000})
    _, found = both(document, bounds)
    shares = found.revenue.sum(axis=1) / 400_000
    assert shares[0] == pytest.approx(0.5)
    spends = [both(changed(document, goal={"target": 4_400_000 + more}), bounds)[1].total for more in (1, -1)]
    assert (spends[0] - spends[1]) / 2 == pytest.approx(found.price, rel=1e-5)

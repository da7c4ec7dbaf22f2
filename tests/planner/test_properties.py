"""What must hold for every scenario, whatever its figures."""

import copy
import dataclasses
import math
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.planner.engine import Outputs, Totals, evaluate, evaluate_totals
from app.planner.forward import bring, monthly_ramps, plan_curve, run_forward
from app.planner.inputs import Inputs, compile_scenario, stack
from app.planner.plan import Forward, Plan
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import make_scenario
from tests.planner.strategies import documents, extreme_documents

Document = dict[str, Any]
PROPERTY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
CLOSE = 1e-9


def scenario_of(document: Document) -> Scenario:
    return Scenario.model_validate_json(orjson.dumps(document))


def outputs_of(document: Document) -> Outputs:
    return evaluate(compile_scenario(scenario_of(document)))


def close(found: float, wanted: float, scale: float = 0.0) -> bool:
    return math.isclose(found, wanted, rel_tol=CLOSE, abs_tol=CLOSE * max(1e-9, scale))


@PROPERTY
@given(documents(whole_days=False))
def test_the_entries_a_plan_asks_for_bring_exactly_the_goal(document: Document) -> None:
    outputs = outputs_of(document)
    brought = bring(outputs.inputs, outputs.funnel, plan_curve(outputs))
    gap = float(outputs.totals.gap.new_business[0])
    if outputs.totals.feasible[0]:
        assert close(float(brought.revenue.sum()), gap, gap)
    largest = float(outputs.months.stages.max(initial=0))
    np.testing.assert_allclose(brought.stages, outputs.months.stages, rtol=1e-8, atol=CLOSE * max(1.0, largest))
    np.testing.assert_allclose(brought.revenue, outputs.months.revenue, rtol=1e-8, atol=CLOSE * max(1.0, gap))


@PROPERTY
@given(documents(whole_days=False))
def test_a_plan_read_back_from_its_monthly_totals_closes_the_same_deals_in_the_horizon(document: Document) -> None:
    outputs = outputs_of(document)
    assume(not outputs.totals.blocked.any())
    ramps = monthly_ramps(outputs.inputs, outputs.funnel, outputs.timing, outputs.months.activity)
    brought = bring(outputs.inputs, outputs.funnel, ramps)
    np.testing.assert_allclose(brought.deals, outputs.totals.deals, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(brought.late, 0, atol=1e-8 * max(1.0, float(outputs.totals.deals.max())))


@PROPERTY
@given(documents(whole_days=False), st.data())
def test_a_better_rate_never_needs_more_of_anything(document: Document, data: st.DataObject) -> None:
    before = outputs_of(document).totals
    better = copy.deepcopy(document)
    conversion = data.draw(st.sampled_from(better["conversions"]))
    conversion["rate"] = min(1.0, conversion["rate"] * data.draw(st.floats(1.0, 3.0)))
    after = outputs_of(better).totals
    assert (after.stages <= before.stages * (1 + CLOSE) + 1e-12).all()
    if not before.blocked.any():
        assert (after.activity <= before.activity * (1 + CLOSE) + 1e-12).all()


@PROPERTY
@given(documents(whole_days=False), st.sampled_from([0.5, 2.0, 3.0, 7.0]))
def test_a_larger_company_needs_as_many_times_more(document: Document, times: float) -> None:
    larger = copy.deepcopy(document)
    for part, names in (("goal", ("baseline", "target")), ("existing", ("committed",))):
        for name in names:
            if larger.get(part, {}).get(name) is not None:
                larger[part][name] *= times
    larger["pipeline"] = {key: count * times for key, count in larger.get("pipeline", {}).items()}
    before, after = outputs_of(document).totals, outputs_of(larger).totals
    scale = float(after.stages.max(initial=0))
    slack = 1e-12 * times * sum(abs(float(getattr(before.gap, name)[0])) for name in ("target", "baseline", "expanded", "pipeline"))
    assume(slack < 1e-9 * float(before.gap.new_business[0]) or float(before.gap.new_business[0]) == 0)
    np.testing.assert_allclose(after.stages, before.stages * times, rtol=1e-8, atol=CLOSE * max(1.0, scale))


@PROPERTY
@given(documents())
def test_the_bridge_sums_to_the_minor_unit(document: Document) -> None:
    bridge = make_plan(scenario_of(document))["bridge"]
    parts = [Decimal(repr(bridge[name])) for name in ("baseline", "churned", "expanded", "committed", "pipeline", "new_business")]  # type: ignore[literal-required]
    assert sum(parts) == Decimal(repr(bridge["target"])) + Decimal(repr(bridge["surplus"]))
    assert bridge["new_business"] == 0 or bridge["surplus"] == 0


def money_sum(amounts: list[float | None]) -> Decimal:
    return sum((Decimal(repr(amount)) for amount in amounts if amount is not None), Decimal(0))


@PROPERTY
@given(documents(whole_days=False))
def test_months_add_up_to_the_year(document: Document) -> None:
    plan = make_plan(scenario_of(document))
    assume(plan["status"] != "infeasible")
    for key, total in plan["totals"]["stages"].items():
        wholes = [month["stages"][key]["whole"] for month in plan["months"]]
        assert sum(whole for whole in wholes if whole is not None) == total["whole"]
    assert money_sum([month["spend"] for month in plan["months"]]) == Decimal(repr(plan["totals"]["spend"]))
    for channel in plan["channels"]:
        monthly = [month["activity"]["whole"] for month in channel["months"]]
        assert sum(whole for whole in monthly if whole is not None) == channel["activity"]["whole"]


@PROPERTY
@given(documents(whole_days=False))
def test_whole_figures_are_never_short_and_never_more_than_one_over(document: Document) -> None:
    plan = make_plan(scenario_of(document))
    assume(plan["status"] != "infeasible")
    for key, total in plan["totals"]["stages"].items():
        running_exact = running_whole = 0.0
        for month in plan["months"]:
            found = month["stages"][key]
            assert found["exact"] is not None
            assert found["whole"] is not None
            assert found["whole"] >= 0
            running_exact += found["exact"]
            running_whole += found["whole"]
            dust = max(1e-9, 1e-11 * running_exact)
            assert running_exact - dust <= running_whole < running_exact + 1 + dust
        assert total["exact"] is not None
        assert total["whole"] is not None
        dust = max(1e-6, 1e-11 * total["exact"])
        assert total["exact"] - dust <= total["whole"] < total["exact"] + 1 + dust


@PROPERTY
@given(documents(whole_days=False))
def test_the_proof_is_never_short_of_the_goal(document: Document) -> None:
    plan = make_plan(scenario_of(document))
    assume(plan["status"] != "infeasible")
    assert plan["proof"] is not None
    assert plan["proof"]["over"] >= -1e-9 * max(1.0, plan["proof"]["goal"]) - 0.005


def lanes_of(document: Document, seed: int, count: int) -> Iterator[Document]:
    """The same structure with other figures in every lane."""
    rng = random.Random(seed)

    def vary(value: float, low: float, high: float) -> float:
        return min(high, max(low, value * rng.uniform(0.7, 1.4)))

    for _ in range(count):
        lane = copy.deepcopy(document)
        lane["goal"]["baseline"] = vary(lane["goal"]["baseline"], 0, 1e15)
        for conversion in lane["conversions"]:
            conversion["rate"] = vary(conversion["rate"], 1e-6, 1)
            conversion["lag_days"] = vary(conversion["lag_days"], 0, 1100)
        for channel in lane["channels"]:
            channel["lag_days"] = vary(channel.get("lag_days", 0), 0, 1100)
            for step in channel.get("steps", []):
                step["yield"] = vary(step["yield"], 1e-6, 1e9)
            if channel.get("ceiling") is not None:
                channel["ceiling"] = vary(channel["ceiling"], 1e-3, 1e12)
        if lane.get("seasonality"):
            lane["seasonality"] = [vary(weight, 0, 1e9) for weight in lane["seasonality"]]
        lane["deal"]["value"] = vary(lane["deal"]["value"], 0.01, 1e12)
        yield lane


def assert_same_lane(batch: object, single: object, lane: int, path: str = "") -> None:
    """Every array of the batch has, in its lane, the very bits of the single plan's array."""
    for field in dataclasses.fields(batch):  # type: ignore[arg-type]  # both are dataclasses
        name = f"{path}.{field.name}"
        many, one = getattr(batch, field.name), getattr(single, field.name)
        if field.name in {"inputs", "calendar", "season"} or many is None or isinstance(many, bool):
            continue
        if dataclasses.is_dataclass(many):
            assert_same_lane(many, one, lane, name)
            continue
        if many.ndim == 0 or one.ndim == 0 or (many.ndim == 2 and many.shape == one.shape and field.name == "passes"):
            continue
        row, alone = many[min(lane, many.shape[0] - 1)], one[0]
        if row.ndim and row.shape[-1] != alone.shape[-1]:  # the batch may show more months before the start
            row = row[..., row.shape[-1] - alone.shape[-1] :]
        row, alone = np.broadcast_arrays(row, alone)
        assert np.array_equal(row, alone), f"{name}: {row} is not {alone}"


@settings(PROPERTY, max_examples=60)
@given(documents(whole_days=False), st.integers(0, 2**32), st.integers(2, 9))
def test_a_batch_is_its_plans_bit_for_bit(document: Document, seed: int, count: int) -> None:
    singles = [compile_scenario(scenario_of(lane)) for lane in lanes_of(document, seed, count)]
    batch = stack(singles)
    together, totals = evaluate(batch), evaluate_totals(batch)
    for lane, single in enumerate(singles):
        alone = evaluate(single)
        assert_same_lane(together, alone, lane)
        assert_same_lane(totals, alone.totals, lane)


@settings(PROPERTY, max_examples=40)
@given(documents(whole_days=False), st.integers(0, 2**32))
def test_shared_timing_gives_what_timing_of_its_own_gives(document: Document, seed: int) -> None:
    """Lanes that share lags and season take the quick way; spelt out for every lane, they take the general one."""
    rng = np.random.default_rng(seed)
    inputs = compile_scenario(scenario_of(document))
    shared = inputs.vary(deal_value=inputs.deal_value * rng.uniform(0.5, 2, (5, inputs.deal_value.shape[1])))
    spelt = {name: np.repeat(getattr(inputs, name), 5, axis=0) for name in ("today", "weights", "lags", "channel_lag")}
    own = shared.vary(**spelt)
    quick, general = evaluate_totals(shared), evaluate_totals(own)
    for lane in range(5):
        assert_same_lane(quick, _lane(general, lane), lane)


def test_many_chunks_of_lanes_give_what_each_gives_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a chunk shares among its lanes what others do not, as with a cost that alone differs."""
    from tests.examples import make_document

    one = compile_scenario(scenario_of(make_document()))
    cost = np.linspace(0.0, 9.0, 7)[:, None] * np.ones(one.unit_cost.shape)
    today = np.where(np.arange(7) < 3, -np.inf, -41.0)
    monkeypatch.setattr("app.planner.engine.LANES_AT_ONCE", 2)
    for varied in (one.vary(unit_cost=cost), one.vary(unit_cost=cost, today=today)):
        totals = evaluate_totals(varied)
        for lane in range(7):
            alone = evaluate(varied.lanes(lane, lane + 1)).totals
            assert_same_lane(_lane(totals, lane), alone, 0)


def test_days_can_vary_where_volumes_do_not() -> None:
    """Lags alone, with a ceiling, no open pipeline and no day of today: every lane needs the same, on other days."""
    from tests.examples import make_document

    document = make_document()
    document["pipeline"], document["today"] = {}, None
    one = compile_scenario(scenario_of(document))
    varied = one.vary(lags=one.lags * np.array([1.0, 1.1, 2.0])[:, None, None])
    for totals in (evaluate(varied).totals, evaluate_totals(varied)):
        for lane in range(3):
            assert_same_lane(_lane(totals, lane), evaluate(varied.lanes(lane, lane + 1)).totals, 0)


def _lane(totals: Totals, lane: int) -> Totals:
    def pick(value: Any) -> Any:
        if dataclasses.is_dataclass(value):
            changes = {field.name: pick(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return dataclasses.replace(value, **changes)  # type: ignore[type-var]  # an instance, not a class
        return value[min(lane, value.shape[0] - 1) :][:1]

    found: Totals = pick(totals)
    return found


def numbers_in(value: object, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from numbers_in(part, f"{path}/{name}")
    elif isinstance(value, list | tuple):
        for position, part in enumerate(value):
            yield from numbers_in(part, f"{path}/{position}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


PLAN = TypeAdapter(Plan)
FORWARD = TypeAdapter(Forward)


@settings(PROPERTY, max_examples=200)
@given(st.one_of(documents(whole_days=False), extreme_documents()))
def test_every_valid_scenario_gives_finite_figures_of_the_declared_shape(document: Document) -> None:
    plan = make_plan(scenario_of(document))
    for path, number in numbers_in(plan):
        assert math.isfinite(number), path
    PLAN.validate_json(orjson.dumps(plan), strict=True, extra="forbid")


@settings(PROPERTY, max_examples=40)
@given(st.one_of(documents(whole_days=False), extreme_documents()))
def test_forward_gives_finite_figures_of_the_declared_shape(document: Document) -> None:
    forward = run_forward(scenario_of(document))
    for path, number in numbers_in(forward):
        assert math.isfinite(number), path
    FORWARD.validate_json(orjson.dumps(forward), strict=True, extra="forbid")


def test_only_scenarios_of_one_structure_share_a_batch() -> None:
    from tests.examples import make_document

    one = compile_scenario(scenario_of(make_document()))
    other: Inputs = compile_scenario(scenario_of(make_document(start="2028-01")))
    with pytest.raises(ValueError, match="one structure"):
        stack([one, other])


def test_lanes_that_differ_in_a_ceiling_alone_are_those_of_each_ceiling():
    """What all lanes share has one lane, also where the ceilings that bend it have many."""
    inputs = compile_scenario(make_scenario())
    ceilings = (900.0, 1_500.0, math.inf, 10.0)
    each = [inputs.vary(ceiling=np.where(np.arange(3) == 1, most, np.inf)[None]) for most in ceilings]
    together = inputs.vary(ceiling=np.concatenate([lane.ceiling for lane in each]))
    for found in (evaluate_totals(together), evaluate(together).totals):
        for lane, alone in enumerate(each):
            right = evaluate_totals(alone)
            for name in ("activity", "spend", "mean_per_day", "peak_per_day", "blocked"):
                np.testing.assert_array_equal(getattr(found, name)[lane], getattr(right, name)[0], err_msg=name)

"""Calculations that others have published, done again by the planner: agreed with, or contradicted for the right reason."""

import math
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.planner.evidence import wilson_interval
from app.planner.forward import run_forward
from app.planner.kpis import sales_velocity
from app.planner.plan import Forward, Plan
from app.planner.present import make_plan
from app.planner.scenario import Scenario

Example = dict[str, Any]

DATA = Path(__file__).parent.parent / "data" / "worked_examples.yaml"
MONTH = "2027-01"


@cache
def examples() -> dict[str, Example]:
    return {example["id"]: example for example in yaml.safe_load(DATA.read_text())}


def figures(verdict: str) -> list[Any]:
    """A test parameter for every figure of the examples with that verdict."""
    found = [
        (name, figure) for name, example in examples().items() if example["verdict"] == verdict for figure in example.get("figures", ())
    ]
    return [pytest.param(name, figure, id=f"{name}: {figure['of']}") for name, figure in found]


@pytest.mark.parametrize(("name", "figure"), figures("right"))
def test_published_figures_are_reproduced(name: str, figure: Example) -> None:
    found = answer(examples()[name], figure["of"])
    assert found == exactly(figure["exact"])
    if "published" in figure:
        assert shown(found, figure["shows"]) == figure["published"]


@pytest.mark.parametrize(("name", "figure"), figures("wrong"))
def test_published_mistakes_are_not_repeated(name: str, figure: Example) -> None:
    found = answer(examples()[name], figure["of"])
    assert found == exactly(figure["exact"])
    if "published" in figure:
        assert math.ceil(found) != figure["published"]


def test_only_questions_not_asked_yet_are_left_for_later() -> None:
    later = {name for name, example in examples().items() if example["answered_by"] == "later"}
    assert later == {"cohort-matrix", "cohort-forecast", "capacity"}
    assert not any("figures" in examples()[name] for name in later)


def test_every_example_names_its_source_and_lesson() -> None:
    assert all(example["source"] and example["lesson"] for example in examples().values())


def test_requirements_rounded_to_the_nearest_miss_the_goal() -> None:
    example = examples()["rounding-short"]
    published = {figure["of"]: figure["published"] for figure in example["figures"]}
    assert run_forward(scenario_of(example), {"all": {MONTH: published["stages reached"]}})["over"] < 0
    whole = plan_of(example)["totals"]["stages"]["reached"]["whole"]
    assert whole == 1102
    assert run_forward(scenario_of(example), {"all": {MONTH: float(whole)}})["over"] >= 0


def test_deals_divided_where_opportunities_were_meant_lose_the_win_rate() -> None:
    example = examples()["pipeline-is-not-opportunities"]
    published = {figure["of"]: figure.get("published") for figure in example["figures"]}
    mql_to_sal, sal_to_sql, _, win_rate = example["given"]["rates"]
    assert published["stages sql"] == round(answer(example, "stages sql") * win_rate)
    assert published["stages sal"] == round(published["stages sql"] / sal_to_sql)
    assert published["stages mql"] == round(published["stages sal"] / mql_to_sal)


def test_dollars_divided_by_a_meeting_rate_are_meetings_times_the_deal_value() -> None:
    example = examples()["dollars-as-meetings"]
    small, large = example["figures"]
    assert round(answer(example, small["of"]) * 15_000) == small["published"]
    assert round(answer(example, large["of"]) * 100_000) == large["published"]


def test_at_least_so_much_revenue_takes_the_next_whole_deal() -> None:
    example = examples()["at-least"]
    plan = plan_of(example)
    assert plan["totals"]["stages"]["deal"]["whole"] == 89
    assert 88 * example["given"]["deal_value"] < example["given"]["revenue"] <= 89 * example["given"]["deal_value"]


def test_rounding_up_by_month_does_not_ask_for_twelve_large_deals() -> None:
    example = examples()["double-ceiling"]
    largest = channel_of(plan_of(example), "largest")
    assert largest["deals"]["whole"] == 1
    assert sum(month["stages"]["deal"]["whole"] for month in largest["months"]) == 1


def test_a_cycle_that_ends_after_the_year_is_said_to_be_too_late() -> None:
    plan = plan_of(examples()["double-ceiling"], today="2027-01-01")
    (late,) = (note for note in plan["notes"] if note["code"] == "channel_too_late")
    assert (late["channel"], late["values"]["cycle_days"], late["values"]["days_late"]) == ("largest", 635, 635 - 364)


def answer(example: Example, of: str) -> float:
    """A figure of an example, by its name in the data."""
    question, *words = of.split()
    found: float = ANSWERS[question](example, *words)
    return found


def stage_total(example: Example, stage: str) -> Any:
    return plan_of(example)["totals"]["stages"][stage]["exact"]


def whole_total(example: Example, stage: str) -> Any:
    return plan_of(example)["totals"]["stages"][stage]["whole"]


def quarter(example: Example, number: str, stage: str) -> float:
    """Entries into a stage in a quarter, where all of them fall into that quarter."""
    inside = {f"2027-{month:02}" for month in range(3 * int(number) - 2, 3 * int(number) + 1)}
    months = {month["month"]: month["stages"][stage]["exact"] or 0.0 for month in plan_of(example)["months"]}
    assert not any(value for month, value in months.items() if month not in inside)
    return math.fsum(months.values())


def spend(example: Example) -> Any:
    return plan_of(example)["totals"]["spend"]


def activity(example: Example, key: str) -> Any:
    return channel_of(plan_of(example), key)["activity"]["exact"]


def entries(example: Example, key: str) -> Any:
    return channel_of(plan_of(example), key)["entries"]["exact"]


def deals(example: Example, key: str) -> Any:
    return channel_of(plan_of(example), key)["deals"]["exact"]


def acquisition_cost(example: Example, key: str) -> Any:
    return channel_of(plan_of(example), key)["cac"]


def per(example: Example, unit: str, step: str) -> float:
    """Units of a step for every thousand units of the only channel's activity."""
    assert unit == "thousand"
    (channel,) = plan_of(example)["channels"]
    made = math.fsum(month["steps"][step] or 0.0 for month in channel["months"])
    return 1000 * made / (channel["activity"]["exact"] or math.nan)


def heads(example: Example, role: str) -> float:
    (peak,) = (found["heads_peak"] for found in plan_of(example)["team"] if found["role"] == role)
    return peak


def kpi(example: Example, key: str) -> Any:
    (value,) = (found["value"] for found in plan_of(example)["kpis"] if found["key"] == key)
    return value


def forward(example: Example, figure: str, key: str = "") -> Any:
    """What the example's activity brings; with a channel's key, of that channel."""
    given = {name: {MONTH: float(units)} for name, units in example["given"]["activity"].items()}
    result: Forward | Mapping[str, Any] = run_forward(scenario_of(example), given)
    if key:
        (result,) = (channel for channel in result["channels"] if channel["key"] == key)
    return result[figure]  # type: ignore[literal-required]


def velocity(example: Example, days: str) -> float:
    given = example["given"]
    a_day, reason = sales_velocity(given["opportunities"], given["deal_value"], given["win"], given["cycle_days"])
    assert a_day is not None, reason
    return a_day * int(days)


def low(example: Example, converted: str, entered: str) -> float:
    return wilson_interval(int(converted), int(entered))[0]


def high(example: Example, converted: str, entered: str) -> float:
    return wilson_interval(int(converted), int(entered))[1]


def fewest(example: Example, converted: str, entered: str) -> float:
    return int(converted) / high(example, converted, entered)


def most(example: Example, converted: str, entered: str) -> float:
    return int(converted) / low(example, converted, entered)


ANSWERS: Mapping[str, Any] = {
    "stages": stage_total,
    "whole": whole_total,
    "quarter": quarter,
    "spend": spend,
    "activity": activity,
    "entries": entries,
    "deals": deals,
    "cac": acquisition_cost,
    "per": per,
    "heads": heads,
    "kpi": kpi,
    "forward": forward,
    "velocity": velocity,
    "low": low,
    "high": high,
    "fewest": fewest,
    "most": most,
}


def plan_of(example: Example, **changes: Any) -> Plan:
    return make_plan(scenario_of(example, **changes))


def channel_of(plan: Plan, key: str) -> Any:
    (channel,) = (channel for channel in plan["channels"] if channel["key"] == key)
    return channel


def scenario_of(example: Example, **changes: Any) -> Scenario:
    """The example as a scenario of bookings from nothing, in a single month and without lags unless it says so."""
    given = example["given"]
    stages = given["stages"]
    value = given.get("deal_value", 1000.0)
    lags = given.get("lags", [0] * len(given["rates"]))
    steps = zip(stages, stages[1:], given["rates"], lags, strict=False)
    plain = {"enters": stages[0], "activity": "contact"}
    channels = [plain | channel | {"name": channel["key"]} for channel in given.get("channels", [{"key": "all", "share": 1}])]
    document = {
        "name": example["id"],
        "start": MONTH,
        "months": given.get("months", 1),
        "seasonality": given.get("seasonality"),
        "goal": {"baseline": 0, "target": given.get("revenue", given.get("deals", 0) * value)},
        "deal": {"value": value},
        "stages": [{"key": stage, "name": stage} for stage in stages],
        "conversions": [{"from": left, "to": reached, "rate": rate, "lag_days": lag} for left, reached, rate, lag in steps],
        "channels": channels,
        "team": given.get("team", []),
    }
    return Scenario.model_validate(document | changes)


def exactly(figure: float) -> Any:
    """A figure that equals another to the decimals it is written with; a whole number, to the last digit."""
    decimals = -int(Decimal(str(figure)).as_tuple().exponent)
    return pytest.approx(figure, rel=1e-12, abs=0.5 * 10**-decimals if isinstance(figure, float) else 1e-9)


def shown(figure: float, shows: str) -> int:
    """A figure as its source prints it."""
    if shows == "floor":
        return math.floor(figure)
    unit = 100 if shows == "nearest hundred" else 1
    return round(figure / unit) * unit

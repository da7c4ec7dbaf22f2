"""The engine against a simulation that puts every deal on its day and walks it back."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, note, settings

from app.planner.plan import Figure, Plan, PlanChannel
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import make_document, make_small_document
from tests.oracle.day_by_day import Figures, plan_by_day, whole
from tests.planner.strategies import documents, extreme_documents

Document = Mapping[str, Any]
Series = Mapping[Any, float | None]

PRECISION = 1e-9
MINOR_UNITS = {"USD": 0.01, "EUR": 0.01, "JPY": 1.0, "KWD": 0.001}
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(documents(whole_days=True))
def test_the_engine_agrees_with_the_simulation_by_days(document: Document) -> None:
    note(json.dumps(document, ensure_ascii=False))
    figures = plan_by_day(document)
    assume(not _stands_on_an_edge(document, figures))
    plan = make_plan(Scenario.model_validate(document))
    assert_agreement(document, plan, figures)


@pytest.mark.parametrize("measure", ["bookings", "arr", "recognised"])
@pytest.mark.parametrize("today", [None, "2026-11-21", "2027-05-03"])
def test_the_engine_agrees_on_the_company(measure: str, today: str | None) -> None:
    document = make_document(goal={"measure": measure, "next_growth": 0.2}, today=today, channels={"paid_search": {"ceiling": 5000}})
    assert_agreement(document, make_plan(Scenario.model_validate(document)), plan_by_day(document))


SMALL_CASES: dict[str, dict[str, Any]] = {
    "deals of the pipeline that close before the start": {
        "goal": {"measure": "recognised"},
        "today": "2026-12-11",
        "pipeline": {"lead": 310},
    },
    "a fixed cost before the first activity": {"channels": {"ads": {"cost": {"fixed_per_month": 50}}}, "seasonality": [0] * 11 + [1]},
    "a ceiling reached": {"channels": {"ads": {"ceiling": 70, "steps": [{"name": "visit", "yield": 1}, {"name": "lead", "yield": 0.5}]}}},
    "work for the next period before this one starts": {"goal": {"next_growth": 0.2}, "conversions": {"lead": {"lag_days": 400}}},
    "work for the next period under a ceiling": {
        "goal": {"next_growth": 1.0},
        "conversions": {"lead": {"lag_days": 45}},
        "channels": {"ads": {"ceiling": 300, "cost": {"per": "click", "amount": 3, "fixed_per_month": 50}}},
    },
    "a month without a working day": {"today": "2027-01-31", "channels": {"ads": {"capacity": {"per_working_day": 2}}}},
    "all too late": {"today": "2027-12-05"},
    "only a channel without a share in time": {
        "today": "2027-12-15",
        "channels": [
            {"key": "slow", "name": "Slow", "enters": "lead", "share": 1, "activity": "visit"},
            {"key": "quick", "name": "Quick", "enters": "lead", "share": 0, "activity": "call", "conversions": {"lead": {"lag_days": 1}}},
        ],
    },
    "today long after the end": {"today": "2030-01-01", "pipeline": {"lead": 100}},
    "nothing to win": {"goal": {"growth": 0}, "today": "2028-06-01"},
    "more in the pipeline than needed": {"pipeline": {"lead": 2000}},
    "customers that leave": {
        "goal": {"measure": "recognised"},
        "existing": {"retention": 0.8, "expansion": 0.1, "committed": 1000},
        "months": 18,
    },
}


@pytest.mark.parametrize("changes", SMALL_CASES.values(), ids=SMALL_CASES.keys())
def test_the_engine_agrees_on_small_cases(changes: dict[str, Any]) -> None:
    document = make_small_document(**changes)
    assert_agreement(document, make_plan(Scenario.model_validate(document)), plan_by_day(document))


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(extreme_documents())
def test_extreme_scenarios_have_figures_or_reasons_but_no_nan(document: Document) -> None:
    note(json.dumps(document, ensure_ascii=False))
    json.dumps(make_plan(Scenario.model_validate(document)), allow_nan=False)


def _stands_on_an_edge(document: Document, figures: Figures) -> bool:
    """Whether a rounding error decides between two plans: nothing to win or next to nothing, a ceiling reached or nearly."""
    lacking = figures["gap"] - figures["bridge"]["surplus"]
    if 0 < abs(lacking) < 1e-6 * max(1.0, figures["bridge"]["target"]):
        return True
    ceilings = {channel["key"]: channel.get("ceiling") for channel in document["channels"]}
    yields = {channel["key"]: math.prod(step["yield"] for step in channel["steps"]) for channel in document["channels"]}
    uses = [units * yields[key] / ceilings[key] for (key, _), units in figures["linear"].items() if ceilings[key]]
    return any(abs(use - 1) < 1e-3 for use in uses)


def assert_agreement(document: Document, plan: Plan, figures: Figures) -> None:
    """Every figure of a plan that the simulation knows."""
    assert_bridge(plan, figures)
    assert_status(plan, figures)
    assert_deals(plan, figures)
    assert_months(document, plan, figures)
    for channel in plan["channels"]:
        assert_channel(channel, plan, figures)
    assert_totals(plan, figures)
    assert_team(plan, figures)
    assert_next(document, plan, figures)
    assert_proof(plan, figures)


def assert_bridge(plan: Plan, figures: Figures) -> None:
    scale = max(abs(part) for part in figures["bridge"].values())
    for part, expected in figures["bridge"].items():
        assert_money(f"bridge {part}", plan["bridge"][part], expected, plan, scale)  # type: ignore[literal-required]
    bridge = plan["bridge"]
    left = math.fsum(bridge[part] for part in ("baseline", "churned", "expanded", "committed", "pipeline", "new_business"))
    assert left == pytest.approx(bridge["target"] + bridge["surplus"], rel=1e-14, abs=MINOR_UNITS[plan["currency"]] / 100), (
        "the bridge does not add up"
    )


def assert_status(plan: Plan, figures: Figures) -> None:
    if figures["gap"] == 0:
        assert plan["status"] == "met"
    elif figures["days_late"] is not None:
        assert plan["status"] == "infeasible"
        (late,) = (found for found in plan["notes"] if found["code"] == "infeasible_time")
        assert late["values"]["days_late"] == figures["days_late"]
        assert late["values"]["cycle_days"] == figures["shortest_cycle"]
    elif None in figures["spend"].values():
        assert plan["status"] == "infeasible"
    elif any(moved > PRECISION for moved in figures["moved"].values()) or any(
        over > PRECISION for over in figures["over_capacity"].values()
    ):
        assert plan["status"] == "at_risk"
    else:
        assert plan["status"] in ("ok", "at_risk")


def assert_deals(plan: Plan, figures: Figures) -> None:
    deals = {channel["key"]: channel["deals"]["exact"] for channel in plan["channels"]}
    assert_series("deals", deals, figures["deals"])
    moved = {channel["key"]: channel["moved_deals"] for channel in plan["channels"]}
    assert_series("moved deals", moved, figures["moved"])
    if figures["gap"] > 0:
        assert_series("share used", {channel["key"]: channel["share_used"] for channel in plan["channels"]}, figures["share_used"])


def assert_months(document: Document, plan: Plan, figures: Figures) -> None:
    """The plan's own months: entries over all channels, revenue, pipeline, spend."""
    months = [month["month"] for month in plan["months"]]
    assert months == figures["months"]
    for stage in (stage["key"] for stage in document["stages"]):
        expected: dict[str, float] = dict.fromkeys(months, 0.0)
        for (_, entered, month), entries in figures["entries"].items():
            expected[month] += entries if entered == stage else 0.0
        assert_figures(f"entries into {stage}", {month["month"]: month["stages"][stage] for month in plan["months"]}, expected)
    assert_series("pipeline deals", {month["month"]: month["pipeline_deals"] for month in plan["months"]}, figures["pipeline_deals"])
    assert_money_series("revenue", {month["month"]: month["revenue"] for month in plan["months"]}, figures["revenue"], plan)
    brought = {month["month"]: month["pipeline_revenue"] for month in plan["months"]}
    assert_money_series("pipeline revenue", brought, figures["pipeline_revenue"], plan)
    assert_money_series("spend", {month["month"]: month["spend"] for month in plan["months"]}, _over_channels(figures["spend"]), plan)


def assert_channel(channel: PlanChannel, plan: Plan, figures: Figures) -> None:
    key, months = channel["key"], {month["month"]: month for month in channel["months"]}
    assert channel["window"] == figures["window"][key]
    assert_figures(f"activity of {key}", {at: month["activity"] for at, month in months.items()}, _of_channel(figures["activity"], key))
    for stage in {stage for month in months.values() for stage in month["stages"]} | _seconds(figures["entries"], key):
        expected = {at: entries for (owner, entered, at), entries in figures["entries"].items() if (owner, entered) == (key, stage)}
        assert_figures(f"{stage} by {key}", {at: month["stages"][stage] for at, month in months.items()}, expected)
    for step in {step for month in months.values() for step in month["steps"]} | _seconds(figures["steps"], key):
        volumes = {at: units for (owner, made, at), units in figures["steps"].items() if (owner, made) == (key, step)}
        assert_series(f"{step} of {key}", {at: month["steps"][step] for at, month in months.items()}, volumes)
    worked = {at: float(month["working_days"]) for at, month in months.items()}
    assert_series(f"working days of {key}", worked, _of_channel(figures["working_days"], key))
    rates = {at: month["per_working_day"] for at, month in months.items()}
    busy = {at: rate for at, rate in _of_channel(figures["per_working_day"], key).items() if _of_channel(figures["activity"], key)[at] != 0}
    assert_series(f"a working day of {key}", {at: rate for at, rate in rates.items() if at in busy}, busy)
    assert_money_series(f"spend of {key}", {at: month["spend"] for at, month in months.items()}, _of_channel(figures["spend"], key), plan)
    excess = {at: month["over_capacity"] for at, month in months.items()}
    assert_series(f"over capacity of {key}", excess, _of_channel(figures["over_capacity"], key))
    assert_risk(key, plan, figures)
    assert_outreach(channel, figures)
    assert_channel_totals(channel, plan, figures)


def assert_channel_totals(channel: PlanChannel, plan: Plan, figures: Figures) -> None:
    key = channel["key"]
    if figures["days_late"] is not None:
        return
    units, spend = _of_channel(figures["activity"], key), _of_channel(figures["spend"], key)
    if None not in units.values():
        assert_number(f"activity of {key}", channel["activity"]["exact"], math.fsum(units.values()), 1)
        assert_whole(f"activity of {key}", channel["activity"]["whole"], math.fsum(units.values()))
        assert_money(f"spend of {key}", channel["spend"], math.fsum(spend.values()), plan)
    else:
        assert channel["activity"]["exact"] is channel["spend"] is None
    entries = math.fsum(value for (owner, stage, _), value in figures["entries"].items() if (owner, stage) == (key, channel["enters"]))
    assert_number(f"entries by {key}", channel["entries"]["exact"], entries, 1)
    assert_whole(f"entries by {key}", channel["entries"]["whole"], entries)
    assert_whole(f"deals of {key}", channel["deals"]["whole"], figures["deals"][key])
    assert_money(f"revenue of {key}", channel["revenue"], figures["share_used"][key] * figures["gap"], plan)
    assert channel["cycle_days"] == figures["cycle"][key]


def assert_risk(key: str, plan: Plan, figures: Figures) -> None:
    at_risk = figures["deals_at_risk"][key]
    found = [said["values"]["deals_at_risk"] for said in plan["notes"] if said["code"] == "over_capacity" and said.get("channel") == key]
    assert_number(f"deals at risk by {key}", sum(found), at_risk, figures["deals"][key] or 0.0)  # type: ignore[arg-type]  # a note's values are objects


def assert_outreach(channel: PlanChannel, figures: Figures) -> None:
    expected, found = figures["outreach"].get(channel["key"]), channel["outreach"]
    if not expected or not found:
        return
    assert_number("mails per prospect", found["emails_per_prospect"], expected["mails"], 1)
    assert_number("prospects", found["prospects"]["exact"], expected["prospects"], expected["prospects"])
    assert_whole("prospects", found["prospects"]["whole"], expected["prospects"])
    assert_whole("mailboxes", found["mailboxes"], expected["mailboxes_exact"])
    if found["mailboxes"] == expected["mailboxes"]:
        assert found["domains"] == expected["domains"]


def assert_totals(plan: Plan, figures: Figures) -> None:
    totals = plan["totals"]
    for stage, figure in totals["stages"].items():
        if figures["days_late"] is not None:
            assert figure["exact"] is figure["whole"] is None
            continue
        expected = math.fsum(entries for (_, entered, _), entries in figures["entries"].items() if entered == stage)
        assert_number(f"{stage} in all", figure["exact"], expected, expected)
        assert_whole(f"{stage} in all", figure["whole"], expected)
    for stage, figure in totals["before_start"].items():
        early = [
            value for (_, entered, month), value in figures["entries"].items() if entered == stage and month < plan["horizon"]["start"][:7]
        ]
        if figures["days_late"] is None:
            assert_number(f"{stage} before the start", figure["exact"], math.fsum(early), 1)
            assert_whole(f"{stage} before the start", figure["whole"], math.fsum(early))
    assert_number("pipeline deals", totals["pipeline_deals"], math.fsum(figures["pipeline_deals"].values()), 1)
    revenue = math.fsum(figures["revenue"].values()) if figures["days_late"] is None else None
    assert_money("revenue in all", totals["revenue"], revenue, plan)
    spend = None if None in figures["spend"].values() or revenue is None else math.fsum(figures["spend"].values())
    assert_money("spend in all", totals["spend"], spend, plan)
    assert_money("people cost", totals["people_cost"], figures["people_cost"], plan)
    assert_money("hires' cost", totals["hires_cost"], figures["hires_cost"], plan)
    assert_number("moved deals in all", totals["moved_deals"], math.fsum(figures["moved"].values()), 1)
    for key, rate in totals["per_working_day"].items():
        units, days = _of_channel(figures["activity"], key), math.fsum(_of_channel(figures["working_days"], key).values())
        peak = _of_channel(figures["per_working_day"], key)
        if units and days and None not in units.values():
            assert_number(f"mean rate of {key}", rate["mean"], math.fsum(units.values()) / days, 1)
        if peak and None not in peak.values():
            assert_number(f"peak rate of {key}", rate["peak"], max(peak.values()), 1)


def assert_team(plan: Plan, figures: Figures) -> None:
    for role, expected in zip(plan["team"], figures["team"], strict=True):
        assert_series("load", {month["month"]: month["load"] for month in role["months"]}, expected["load"])
        needed = {month["month"]: float(month["heads_needed"]) for month in role["months"]}
        hired = {month["month"]: float(month["hires"]) for month in role["months"]}
        if not _heads_are_certain(expected):
            continue
        assert_series("heads needed", needed, expected["heads"])
        assert_series("hires", hired, expected["hires"])
        assert role["hire_by"] == expected["hire_by"]


def _heads_are_certain(expected: Figures) -> bool:
    """Whether no load stands so near to a whole number of heads that a rounding error decides."""
    dust = {exact: PRECISION * max(1.0, exact) for exact in expected["heads_exact"].values()}
    return all(whole(exact - off) == whole(exact + off) for exact, off in dust.items())


def assert_next(document: Document, plan: Plan, figures: Figures) -> None:
    serves = plan["totals"]["next"]
    if serves is None:
        assert not any(figures["next_entries"].values())
        return
    for stage in (stage["key"] for stage in document["stages"]):
        expected: dict[str, float] = defaultdict(float)
        for (_, entered, month), entries in figures["next_entries"].items():
            expected[month] += entries if entered == stage else 0.0
        total = math.fsum(expected.values())
        assert_number(f"{stage} for the next period", serves["stages"].get(stage, 0.0), total, total)
        months = {month["month"]: month["next"]["stages"].get(stage, 0.0) if "next" in month else 0.0 for month in plan["months"]}
        assert_series(f"{stage} for the next period", months, expected)
    spend = _over_channels(figures["next_spend"])
    if None in spend.values():
        return
    assert_money("spend for the next period", serves["spend"], math.fsum(value or 0.0 for value in spend.values()), plan)
    by_month = {month["month"]: month["next"]["spend"] if "next" in month else 0.0 for month in plan["months"]}
    assert_money_series("spend for the next period", by_month, spend, plan)


def assert_proof(plan: Plan, figures: Figures) -> None:
    if not plan["proof"] or plan["status"] in ("met", "infeasible"):
        return
    same = all(plan["proof"]["entries"][key] == entries for key, entries in figures["proof"]["entries"].items())
    if same:
        assert_money("over the goal", plan["proof"]["over"], figures["proof"]["over"], plan, figures["gap"])


def assert_number(name: str, found: float | None, expected: float | None, scale: float) -> None:
    if expected is None or found is None:
        assert found is expected, f"{name}: {found} instead of {expected}"
        return
    assert abs(found - expected) <= PRECISION * max(1.0, abs(scale), abs(expected)), f"{name}: {found} instead of {expected}"


def assert_series(name: str, found: Series, expected: Series) -> None:
    """Figures by month or by channel; where one of the two says nothing, it means 0."""
    scale = math.fsum(abs(value or 0.0) for value in expected.values())
    for key in sorted(found.keys() | expected.keys()):
        assert_number(f"{name}, {key}", found.get(key, 0.0), expected.get(key, 0.0), scale)


def assert_figures(name: str, found: Mapping[str, Figure], expected: Series) -> None:
    """Exact figures by month, and whole ones whose running total is the ceiling of the exact one."""
    assert_series(name, {key: figure["exact"] for key, figure in found.items()}, expected)
    running, targets = 0.0, 0.0
    for month in sorted(found):
        if expected.get(month, 0.0) is None:
            return
        running += expected.get(month) or 0.0
        targets += found[month]["whole"] or 0.0
        assert_whole(f"{name} up to {month}", targets, running)


def assert_whole(name: str, found: float | None, exact: float) -> None:
    """A whole number that the exact figure gives, forgiving what a rounding error can do at the edge."""
    dust = PRECISION * max(1.0, exact)
    assert found is not None, name
    assert found == int(found), name
    assert whole(exact - dust) <= found <= whole(exact + dust), f"{name}: {found} for {exact}"


def assert_money(name: str, found: float | None, expected: float | None, plan: Plan, scale: float = 0.0) -> None:
    if expected is None or found is None:
        assert found is expected, f"{name}: {found} instead of {expected}"
        return
    tolerance = MINOR_UNITS[plan["currency"]] + PRECISION * max(abs(expected), scale)
    assert abs(found - expected) <= tolerance, f"{name}: {found} instead of {expected}"


def assert_money_series(name: str, found: Series, expected: Series, plan: Plan) -> None:
    scale = math.fsum(abs(value or 0.0) for value in expected.values())
    for key in sorted(found.keys() | expected.keys()):
        assert_money(f"{name}, {key}", found.get(key, 0.0), expected.get(key, 0.0), plan, scale)


def _of_channel(series: Mapping[tuple[str, str], Any], key: str) -> dict[str, Any]:
    return {month: value for (owner, month), value in series.items() if owner == key}


def _over_channels(series: Mapping[tuple[str, str], float | None]) -> dict[str, float | None]:
    """The sum over the channels by month; a month that one of them cannot do has none."""
    months: dict[str, float | None] = {}
    for (_, month), value in series.items():
        so_far = months.get(month, 0.0)
        months[month] = None if value is None or so_far is None else so_far + value
    return months


def _seconds(series: Mapping[tuple[str, str, str], Any], key: str) -> set[str]:
    return {second for owner, second, _ in series if owner == key}

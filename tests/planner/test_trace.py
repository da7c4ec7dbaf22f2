"""Every figure of a plan leads back to the assumptions it comes from."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.planner.plan import Plan, Trace, TraceSource, TraceStep
from app.planner.present import make_plan
from app.planner.rounding import ceiling
from app.planner.scenario import Scenario
from app.planner.trace import UnknownFigure, trace_figure
from tests.examples import LEFT_OUT, make_document, make_scenario, make_small_document

ECHOES = re.compile(r"/horizon/months|/channels/\d+/share|/team/\d+/heads|/months/\d+/next/.*|/notes/.*")
"""What the scenario says, said again; what serves the period after, month by month; and the notes, which point at figures."""
SOME_MONTHS = ("0", "6", "13")

VARIANTS: dict[str, dict[str, Any]] = {
    "the company": {},
    "recognised revenue": {
        "goal": {"measure": "recognised", "next_growth": 0.2},
        "existing": {"retention": 0.9, "expansion": 0.05, "committed": 1000},
    },
    "a goal in money": {"goal": {"growth": LEFT_OUT, "target": 5_100_000}, "today": None, "seasonality": None},
    "a ceiling reached": {"channels": {"paid_search": {"ceiling": 350}}},
    "a ceiling near": {"channels": {"paid_search": {"ceiling": 400}}},
    "capacity, outreach and influence": {
        "channels": {
            "cold_email": {"capacity": {"per_working_day": 40}, "outreach": {"touches": 4, "reply_probability": 0.2}, "influenced": 0.5}
        }
    },
    "a team for an activity and a channel": {
        "channels": {"content": {"activity": "email", "cost": {"per": "email"}}},
        "team": [{"role": role, "handles": role, "load_per_head_per_month": 500, "ramp_months": 3} for role in ("email", "cold_email")],
    },
    "nearly too late": {"today": "2027-09-05"},
    "all too late": {"today": "2027-12-30"},
    "nothing to win": {"goal": {"growth": -0.5}},
}


def leaves(value: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Numbers of a plan with their pointers; of its months only a few."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}/{name}")
    elif isinstance(value, list | tuple):
        for position, part in enumerate(value):
            if not path.endswith("/months") or str(position) in SOME_MONTHS:
                yield from leaves(part, f"{path}/{position}")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def figures(plan: Plan) -> list[tuple[str, float]]:
    return [(path, number) for path, number in leaves(plan) if not ECHOES.fullmatch(path)]


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS.keys())
def test_every_figure_has_a_trace_that_begins_with_it(changes: dict[str, Any]) -> None:
    scenario = make_scenario(**changes)
    plan = make_plan(scenario)
    for path, number in figures(plan):
        trace = trace_figure(scenario, path)
        assert trace["figure"] == path
        assert trace["steps"], path
        if not path.endswith("/whole"):
            assert trace["steps"][0]["result"] == pytest.approx(number, rel=1e-9, abs=1e-9), path
        assert trace["sources"] or plan["status"] == "infeasible", path


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS.keys())
def test_sources_are_inputs_of_the_scenario_with_their_values(changes: dict[str, Any]) -> None:
    scenario = make_scenario(**changes)
    document = scenario.model_dump(mode="json")
    plan = make_plan(scenario)
    headlines = [
        path for path, _ in figures(plan) if re.fullmatch(r"/(totals|bridge|channels/\d+|kpis|team/\d+|proof)/[^/]+(/value)?", path)
    ]
    for path in headlines:
        for source in trace_figure(scenario, path)["sources"]:
            found: Any = document
            for part in source["pointer"].split("/")[1:]:
                found = found[int(part)] if isinstance(found, list) else found[part]
            if source["unit"] != "text" and found is not None:
                assert source["value"] == found, (path, source)


def test_a_whole_figure_is_told_by_its_exact_one() -> None:
    scenario = make_scenario()
    plan = make_plan(scenario)
    for key, figure in plan["totals"]["stages"].items():
        step = trace_figure(scenario, f"/totals/stages/{key}/whole")["steps"][0]
        assert step["result"] == figure["exact"]
        assert float(ceiling(step["result"])) == figure["whole"]  # type: ignore[arg-type]  # a scalar is an array too


def test_a_figure_without_a_value_still_has_no_invented_one() -> None:
    """The lifetime value is unbounded; spend and spend per deal are unknown at the ceiling."""
    scenario = make_scenario(channels={"paid_search": {"ceiling": 350}})
    plan = make_plan(scenario)
    lifetime = [kpi["key"] for kpi in plan["kpis"]].index("lifetime_value")
    assert "kpi lifetime_value" not in names(trace_figure(scenario, f"/kpis/{lifetime}"))
    assert trace_figure(scenario, "/totals/spend")["steps"] == []
    assert trace_figure(scenario, "/channels/1/cac")["steps"] == []


def names(trace: Trace) -> list[str]:
    return [step["name"] for step in trace["steps"]]


def values(step: TraceStep) -> dict[str, float]:
    return {value["name"]: value["value"] for value in step["values"]}


def source(trace: Trace, pointer: str) -> TraceSource:
    (found,) = (source for source in trace["sources"] if source["pointer"] == pointer)
    return found


def small(**changes: Any) -> Scenario:
    return Scenario.model_validate(make_small_document(**changes))


def test_clicks_go_back_to_leads_deals_and_the_gap() -> None:
    """2,000 clicks <- 1,000 leads <- 100 deals <- a million <- 2,000,000 - 1,000,000."""
    trace = trace_figure(small(), "/channels/0/activity")
    assert [(step["name"], step["result"]) for step in trace["steps"]] == [
        ("activity ads", pytest.approx(2000)),
        ("entries ads lead", pytest.approx(1000)),
        ("deals ads", pytest.approx(100)),
        ("share_used ads", 1.0),
        ("new_business", 1_000_000),
        ("target", 2_000_000),
        ("churned", 0),
        ("expanded", 0),
        ("committed", 0),
        ("pipeline", 0),
    ]
    activity, entries, deals, _, gap, *_ = trace["steps"]
    assert values(activity) == {"entries": pytest.approx(1000), "lead": 0.5}
    assert values(entries) == {"deals": pytest.approx(100), "lead > deal": 0.1}
    assert values(deals) == {"share": 1.0, "new business": 1_000_000, "deal value": 10_000}
    assert values(gap)["target"] - values(gap)["baseline"] == 1_000_000


def test_the_mock_s_e_mails_a_working_day_are_traced_as_it_shows_them() -> None:
    """9,327.4 e-mails over 226 working days; 180.95 SQLs / (0.97 x 0.04 x 0.5); 22.62 deals = 0.3 x 904,757 / 12,000."""
    trace = trace_figure(make_scenario(), "/totals/per_working_day/cold_email/mean")
    a_day, activity, entries, deals = trace["steps"][:4]
    assert a_day["result"] == pytest.approx(41.27, abs=0.005)
    assert values(a_day) == {"email": pytest.approx(9327.4, abs=0.05), "working days": 226}
    assert values(activity) == {"entries": pytest.approx(180.95, abs=0.005), "delivered": 0.97, "reply": 0.04, "meeting": 0.5}
    assert values(entries) == {"deals": pytest.approx(22.62, abs=0.005), "sql > opportunity": 0.5, "opportunity > deal": 0.25}
    assert values(deals) == {"share": 0.3, "new business": pytest.approx(904_757, abs=1), "deal value": 12_000}


def test_a_rate_was_counted_or_typed() -> None:
    trace = trace_figure(make_scenario(), "/totals/stages/lead")
    counted = source(trace, "/conversions/3/rate")
    assert (counted["origin"], counted["value"]) == ("counted", 0.25)
    assert (counted["detail"]["converted"], counted["detail"]["entered"]) == (78, 310)
    typed = source(trace, "/conversions/2/rate")
    assert (typed["origin"], typed["detail"]) == ("typed", {"low": 0.42, "high": 0.57})


def test_a_rate_says_who_set_it_from_what() -> None:
    changes = {"basis": "cohort", "period": "2026", "set_by": "Maya", "source": "CRM export"}
    trace = trace_figure(make_scenario(conversions={"lead": changes}), "/totals/stages/lead")
    detail = source(trace, "/conversions/0/rate")["detail"]
    assert {name: detail[name] for name in changes} == changes


def test_a_channel_s_own_rate_is_its_own_source() -> None:
    trace = trace_figure(make_scenario(), "/channels/1/entries")
    own = source(trace, "/channels/1/conversions/lead/rate")
    assert (own["value"], own["origin"]) == (0.22, "typed")
    assert "/conversions/0/rate" not in [found["pointer"] for found in trace["sources"]]


def test_a_default_is_told_from_what_was_typed() -> None:
    typed = trace_figure(make_scenario(), "/bridge/churned")
    assert source(typed, "/existing/retention")["origin"] == "typed"
    left_out = trace_figure(make_scenario(existing=LEFT_OUT), "/bridge/churned")
    assert (source(left_out, "/existing/retention")["origin"], source(left_out, "/existing/retention")["value"]) == ("default", 1)


def test_a_stage_is_among_what_was_typed_only_where_somebody_said_what_it_means() -> None:
    stages = [dict(each, definition="") for each in make_document()["stages"]]
    bare = trace_figure(make_scenario(stages=stages), "/totals/stages/lead")
    assert [each["pointer"] for each in bare["sources"] if each["pointer"].startswith("/stages/")] == []
    stages[0]["definition"] = "Somebody who asked for an offer"
    assert source(trace_figure(make_scenario(stages=stages), "/totals/stages/lead"), "/stages/0/name")["value"] == stages[0]["definition"]


def test_an_even_season_is_the_default() -> None:
    typed = trace_figure(make_scenario(), "/totals/before_start/lead")
    assert source(typed, "/seasonality")["origin"] == "typed"
    even = trace_figure(make_scenario(seasonality=None), "/totals/before_start/lead")
    assert source(even, "/seasonality")["origin"] == "default"


def test_working_days_come_from_the_calendar_of_the_country() -> None:
    found = source(trace_figure(make_scenario(), "/totals/per_working_day/cold_email/mean"), "/country")
    assert (found["origin"], found["value"], found["detail"]["working_days"]) == ("calendar", "US", 226)
    assert found["detail"]["window"] == ("2026-11-21", "2027-10-18")


def test_a_line_of_one_channel_says_of_which() -> None:
    channels = {step["name"]: step.get("channel") for step in trace_figure(make_scenario(), "/totals/spend")["steps"]}
    assert (channels["spend"], channels["spend paid_search"], channels["deals cold_email"]) == (None, "paid_search", "cold_email")


def test_deals_are_not_worked_out_from_themselves() -> None:
    trace = trace_figure(make_scenario(), "/totals/stages/deal")
    assert trace["steps"][0]["formula"] == "deals of all channels, added up"
    assert not [name for name in names(trace) if name.startswith("entries")]


def test_the_cost_of_a_deal_with_people_is_told_with_the_hires_too() -> None:
    scenario = make_scenario()
    totals, at = make_plan(scenario)["totals"], [kpi["key"] for kpi in make_plan(scenario)["kpis"]].index("cac_loaded")
    with_hires = next(step for step in trace_figure(scenario, f"/kpis/{at}")["steps"] if step["name"] == "CAC with hires")
    money = (totals["spend"] or 0.0) + totals["people_cost"] + totals["hires_cost"]
    assert with_hires["result"] == pytest.approx(money / (totals["stages"]["deal"]["exact"] or 0.0))


def test_nothing_is_explained_twice() -> None:
    scenario = make_scenario()
    for figure in ("/totals/spend", "/totals/stages/lead", "/proof/over", "/kpis/0"):
        told = names(trace_figure(scenario, figure))
        assert len(set(told)) == len(told), figure


@pytest.mark.parametrize(
    ("figure", "suggestion"),
    [
        ("/totals/stages/leed", "/totals/stages/lead"),
        ("/total/spend", "/totals/spend"),
        ("/channels/9/deals", "/channels/2/deals"),
        ("/channels/-1/deals", "/channels/1/deals"),
        ("/bridge/new_busines", "/bridge/new_business"),
        ("/qqq", None),
    ],
)
def test_a_figure_there_is_not_comes_with_the_nearest_there_is(figure: str, suggestion: str | None) -> None:
    with pytest.raises(UnknownFigure) as caught:
        trace_figure(make_scenario(), figure)
    assert caught.value.figure == figure
    assert caught.value.nearest == suggestion


@pytest.mark.parametrize(
    "figure",
    [
        "",
        "/",
        "totals",
        "/status",
        "/channels/0/name",
        "/channels/0/window/0",
        "/channels/x/deals",
        "/channels/0/outreach/mailboxes",
        "/months/0/month",
        "/months/99/spend",
        "/totals/stages",
        "/totals/stages/lead/exact/more",
        "/notes/0/code",
        "/kpis/0/unit",
    ],
)
def test_what_is_no_figure_has_no_trace(figure: str) -> None:
    with pytest.raises(UnknownFigure):
        trace_figure(make_scenario(), figure)

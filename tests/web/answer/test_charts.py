"""Charts as options: they add up to the figures of the plan, and are told by more than colour."""

import json
import re
from dataclasses import replace

import orjson
import pytest

from app.documents import scenario_from_json
from app.planner.present import make_plan
from app.web.answer import charts, funnel_view, months_view
from app.web.assets import STATIC
from app.web.figures.ground import Ground
from app.web.state.view import View
from tests.web.samples import ENGLISH, ground, wild_document

TOKENS = set(re.findall(r"(--[a-z0-9-]+):", (STATIC / "app.css").read_text(encoding="utf-8")))


def months(found, **view):
    return charts.months(found, months_view.months(found, View.of(view)))


def bridge(found):
    return charts.bridge(found, funnel_view.bridge(found))


def drawn(chart):
    """The series that a reader sees."""
    return [one for one in chart["option"]["series"] if one["name"]]


def amounts(series):
    return [0 if value == "-" else value for value in series["data"]]


def colours(value):
    """Everything in an option that is a colour."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in ("color", "borderColor") and isinstance(part, str):
                yield part
            else:
                yield from colours(part)
    elif isinstance(value, list):
        for part in value:
            yield from colours(part)


CHARTS = {
    "bridge": bridge,
    "a shortened bridge": lambda found: bridge(found),
    "months": months,
    "quarters": lambda found: months(found, period="quarter"),
    "spend": lambda found: months(found, show="spend"),
    "activity": lambda found: months(found, show="activity"),
}


@pytest.mark.parametrize("show", ["lead", "mql", "sql", "opportunity", "deal"])
def test_the_bars_of_a_month_add_up_to_the_figure_of_the_plan(show):
    found = ground()
    series = drawn(months(found, show=show))
    for position, month in enumerate(found.plan["months"]):
        assert sum(amounts(one)[position] for one in series) == month["stages"][show]["whole"]


def test_exact_bars_add_up_to_the_exact_figures():
    found = replace(ground(), exact=True)
    series = drawn(months(found))
    for position, month in enumerate(found.plan["months"]):
        assert sum(amounts(one)[position] for one in series) == pytest.approx(month["stages"]["sql"]["exact"], abs=0.02)


def test_the_bridge_is_drawn_from_what_came_before():
    found = ground()
    option = bridge(found)["option"]
    lower = option["series"][0]["data"]
    heights = [max(amounts(one)[position] for one in drawn({"option": option})) for position in range(len(lower))]
    parts = funnel_view.bridge(found).parts
    assert [low + height for low, height in zip(lower, heights, strict=True)] == pytest.approx(
        [max(part.before, part.before + part.amount) for part in parts], abs=0.02
    )
    assert option["yAxis"]["min"] == 3_500_000


def test_a_bridge_that_goes_down_is_drawn_downwards():
    found = ground({"/existing/retention": 0.9})
    option = bridge(found)["option"]
    churned = found.plan["bridge"]["churned"]
    assert churned < 0
    assert option["series"][0]["data"][1] == pytest.approx(4_000_000 + churned)


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS.keys())
def test_colours_are_tokens_of_the_style_sheet_and_never_literal(make):
    found = list(colours(make(ground())["option"]))
    assert found
    assert {colour for colour in found if colour != "transparent"} <= TOKENS


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS.keys())
def test_every_chart_describes_itself_and_every_series_has_a_name(make):
    chart = make(ground())
    assert chart["option"]["aria"]["label"]["description"]
    silent = [one for one in chart["option"]["series"] if not one["name"]]
    assert all(one.get("silent") for one in silent)
    assert len({one["name"] for one in drawn(chart)}) == len(drawn(chart))


def test_channels_are_told_by_pattern_too():
    series = drawn(months(ground()))
    decals = [json.dumps(one["itemStyle"].get("decal")) for one in series]
    assert len(series) == 3
    assert len(set(decals)) == 3


def test_channels_beyond_three_share_one_series():
    scenario = scenario_from_json(orjson.dumps(wild_document()))
    found = Ground(scenario, make_plan(scenario), ENGLISH)
    assert [one["name"] for one in drawn(months(found))][-1] == "37 other channels"


def test_every_channel_that_does_something_has_its_own_lane_of_activity():
    chart = months(ground(), show="activity")
    assert [title["text"] for title in chart["option"]["title"]] == ["Cold email, e-mails", "Paid search, clicks", "Blog, posts"]
    assert len(chart["option"]["grid"]) == len(chart["option"]["series"]) == 3


@pytest.mark.parametrize("show", ["sql", "spend", "activity"])
def test_where_nothing_is_to_be_done_nothing_is_drawn(show):
    assert months(ground({"/today": "2027-11-20"}), show=show) == {}


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS.keys())
def test_an_option_is_small(make):
    assert len(orjson.dumps(make(ground()))) < 6000

"""Charts as ECharts options: what is drawn where, in which pattern. No HTML, and no colour.

Wherever an option wants a colour it names a token of the style sheet, as '--s1'; the page's script puts in what the token is under
the theme at hand. A channel is told by its pattern, too (plain, stripes, dots), so that nothing is said by colour alone. A chart
stands on the columns of its table, which carries the labels and the figures: so a chart here has neither.
"""

from collections.abc import Sequence
from typing import Any

from app.planner.text import N_
from app.web.answer.funnel_view import BridgeView
from app.web.answer.month_rows import ACTIVITY, SPEND, Row, label_of
from app.web.answer.months_view import MonthsView
from app.web.figures.ground import NIL, Ground

Chart = dict[str, Any]
"""An option, and what else its drawing takes: texts for the tip of each column, or how figures are written there."""

_STRIPES = {"symbol": "rect", "symbolSize": 1, "rotation": 0.7854, "dashArrayX": [1, 0], "dashArrayY": [3, 3], "color": "--s2"}
_DOTS = {"symbol": "circle", "symbolSize": 0.85, "dashArrayX": [[3, 3], [0, 3, 3, 0]], "dashArrayY": [3, 0], "color": "--s3"}
_HATCH = {"symbol": "rect", "symbolSize": 1, "rotation": -0.7854, "dashArrayX": [1, 0], "dashArrayY": [1.5, 4], "color": "--s0"}
SERIES: dict[int, Chart] = {
    1: {"color": "--s1"},
    2: {"color": "--s2-soft", "decal": _STRIPES},
    3: {"color": "--s3-soft", "decal": _DOTS},
    0: {"color": "--s0"},
}
_EDGES = {1: "--s1", 2: "--s2", 3: "--s3", 0: "--s0"}
_PARTS: dict[str, Chart] = {
    "total": {"color": "--sum"},
    "step": {"color": "--s0"},
    "on-hand": {"color": "--sunken", "decal": _HATCH, "borderColor": "--s0", "borderWidth": 1},
    "new": {"color": "--accent-fill"},
    "nil": {"color": "--edge"},
}
_LABEL_LANE = 18
_SMALL = 44
"""Pixels of one of several charts above each other."""


def bridge(ground: Ground, view: BridgeView) -> Chart:
    """A waterfall from the baseline to the target; on a shortened axis the totals are cut open."""
    labels = [part.label for part in view.parts]
    found = {part.kind for part in view.parts}
    kinds = [kind for kind in _PARTS if kind in found]
    lower = [_number(min(part.before, part.before + part.amount)) for part in view.parts]
    levels = [part.before + part.amount for part in view.parts]
    top = max(*levels, *(part.before for part in view.parts))
    series: list[Chart] = [_bars("", lower, {"color": "transparent"}, silent=True, tooltip={"show": False})]
    for kind in kinds:
        heights = [_number(abs(part.amount)) if part.kind == kind else "-" for part in view.parts]
        series.append(_bars(_named(ground, kind), heights, _PARTS[kind], barMinHeight=2))
    series[0]["markLine"] = _steps(levels)
    if view.start > 0:
        series[1]["markPoint"] = _cuts(len(labels), view.start + (top - view.start) * 0.07)
    return {
        "option": {
            "aria": _aria(ground.say(N_("From the baseline to the target")) + ": " + _listed(view)),
            "grid": _grid(top=6),
            "xAxis": _columns(labels),
            "yAxis": {"type": "value", "show": False, "min": _number(view.start), "max": _number(top)},
            "series": series,
        },
        "tips": [part.value for part in view.parts],
    }


def months(ground: Ground, view: MonthsView) -> Chart:
    """The chosen figure by column, stacked by channel; what each channel does stands in charts of its own, for units differ."""
    if view.chosen == ACTIVITY:
        return _activity(ground, view)
    shown, parts = view.shown, view.parts
    sums = [sum([value or 0.0 for value in column]) for column in zip(*[part.values for part in parts], strict=True)]
    if shown is None or not any(sums):
        return {}
    series = [_bars(part.label, _heights(part), _channel(part)) for part in parts]
    series.append(_totals(["" if cell == NIL else cell for cell in shown.cells]))
    chart: Chart = {
        "option": {
            "aria": _aria(view.caption),
            "grid": _grid(top=_LABEL_LANE),
            "xAxis": _columns([column.title for column in view.columns]),
            "yAxis": {"type": "value", "show": False, "max": _number(max(sums, default=0.0)) or 1},
            "series": series,
        },
        "sum": label_of(ground, view.chosen),
    }
    if view.chosen == SPEND:
        chart["unit"] = shown.label
    return chart


def _activity(ground: Ground, view: MonthsView) -> Chart:
    rows = [row for row in view.parts if row.series and any(row.values)]
    if not rows:
        return {}
    lanes = range(len(rows))
    titles = [column.title for column in view.columns]
    return {
        "option": {
            "aria": _aria(ground.say(N_("Activity by month, for each channel"))),
            "title": [
                {"text": row.label, "left": 4, "top": lane * _SMALL, "textStyle": {"fontSize": 12, "fontWeight": 500, "color": "--ink-2"}}
                for lane, row in enumerate(rows)
            ],
            "grid": [{**_grid(top=lane * _SMALL + _LABEL_LANE), "height": _SMALL - _LABEL_LANE - 4} for lane in lanes],
            "xAxis": [{**_columns(titles), "gridIndex": lane} for lane in lanes],
            "yAxis": [{"type": "value", "show": False, "gridIndex": lane} for lane in lanes],
            "series": [
                {
                    **_bars(row.label, _heights(row), _channel(row)),
                    "stack": None,
                    "xAxisIndex": lane,
                    "yAxisIndex": lane,
                }
                for lane, row in enumerate(rows)
            ],
        },
        "height": len(rows) * _SMALL,
    }


def _bars(name: str, values: Sequence[object], style: Chart, **more: object) -> Chart:
    return {"type": "bar", "name": name, "stack": "all", "barWidth": "66%", "data": list(values), "itemStyle": style, **more}


def _heights(row: Row) -> list[object]:
    """What is nothing is not drawn, not even as a line."""
    return [_number(value) if value else "-" for value in row.values]


def _channel(row: Row) -> Chart:
    number = row.series or 0
    return {**SERIES[number], "borderColor": "--surface" if number in (0, 1) else _EDGES[number], "borderWidth": 0.75}


def _totals(labels: Sequence[str]) -> Chart:
    """Nothing on top of every stack, to carry its label."""
    data = [{"value": 0, "label": {"formatter": text, "show": bool(text)}} for text in labels]
    label = {"position": "top", "distance": 4, "color": "--ink", "fontSize": 12, "fontWeight": 500}
    return {**_bars("", data, {"color": "transparent"}, silent=True, label=label), "labelLayout": {"hideOverlap": True}}


def _steps(levels: Sequence[float]) -> Chart:
    """Dashes from each bar to the next, at the level that they share."""
    pairs = [[{"coord": [place, _number(level)]}, {"coord": [place + 1, _number(level)]}] for place, level in enumerate(levels[:-1])]
    line = {"color": "--edge", "type": [2, 3], "width": 1}
    return {"silent": True, "symbol": "none", "animation": False, "lineStyle": line, "label": {"show": False}, "data": pairs, "z": 1}


def _cuts(count: int, level: float) -> Chart:
    """A slanting gap across the totals at both ends."""
    data = [{"coord": [place, _number(level)]} for place in (0, count - 1)]
    look = {"symbol": "rect", "symbolSize": [200, 4], "symbolRotate": 6, "itemStyle": {"color": "--surface"}}
    return {**look, "silent": True, "animation": False, "label": {"show": False}, "data": data}


def _columns(titles: Sequence[str]) -> Chart:
    return {"type": "category", "show": False, "data": list(titles)}


def _grid(top: int) -> Chart:
    return {"left": 0, "right": 0, "top": top, "bottom": 0}


def _aria(description: str) -> Chart:
    return {"label": {"description": description}}


def _listed(view: BridgeView) -> str:
    return ", ".join(f"{part.label} {part.value}" for part in view.parts)


def _named(ground: Ground, kind: str) -> str:
    return ground.say(_KINDS[kind])


_KINDS = {
    "total": N_("Totals"),
    "step": N_("Existing customers"),
    "on-hand": N_("On hand"),
    "new": N_("To be won"),
    "nil": N_("Nothing"),
}


def _number(value: float) -> float:
    """As few digits as a picture needs."""
    short = round(value, 2)
    return int(short) if short == int(short) else short

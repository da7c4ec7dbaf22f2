"""Charts of answers as ECharts options, with tokens of the style sheet for colours. No HTML. Each stands above its table."""

from collections.abc import Sequence
from itertools import cycle

from app.web.answer.charts import SERIES
from app.web.what_if.shapes import Chart

_LABEL = {"color": "--ink-3", "fontSize": 12}
_AXIS = {
    "axisLine": {"lineStyle": {"color": "--edge"}},
    "axisTick": {"show": False},
    "axisLabel": {**_LABEL, "hideOverlap": True},
}
_VALUES = {"type": "value", "axisLabel": {**_LABEL, "hideOverlap": True}, "splitLine": {"lineStyle": {"color": "--line"}}}
_NAMES = {**_LABEL, "width": 170, "overflow": "break", "lineHeight": 13, "interval": 0}
_GRID = {"left": 8, "right": 24, "top": 16, "bottom": 4, "containLabel": True}
_COLOURS = ("--s1", "--s2", "--s3", "--s0", "--accent-fill")
_DASHES = ("solid", "dashed", "dotted", [8, 3, 2, 3], [2, 6])
_MARKS = (("diamond", "--s2", "left"), ("circle", "--accent", "top"))
ROW = 30
"""Pixels of a bar that lies."""

Line = tuple[str, Sequence[float | None]]
"""What a line is of, and its values; None where there is none."""


def lines(
    about: str, columns: Sequence[str], drawn: Sequence[Line], tips: Sequence[str], *, level: float | None = None, from_zero: bool = False
) -> Chart:
    """Lines over columns, told apart by colour and dash; `level` is a line across, such as what was wanted."""
    series = [_line(name, values, colour, dash) for (name, values), colour, dash in zip(drawn, cycle(_COLOURS), cycle(_DASHES))]
    if level is not None:
        series[0]["markLine"] = _across(level)
    return _chart(
        about, {"type": "category", "data": list(columns), "boundaryGap": False, **_AXIS}, {**_VALUES, "scale": not from_zero}, series, tips
    )


def marked(chart: Chart, marks: Sequence[tuple[str, int, float]]) -> Chart:
    """A chart over columns with single points in it, each by its name, which stands beside it, its column and its value."""
    option = chart["option"]
    empty = ["-"] * len(option["xAxis"]["data"])
    points = [_point(*mark, empty, *look) for mark, look in zip(marks, cycle(_MARKS))]
    return {**chart, "option": {**option, "series": [*option["series"], *points]}}


def fan(about: str, columns: Sequence[str], levels: Sequence[Sequence[float | None]], tips: Sequence[str], names: Sequence[str]) -> Chart:
    """Levels of a distribution by column, the middle one drawn strongest."""
    middle = len(levels) // 2
    series = []
    for place, (name, values) in enumerate(zip(names, levels, strict=True)):
        line = _line(name, values, "--accent-fill" if place == middle else "--s0", "solid" if place == middle else "dashed")
        line["lineStyle"]["width"] = 2.5 if place == middle else 1.25
        series.append(line)
    return _chart(about, {"type": "category", "data": list(columns), "boundaryGap": False, **_AXIS}, dict(_VALUES), series, tips)


def tornado(about: str, names: Sequence[str], low: Line, high: Line, tips: Sequence[str]) -> Chart:
    """For each name two bars that lie, from the plan's own figure to that at either end, the low striped; the first name on top."""
    axis = {"type": "category", "data": list(names), "inverse": True, **_AXIS}
    axis["axisLabel"] = _NAMES
    series = [
        {**_bars(low[0], low[1], "--s2-soft"), "barGap": "-100%"},
        {**_bars(high[0], high[1], "--s1"), "barGap": "-100%"},
    ]
    series[0]["itemStyle"] = {**SERIES[2], "borderColor": "--s2", "borderWidth": 1}
    chart = _chart(about, dict(_VALUES), axis, series, tips)
    return {**chart, "height": ROW * len(names) + 44}


def lying(about: str, names: Sequence[str], values: Sequence[float | None], tips: Sequence[str]) -> Chart:
    """A bar that lies for each name, the first on top."""
    axis = {"type": "category", "data": list(names), "inverse": True, **_AXIS}
    axis["axisLabel"] = _NAMES
    chart = _chart(about, dict(_VALUES), axis, [_bars("", values, "--s1")], tips)
    return {**chart, "height": ROW * len(names) + 44}


def standing(about: str, columns: Sequence[str], name: str, values: Sequence[float | None], tips: Sequence[str]) -> Chart:
    """A bar for each column."""
    return _chart(about, {"type": "category", "data": list(columns), **_AXIS}, dict(_VALUES), [_bars(name, values, "--s1")], tips)


def _chart(about: str, x: Chart, y: Chart, series: list[Chart], tips: Sequence[str]) -> Chart:
    option = {"aria": {"label": {"description": about}}, "grid": _GRID, "xAxis": x, "yAxis": y, "series": series}
    return {"option": option, "tips": list(tips)}


def _line(name: str, values: Sequence[float | None], colour: str, dash: object) -> Chart:
    return {
        "type": "line",
        "name": name,
        "symbol": "none",
        "lineStyle": {"color": colour, "width": 2, "type": dash},
        "itemStyle": {"color": colour},
        "data": ["-" if value is None else _short(value) for value in values],
    }


def _point(name: str, column: int, value: float, empty: Sequence[object], symbol: str, colour: str, side: str) -> Chart:
    data = [*empty[:column], _short(value), *empty[column + 1 :]]
    label = {"show": True, "formatter": "{a}", "position": side, "color": "--ink-2", "fontSize": 12}
    return {
        "type": "line",
        "name": name,
        "symbol": symbol,
        "symbolSize": 11,
        "showAllSymbol": True,
        "itemStyle": {"color": colour},
        "label": label,
        "data": data,
    }


def _bars(name: str, values: Sequence[float | None], colour: str) -> Chart:
    heights = ["-" if value is None else _short(value) for value in values]
    return {"type": "bar", "name": name or " ", "barWidth": "62%", "data": heights, "itemStyle": {"color": colour}}


def _across(level: float) -> Chart:
    line = {"color": "--accent", "type": [4, 3], "width": 1.5}
    return {"silent": True, "symbol": "none", "label": {"show": False}, "lineStyle": line, "data": [{"yAxis": _short(level)}]}


def _short(value: float) -> float:
    """As many digits as a picture needs."""
    return float(f"{value:.7g}")

"""Pictures of what was measured, as ECharts options with tokens for colours: converted by age, lags, the season. No HTML."""

import bisect
from typing import Any

from app.history.measured import Lag, Rate, Season
from app.language import Language
from app.planner.text import N_
from app.web.figures import measured

Chart = dict[str, Any]

POINTS = 120
BINS = 40
_LABEL = {"color": "--ink-3", "fontSize": 12}
_AXIS = {"axisLine": {"lineStyle": {"color": "--edge"}}, "axisTick": {"show": False}, "axisLabel": _LABEL}
_VALUES = {"type": "value", "axisLabel": _LABEL, "splitLine": {"lineStyle": {"color": "--line"}}}
_GRID = {"left": 8, "right": 24, "top": 12, "bottom": 4, "containLabel": True}


def curve(rate: Rate, language: Language) -> Chart:
    """The share that has gone on by age. Who is lost by then is told beside it: drawn, the many would press the few to the ground."""
    if len(rate.curve.days) < 2:
        return {}
    ages = _ages(rate.watched_days or rate.curve.days[-1])
    went_on = [rate.curve.at(age) for age in ages]
    lost = [lost_by(rate, age) for age in ages] if any(rate.curve.lost) else []
    say = language.gettext
    series = [_line(say(N_("Gone on")), went_on, "--accent-fill")]
    caption = say(N_("Share gone on by days since %(stage)s"), stage=rate.from_stage)
    return {
        "option": {
            "aria": {"label": {"description": caption}},
            "grid": _GRID,
            "xAxis": {"type": "category", "data": [language.whole(age) for age in ages], "boundaryGap": False, **_AXIS},
            "yAxis": {**_VALUES, "axisLabel": {**_LABEL, "formatter": "{value}%"}},
            "series": series,
        },
        "tips": [_tip(on, lost[place] if lost else None, language) for place, on in enumerate(went_on)],
    }


def lags(lag: Lag, language: Language) -> Chart:
    """How many took how long, in at most forty bars."""
    bins = lag_bins(lag)
    if not bins:
        return {}
    names = [_span_name(first, last, language) for first, last, _ in bins]
    counts = [count for *_, count in bins]
    return {
        "option": {
            "aria": {"label": {"description": language.gettext(N_("How many took how many days"))}},
            "grid": _GRID,
            "xAxis": {"type": "category", "data": names, **_AXIS, "axisLabel": {**_LABEL, "hideOverlap": True}},
            "yAxis": {**_VALUES, "minInterval": 1},
            "series": [_bars(language.gettext(N_("Went on")), counts)],
        },
        "tips": [language.whole(count) for count in counts],
    }


def lag_bins(lag: Lag) -> list[tuple[int, int, int]]:
    """First and last day of each bar with how many; bars of one width, and a long tail is left to `later`."""
    if not lag.days:
        return []
    last = min(_last_day(lag), _far(lag))
    width = max(lag.bin_days, -(-(last + 1) // BINS))
    starts = range(0, last + 1, width)
    counts = [0] * len(starts)
    for day, count in zip(lag.days, lag.counts, strict=True):
        if max(day, 0) // width < len(counts):
            counts[max(day, 0) // width] += count
    return [(first, first + width - 1, count) for first, count in zip(starts, counts, strict=True)]


def later(lag: Lag) -> tuple[int, int]:
    """How many took longer than the bars show, and the last day that those show; none where the bars show all."""
    bins = lag_bins(lag)
    shown = sum(count for *_, count in bins)
    return sum(lag.counts) - shown, bins[-1][1] if bins else 0


def _last_day(lag: Lag) -> int:
    return max(lag.days) + lag.bin_days - 1


def _far(lag: Lag) -> int:
    """Beyond it there is a tail of single buyers that would press everything else together."""
    return max(int(1.6 * (lag.p90 or 0)), 6)


def season(found: Season, language: Language) -> Chart:
    """Twelve indices around 1."""
    if found.indices is None:
        return {}
    names = [language.month_short(2001, month) for month in range(1, 13)]
    return {
        "option": {
            "aria": {"label": {"description": language.gettext(N_("Won deals by month against the mean month"))}},
            "grid": _GRID,
            "xAxis": {"type": "category", "data": names, **_AXIS},
            "yAxis": dict(_VALUES),
            "series": [
                {
                    **_bars(language.gettext(N_("Index")), [round(index, 3) for index in found.indices]),
                    "markLine": {
                        "silent": True,
                        "symbol": "none",
                        "label": {"show": False},
                        "lineStyle": {"color": "--edge", "type": [3, 3]},
                        "data": [{"yAxis": 1}],
                    },
                }
            ],
        },
        "tips": [
            language.number(index, 2) + (f" ({_interval(found, place, language)})" if found.intervals else "")
            for place, index in enumerate(found.indices)
        ],
    }


def _interval(found: Season, place: int, language: Language) -> str:
    assert found.intervals is not None
    low, high = found.intervals[place].low, found.intervals[place].high
    return language.gettext(measured.SPAN, low=language.number(low, 2), high=language.number(high, 2))


def _ages(watched: int) -> list[int]:
    step = max(1, -(-watched // POINTS))
    ages = list(range(0, watched + 1, step))
    return ages if ages[-1] == watched else [*ages, watched]


def lost_by(rate: Rate, age: int) -> float:
    """The share that is lost by an age."""
    position = bisect.bisect_right(rate.curve.days, age) - 1
    return 0.0 if position < 0 else rate.curve.lost[position]


def _tip(on: float, lost: float | None, language: Language) -> str:
    words = language.gettext(N_("days: %(share)s gone on"), share=measured.rate(on, language))
    return words if lost is None else f"{words}\n" + language.gettext(N_("%(share)s lost"), share=measured.rate(lost, language))


def _span_name(first: int, last: int, language: Language) -> str:
    return language.whole(first) if first == last else f"{language.whole(first)}–{language.whole(last)}"


def _line(name: str, values: list[float], colour: str) -> Chart:
    return {
        "type": "line",
        "name": name,
        "step": "end",
        "symbol": "none",
        "lineStyle": {"color": colour, "width": 2},
        "areaStyle": {"color": colour, "opacity": 0.08},
        "itemStyle": {"color": colour},
        "data": [round(100 * value, 2) for value in values],
    }


def _bars(name: str, values: list[Any]) -> Chart:
    return {"type": "bar", "name": name, "barWidth": "82%", "data": values, "itemStyle": {"color": "--s1"}}

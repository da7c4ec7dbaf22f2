"""What is known of a plan under way: deals won by month up to a day, and what is open on it; seen to fit the plan."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.planner.faults import Fault, nearest
from app.planner.inputs import Inputs, compile_scenario
from app.planner.pipeline import worth_by_day
from app.planner.scenario import MONEY_LIMIT, Scenario
from app.planner.timing import timing_of
from app.questions.levers import PIPELINE_LIMIT, today_of
from app.questions.refused import QuestionRefused, refuse

DEALS_LIMIT = 1e12
"""The most deals that were won."""


@dataclass(frozen=True)
class Won:
    """What was won in a month, or in all.

    Attributes:
        deals: how many.
        revenue: what their first year is worth, money, as in the scenario's deal value: what of it counts follows from the measure.
    """

    deals: float = 0.0
    revenue: float = 0.0


@dataclass(frozen=True)
class Actuals:
    """What is known on the evening of a day.

    Attributes:
        until: that day, the last one known.
        won: by month, as 2027-01; of the first month from the plan's own `today` on, of the last one up to `until`.
        pipeline: how many are open in each stage; None for what the scenario says.
    """

    until: dt.date
    won: Mapping[str, Won]
    pipeline: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Span:
    """The days that actuals are of, from the first of the horizon: [since, morning), and the months that these touch.

    Attributes:
        since: the first of them: the plan's own `today`, or the first of the horizon.
        morning: the first day that is not known any more.
        stretches: the days of each month among them, by its label: first, and end excluded.
    """

    since: float
    morning: float
    stretches: Mapping[str, tuple[float, float]]


def span_of(scenario: Scenario, until: dt.date) -> Span:
    """The days from where the plan began to one that is known.

    Raises:
        QuestionRefused: `day_outside`, with the nearest that is not.
    """
    inputs = compile_scenario(scenario)
    calendar, day = inputs.calendar, float((until - inputs.calendar.start).days)
    first, last = _days_of(scenario, inputs)
    if not first <= day <= last:
        ends = (calendar.date(first).isoformat(), calendar.date(last).isoformat())
        raise refuse("day_outside", "until", given=until.isoformat(), first=ends[0], last=ends[1], nearest=ends[int(day > last)])
    since, morning = max(float(inputs.today[0]), 0.0), day + 1
    labels = calendar.labels[calendar.before :]
    months = zip(labels, pairwise(calendar.horizon_edges.tolist()), strict=True)
    stretches = {label: (max(begin, since), min(end, morning)) for label, (begin, end) in months}
    return Span(since, morning, {label: (begin, end) for label, (begin, end) in stretches.items() if end > begin})


def _days_of(scenario: Scenario, inputs: Inputs) -> tuple[float, float]:
    """The first and the last day that can be the last one known: the eve of the plan's first day, and the end of the horizon."""
    begins = min(float(timing_of(inputs).window_start.min()), 0.0)
    field = today_of(scenario)  # the day after is one that the field takes
    return max(math.floor(begins), field.low) - 1, min(inputs.calendar.end, field.high) - 1


def evenly(scenario: Scenario, until: dt.date, won: Won) -> dict[str, Won]:
    """What was won in all, by month, as if it had been won evenly over the days since the plan began.

    Raises:
        QuestionRefused: `day_outside`; `value_out_of_range`; `nothing_yet` where no day has gone in which anything could be won.
    """
    span = span_of(scenario, until)
    path = ("won_in_all",)
    if faults := [*_figure_faults(path, won), *_total_faults(path, scenario, won.revenue)]:
        raise QuestionRefused(faults)
    days = sum(end - begin for begin, end in span.stretches.values())
    if not days and (won.deals or won.revenue):
        raise refuse("nothing_yet", *path, given=until.isoformat(), first=_first(scenario, span))
    parts = {label: (end - begin) / days for label, (begin, end) in span.stretches.items()}
    return {label: Won(won.deals * part, won.revenue * part) for label, part in parts.items()}


def _first(scenario: Scenario, span: Span) -> str:
    return compile_scenario(scenario).calendar.date(span.since).isoformat()


def see_that_it_fits(scenario: Scenario, actuals: Actuals) -> Span:
    """The days that actuals are of, once they are seen to be of this plan.

    Raises:
        QuestionRefused: `day_outside`, `month_not_known`, `nothing_yet`, `value_out_of_range`, `unknown_stage`, `pipeline_at_last`.
    """
    span = span_of(scenario, actuals.until)
    if faults := [*_won_faults(scenario, actuals, span), *_pipeline_faults(scenario, actuals.pipeline or {})]:
        raise QuestionRefused(faults)
    return span


def _won_faults(scenario: Scenario, actuals: Actuals, span: Span) -> Iterator[Fault]:
    known = list(span.stretches)
    for month, won in actuals.won.items():
        if not known:
            values: dict[str, object] = {"given": actuals.until.isoformat(), "first": _first(scenario, span)}
            yield Fault(("won", month), "nothing_yet", values)
        elif month not in known:
            near = min(max(month, known[0]), known[-1])
            near = near if near in known else known[0]
            yield Fault(("won", month), "month_not_known", {"given": month[:40], "first": known[0], "last": known[-1], "nearest": near})
        yield from _figure_faults(("won", month), won)
    yield from _total_faults(("won",), scenario, sum(won.revenue for won in actuals.won.values()))


def _figure_faults(path: tuple[str, ...], won: Won) -> Iterator[Fault]:
    yield from _range_faults((*path, "deals"), won.deals, DEALS_LIMIT)
    yield from _range_faults((*path, "revenue"), won.revenue, MONEY_LIMIT)


def _total_faults(path: tuple[str, ...], scenario: Scenario, total: float) -> Iterator[Fault]:
    """What was won is written beside what was signed before, in one field."""
    room = MONEY_LIMIT - scenario.existing.committed
    if math.isfinite(total) and total > room:
        yield from _range_faults(path, total, room)


def _range_faults(path: tuple[str, ...], given: float, most: float) -> Iterator[Fault]:
    if not 0 <= given <= most:
        yield Fault(path, "value_out_of_range", {"given": given, "low": 0.0, "high": most})


def _pipeline_faults(scenario: Scenario, pipeline: Mapping[str, float]) -> Iterator[Fault]:
    known = scenario.stage_keys[:-1]
    for key, count in pipeline.items():
        if key not in known:
            code = "pipeline_at_last" if key == scenario.stage_keys[-1] else "unknown_stage"
            yield Fault(("pipeline", key), code, {"given": key[:60], "nearest": nearest(key, known), "known": list(known)})
        yield from _range_faults(("pipeline", key), count, PIPELINE_LIMIT)


def counts(inputs: Inputs, won: Mapping[str, Won], span: Span) -> float:
    """What deals that were won bring to the goal by the end of the horizon, money.

    Bookings and arr: their first-year value. Recognised: what is earned of it by then, for each month the mean of f over its known days.
    """
    total = 0.0
    for month, each in won.items():
        begin, end = span.stretches[month]
        worth = worth_by_day(inputs, np.array([begin, end]))
        total += each.revenue * float(worth[1] - worth[0]) / (end - begin)
    return total

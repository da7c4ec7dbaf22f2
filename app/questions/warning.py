"""Early warning: what falls short this month, as the deals and revenue that will be missing when they would have closed."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.planner.engine import Outputs, evaluate
from app.planner.faults import nearest
from app.planner.forward import Brought, Ramps, bring, entries_of_activity, monthly_ramps
from app.planner.funnel import funnel_of
from app.planner.inputs import compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.refused import refuse


@dataclass(frozen=True)
class Missing:
    """What a shortfall will cost.

    Attributes:
        channel, month: where it fell short.
        planned, short: units of activity in that month, and how many of them were not done.
        entries: entries that are missing at the channel's first stage.
        months: the months of the horizon, as 2027-01.
        deals, revenue: what is missing in each of them, (M,); revenue as the goal counts it, money.
        deals_after: deals that would have closed after the horizon.
        felt: the month in which most of the missing deals would have closed; None where none would have.
        stages: missing entries into each stage by month shown, (N, T).
        shown: the months shown.
    """

    channel: str
    month: str
    planned: float
    short: float
    entries: float
    months: tuple[str, ...]
    deals: Array
    revenue: Array
    deals_after: float
    felt: str | None
    stages: Array
    shown: tuple[str, ...]


def missing(scenario: Scenario, channel: str, month: str, short: float) -> Missing:
    """What units of activity that were not done in a month take away later; the rest of the plan goes on as it is.

    Args:
        scenario: the plan.
        channel: by its key.
        month: as 2027-01, one in which the plan asks for activity.
        short: units that were not done, up to all that were planned.

    Raises:
        QuestionRefused: `unknown_channel`, `no_activity` in that month, `short_out_of_range`.
    """
    outputs = evaluate(compile_scenario(scenario))
    place, position, planned = _place(scenario, outputs, channel, month)
    if not 0 < short <= planned * (1 + 1e-9):
        raise refuse("short_out_of_range", "short", given=short, high=planned, nearest=planned if short > 0 else min(1.0, planned))
    short = min(short, planned)
    ramps = _lost(outputs, place, position, planned, short)
    return _told(scenario, outputs, place, month, planned, short, ramps)


def _place(scenario: Scenario, outputs: Outputs, channel: str, month: str) -> tuple[int, int, float]:
    keys, labels = [each.key for each in scenario.channels], outputs.inputs.calendar.labels
    if channel not in keys:
        raise refuse("unknown_channel", "channel", given=channel[:60], nearest=nearest(channel, keys), known=keys)
    place = keys.index(channel)
    busy = [label for label, units in zip(labels, outputs.months.activity[0, place].tolist(), strict=True) if units > 0]
    if month not in busy:
        first, last = (busy[0], busy[-1]) if busy else (None, None)
        raise refuse("no_activity", "month", given=month[:60], first=first, last=last, nearest=_nearest_month(month, busy))
    position = labels.index(month)
    return place, position, float(outputs.months.activity[0, place, position])


def _nearest_month(given: str, busy: Sequence[str]) -> str | None:
    """The month of some that is nearest to one written as 2027-03 or 2027-3, the first for what is no month; None where there are none."""
    year, _, month = given.partition("-")
    if not busy or not (re.fullmatch("[0-9]{4}", year) and re.fullmatch("0?[1-9]|1[0-2]", month)):
        return next(iter(busy), None)
    written = f"{year}-{int(month):02d}"
    return min(busy, key=lambda label: (abs(_months(label) - _months(written)), label))


def _months(label: str) -> int:
    year, month = label.split("-")
    return 12 * int(year) + int(month)


def _lost(outputs: Outputs, place: int, position: int, planned: float, short: float) -> Ramps:
    """The entries of that month that go missing: near a ceiling fewer than the month's average a unit."""
    inputs, funnel = outputs.inputs, funnel_of(outputs.inputs)
    activity = np.zeros((1, inputs.enters.size, inputs.calendar.shown))
    activity[0, place, position] = planned
    ramps = monthly_ramps(inputs, funnel, outputs.timing, activity)
    per_unit, ceiling = funnel.per_unit, inputs.ceiling
    left = activity.copy()
    left[0, place, position] = planned - short
    lost = entries_of_activity(activity, per_unit, ceiling) - entries_of_activity(left, per_unit, ceiling)
    return dataclasses.replace(ramps, entries=lost)


def _told(scenario: Scenario, outputs: Outputs, place: int, month: str, planned: float, short: float, ramps: Ramps) -> Missing:
    inputs = outputs.inputs
    calendar = inputs.calendar
    brought: Brought = bring(inputs, outputs.funnel, ramps)
    closed = brought.stages[0, place, -1, calendar.before :]
    return Missing(
        channel=scenario.channels[place].key,
        month=month,
        planned=planned,
        short=short,
        entries=float(ramps.entries.sum()),
        months=tuple(calendar.labels[calendar.before :]),
        deals=closed,
        revenue=brought.revenue[0, place],
        deals_after=float(brought.late[0, place]),
        felt=calendar.labels[calendar.before + int(closed.argmax())] if closed.any() else None,
        stages=brought.stages[0, place],
        shown=tuple(calendar.labels),
    )

"""A scenario compiled to arrays: the engine's only food.

Every array has a leading batch axis of length B, or of length 1 where all lanes share the value: numpy's broadcasting
then computes what is shared once. That is the whole difference between a plan, a what-if and a Monte Carlo run.
Axes: B lanes, C channels, N stages, T months shown, M months of the horizon, Y steps.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.planner.goal import target_of
from app.planner.months import Calendar, calendar, first_of_month, months_back_to
from app.planner.rounding import Array
from app.planner.scenario import Channel, Scenario

NEVER = -np.inf
"""The day of a `today` that is not given: nothing is too late."""


@dataclass(frozen=True)
class Inputs:
    """What the engine evaluates; shapes with B or 1 lanes.

    Attributes:
        calendar: months, edges, working days; the same for all lanes.
        recognised: whether revenue counts as it is earned.
        enters: stage at which each channel enters, shape (C,).
        paid: position of what each channel pays for, 0 for the activity, shape (C,).
        steps: how many steps each channel has, C of them.
        target, baseline, retention, expansion, committed: (B,), money and fractions a year.
        next_growth: (B,), or None where the period after is not planned.
        today: first day on which activity can happen, (B,); `NEVER` where none is given.
        weights: seasonality, (B, M), summing to 1.
        share, deal_value: (B, C).
        rates, lags: (B, C, N - 1), with what each channel overrides.
        channel_lag: days from activity to entry, (B, C).
        total_lag: days from activity to deal, (B, C), following from the two.
        yields: (B, C, Y), padded with 1.
        unit_cost, fixed_cost: money per paid unit and per active month, (B, C).
        ceiling, capacity_per_day, capacity_per_month: (B, C), infinite where not given.
        pipeline: open in each stage but the last, (B, N - 1).
    """

    calendar: Calendar
    recognised: bool
    enters: npt.NDArray[np.intp]
    paid: npt.NDArray[np.intp]
    steps: tuple[int, ...]
    target: Array
    baseline: Array
    retention: Array
    expansion: Array
    committed: Array
    next_growth: Array | None
    today: Array
    weights: Array
    share: Array
    deal_value: Array
    rates: Array
    lags: Array
    channel_lag: Array
    total_lag: Array
    yields: Array
    unit_cost: Array
    fixed_cost: Array
    ceiling: Array
    capacity_per_day: Array
    capacity_per_month: Array
    pipeline: Array

    def lanes(self, first: int, last: int) -> "Inputs":
        """The lanes [first, last), as views; what all lanes share stays shared."""
        changes = {name: value[first:last] for name in BATCHED if (value := getattr(self, name)) is not None and value.shape[0] > 1}
        return dataclasses.replace(self, **changes)

    @cached_property
    def bent(self) -> npt.NDArray[np.intp]:
        """Positions of the channels with a ceiling in any lane."""
        bent: npt.NDArray[np.intp] = np.logical_or.reduce(np.isfinite(self.ceiling), axis=0).nonzero()[0]
        return bent

    @cached_property
    def limited(self) -> bool:
        """Whether any channel of any lane has a capacity."""
        return min(float(np.minimum.reduce(most, axis=None)) for most in (self.capacity_per_day, self.capacity_per_month)) < math.inf

    @property
    def batch(self) -> int:
        """How many lanes there are."""
        return max(int(value.shape[0]) for name in BATCHED if (value := getattr(self, name)) is not None)

    @property
    def timings(self) -> int:
        """How many lanes there are of what sets the days: 1 where all share `today`, season and lags."""
        return max(len(array) for array in (self.today, self.weights, self.lags, self.channel_lag))

    def vary(self, **arrays: Array) -> "Inputs":
        """The same inputs with some of them different in each lane; the calendar reaches back far enough for all."""
        varied = dataclasses.replace(self, **arrays)  # type: ignore[arg-type]  # names are checked by replace
        lag = total_lags(varied.enters, varied.lags, varied.channel_lag)
        now = self.calendar
        covering = _covering(now.start, now.months, now.country, varied.today, lag, after=varied.next_growth is not None)
        return dataclasses.replace(varied, calendar=covering, total_lag=lag)


BATCHED = tuple(
    field.name for field in dataclasses.fields(Inputs) if field.name not in {"calendar", "recognised", "enters", "paid", "steps"}
)


def total_lags(enters: npt.NDArray[np.intp], lags: Array, channel_lag: Array) -> Array:
    """Days from a channel's activity to the deal, (B, C)."""
    passed = lags * (np.arange(lags.shape[-1]) >= enters[:, None])
    return np.add.accumulate(passed, axis=-1)[..., -1] + channel_lag


def _covering(start: dt.date, months: int, country: str, today: Array, longest: Array, *, after: bool) -> Calendar:
    """A calendar that reaches back to every lane's first day of activity, and as far ahead as the lags where asked."""
    first_day = min(float(np.minimum.reduce(np.maximum(today[:, None], -longest), axis=None)), 0.0)
    before = months_back_to(start, math.floor(first_day + 1e-9))
    return calendar(start, months, before, math.ceil(float(longest.max()) / 28) + 1 if after else 0, country)


def _limit(value: float | None) -> float:
    return math.inf if value is None else value


def _numbers(scenario: Scenario, channel: Channel) -> tuple[float, ...]:
    """What a channel has one figure of each: share, deal value, lag, costs and limits."""
    cost, capacity = channel.cost, channel.capacity
    value = scenario.deal.value if channel.deal.value is None else channel.deal.value
    limits = _limit(channel.ceiling), _limit(capacity.per_working_day), _limit(capacity.per_month)
    return channel.share, value, channel.lag_days, cost.amount, cost.fixed_per_month, *limits


def _conversions(scenario: Scenario) -> tuple[Array, Array]:
    """Rates and lags of every channel on every conversion, each (1, C, N - 1)."""
    rates, lags = [], []
    plain = scenario.ordered_conversions
    plain_rates = [conversion.rate for conversion in plain]
    plain_lags = [conversion.lag_days for conversion in plain]
    for channel in scenario.channels:
        if not channel.conversions:
            rates.append(plain_rates)
            lags.append(plain_lags)
            continue
        overrides = [channel.conversions.get(conversion.from_stage) for conversion in plain]
        pairs = list(zip(overrides, plain, strict=True))
        rates.append([own.rate if own is not None and own.rate is not None else common.rate for own, common in pairs])
        lags.append([own.lag_days if own is not None and own.lag_days is not None else common.lag_days for own, common in pairs])
    return np.array([rates]), np.array([lags])


def _yields(channels: Sequence[Channel]) -> Array:
    longest = max(len(channel.steps) for channel in channels)
    return np.array([[[step.yield_ for step in channel.steps] + [1.0] * (longest - len(channel.steps)) for channel in channels]]).reshape(
        1, len(channels), longest
    )


def _paid(channel: Channel) -> int:
    if channel.cost.per is None or channel.cost.per == channel.activity:
        return 0
    return 1 + [step.name for step in channel.steps].index(channel.cost.per)


def compile_scenario(scenario: Scenario) -> Inputs:
    """One scenario as a batch of one lane."""
    start = first_of_month(scenario.start)
    channels = scenario.channels
    stages = {key: position for position, key in enumerate(scenario.stage_keys)}
    goal, existing = scenario.goal, scenario.existing
    rates, lags = _conversions(scenario)
    weights = scenario.seasonality or (1.0,) * scenario.months
    enters = np.array([stages[channel.enters] for channel in channels], dtype=np.intp)
    by_channel = np.array([_numbers(scenario, channel) for channel in channels])
    share, deal_value, channel_lag, unit_cost, fixed_cost, ceiling, per_day, per_month = by_channel.T.copy()[:, None]
    lag = total_lags(enters, lags, channel_lag)
    today = np.array([NEVER if scenario.today is None else float((scenario.today - start).days)])
    return Inputs(
        calendar=_covering(start, scenario.months, scenario.country, today, lag, after=goal.next_growth is not None),
        recognised=goal.measure == "recognised",
        enters=enters,
        paid=np.array([_paid(channel) for channel in channels], dtype=np.intp),
        steps=tuple(len(channel.steps) for channel in channels),
        target=np.array([target_of(goal)]),
        baseline=np.array([goal.baseline]),
        retention=np.array([existing.retention]),
        expansion=np.array([existing.expansion]),
        committed=np.array([existing.committed]),
        next_growth=None if goal.next_growth is None else np.array([goal.next_growth]),
        today=today,
        weights=np.array([weights]) / math.fsum(weights),
        share=share,
        deal_value=deal_value,
        rates=rates,
        lags=lags,
        channel_lag=channel_lag,
        total_lag=lag,
        yields=_yields(channels),
        unit_cost=unit_cost,
        fixed_cost=fixed_cost,
        ceiling=ceiling,
        capacity_per_day=per_day,
        capacity_per_month=per_month,
        pipeline=np.array([[scenario.pipeline.get(key, 0.0) for key in scenario.stage_keys[:-1]]], dtype=float),
    )


def stack(lanes: Sequence[Inputs]) -> Inputs:
    """Single plans of one structure (same months, stages, channels, country) as one batch.

    Raises:
        ValueError: where the structures differ.
    """
    first = lanes[0]
    for lane in lanes:
        same = lane.recognised == first.recognised and np.array_equal(lane.enters, first.enters) and np.array_equal(lane.paid, first.paid)
        if not same or (lane.calendar.start, lane.calendar.months, lane.calendar.country) != (
            first.calendar.start,
            first.calendar.months,
            first.calendar.country,
        ):
            raise ValueError("only scenarios of one structure can share a batch")
    arrays = {name: np.concatenate([getattr(lane, name) for lane in lanes]) for name in BATCHED if getattr(first, name) is not None}
    return first.vary(**arrays)

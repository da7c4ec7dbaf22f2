"""A plan worked out one day at a time, straight from docs/model.md, with nothing of the planner in it.

Deals are put on single days and walked back one by one: deals of day d entered a stage on day d - lag. Slow, and
as plain as can be, so that a person can check it by reading. Lags from activity to deal are whole days here; only
the pipeline, whose lags are means over the channels, may have a part of a day at its end.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.oracle.days import Horizon, Slice, is_working_day

Document = Mapping[str, Any]
Money = float


@dataclass
class Channel:
    """A channel's own way through the funnel, and the deals it is to close."""

    key: str
    share: float
    value: Money
    path: list[str]
    """The stages from its entry to the deal."""
    to_deal_rate: dict[str, float]
    to_deal_lag: dict[str, int]
    activity_lag: int
    yields: dict[str, float]
    """By step, the product of the yields up to it; the activity itself has 1."""
    document: Document
    first_close: int = 0
    share_used: float = 0.0
    deals_by_day: dict[int, float] = field(default_factory=dict)
    moved: float = 0.0

    @property
    def entry(self) -> str:
        return self.path[0]

    @property
    def cycle(self) -> int:
        """Days from the activity to the deal."""
        return self.to_deal_lag[self.entry] + self.activity_lag

    @property
    def deals(self) -> float:
        return math.fsum(self.deals_by_day.values())


class Simulation:
    """One scenario, simulated."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.horizon = Horizon(document["start"], document.get("months", 12))
        self.measure = document["goal"].get("measure", "bookings")
        self.stages = [stage["key"] for stage in document["stages"]]
        self.conversions = {conversion["from"]: conversion for conversion in document["conversions"]}
        self.channels = [self._channel(channel) for channel in document["channels"]]
        today = document.get("today")
        self.today = None if today is None else self.horizon.day_number(dt.date.fromisoformat(str(today)))
        self.weight = self._season()

    def _channel(self, document: Document) -> Channel:
        path = self.stages[self.stages.index(document["enters"]) :]
        rates, lags = {path[-1]: 1.0}, {path[-1]: 0}
        for stage, following in reversed(list(pairwise(path))):
            rates[stage] = self._of_conversion("rate", stage, document) * rates[following]
            lag = self._of_conversion("lag_days", stage, document)
            lags[stage] = _whole(lag) + lags[following]
        yields = {document["activity"]: 1.0}
        for step in document.get("steps", ()):
            yields[step["name"]] = list(yields.values())[-1] * step["yield"]
        return Channel(
            key=document["key"],
            share=document["share"],
            value=self._deal_value(document),
            path=path,
            to_deal_rate=rates,
            to_deal_lag=lags,
            activity_lag=_whole(document.get("lag_days", 0.0)),
            yields=yields,
            document=document,
        )

    def _of_conversion(self, name: str, stage: str, channel: Document) -> float:
        """A rate or a lag as the channel has it: its own, or the plan's."""
        own = (channel.get("conversions") or {}).get(stage, {}).get(name)
        general: float = self.conversions[stage].get(name, 0.0)
        return general if own is None else own

    def _deal_value(self, channel: Document) -> Money:
        own = (channel.get("deal") or {}).get("value")
        general: Money = self.document["deal"]["value"]
        return general if own is None else own

    def _season(self) -> dict[int, float]:
        """The weight of every day of the horizon: its month's, even over the month's days; they sum to 1."""
        by_month = self._month_weights()
        return {day: by_month[self.horizon.month_index(day)] / self.horizon.days_in_month_of(day) for day in range(self.horizon.end)}

    def _month_weights(self) -> list[float]:
        weights = self.document.get("seasonality") or [1.0] * self.horizon.months
        return [weight / math.fsum(weights) for weight in weights]

    # What a deal is worth

    def worth(self, u: float) -> float:
        """f: what a deal at month coordinate u counts towards the goal, as a share of its value."""
        return min(self.horizon.months - u, 12) / 12 if self.measure == "recognised" else 1.0

    def worth_of_day(self, day: int) -> float:
        """f over a day, whose kinks lie on month edges only: the mean of its two ends."""
        return (self.worth(self.horizon.coordinate(day)) + self._worth_at_end(day)) / 2

    def _worth_at_end(self, day: int) -> float:
        return self.worth(self.horizon.coordinate(day, fraction=1.0))

    def brought_by_month(self, slices: Iterable[tuple[Slice, Money]]) -> dict[str, Money]:
        """Revenue by month of the horizon: counted on the close, or earned over twelve months from it."""
        months: defaultdict[str, list[Money]] = defaultdict(list)
        for piece, value in slices:
            if self.measure != "recognised":
                months[self.horizon.month(piece.day)].append(piece.deals * value)
                continue
            ends = [self.horizon.coordinate(piece.day, at - piece.day) for at in (piece.starts, piece.ends)]
            for index in range(self.horizon.month_index(piece.day), self.horizon.months):
                earned = sum(_clip(index + 1 - u) - _clip(index - u) for u in ends) / 2
                months[self.horizon.key(index)].append(piece.deals * value * earned / 12)
        return _summed(months)

    # Goal, customers, pipeline, gap

    def bridge(self) -> dict[str, Money]:
        goal, existing = self.document["goal"], self.document.get("existing") or {}
        baseline = goal["baseline"]
        years = self.horizon.months / (24 if self.measure == "recognised" else 12)
        churned = baseline * (existing.get("retention", 1.0) - 1) * years
        expanded = baseline * existing.get("expansion", 0.0) * years
        committed = existing.get("committed", 0.0)
        target = goal["target"] if goal.get("target") is not None else baseline * (1 + goal["growth"])
        lacking = target - (baseline + churned + expanded) - committed
        credit = self.credit()
        return {
            "baseline": baseline,
            "churned": churned,
            "expanded": expanded,
            "committed": committed,
            "pipeline": credit,
            "new_business": max(0.0, max(0.0, lacking) - credit),
            "surplus": max(0.0, credit - lacking),
            "target": target,
        }

    def mean_over_channels(self, of: Callable[[Document], float]) -> float:
        """The mean of something over the channels, by their shares of revenue."""
        channels = self.document["channels"]
        return math.fsum(channel["share"] * of(channel) for channel in channels) / math.fsum(channel["share"] for channel in channels)

    def _mean_of_conversion(self, name: str, stage: str) -> float:
        return self.mean_over_channels(lambda channel: self._of_conversion(name, stage, channel))

    def pipeline(self) -> list[Slice]:
        """Deals out of what is open already, inside the horizon."""
        slices: list[Slice] = []
        for stage, opened in (self.document.get("pipeline") or {}).items():
            passed = self.stages[self.stages.index(stage) : -1]
            rate = math.prod(self._mean_of_conversion("rate", at) for at in passed)
            lag = math.fsum(self._mean_of_conversion("lag_days", at) for at in passed)
            slices += _spread(opened * rate, self.today or 0, lag)
        return [piece for piece in slices if 0 <= piece.day < self.horizon.end]

    def pipeline_value(self) -> Money:
        return self.mean_over_channels(self._deal_value)

    def credit(self) -> Money:
        """What the pipeline brings towards the goal."""
        return self.pipeline_value() * math.fsum(self._counted(piece) for piece in self.pipeline())

    def _counted(self, piece: Slice) -> float:
        ends = [self.worth(self.horizon.coordinate(piece.day, at - piece.day)) for at in (piece.starts, piece.ends)]
        return piece.deals * sum(ends) / 2

    # Deals by day

    def close_deals(self, gap: Money) -> int | None:
        """Put every channel's deals on days; the days by which all of them are too late, where none can close any."""
        for channel in self.channels:
            channel.first_close = 0 if self.today is None else max(0, self.today + channel.cycle)
        for channel in self.channels:
            uncut = self._deals_for(channel.share * gap, channel.value, self.weight)
            channel.moved = math.fsum(deals for day, deals in uncut.items() if day < channel.first_close)
        able = [channel for channel in self.channels if channel.share > 0 and self._shape(channel)]
        if gap > 0 and not able:
            return self.days_late()
        regained = math.fsum(channel.share for channel in self.channels) / math.fsum(channel.share for channel in able) if able else 1.0
        for channel in able:
            channel.share_used = channel.share * regained
            channel.deals_by_day = self._deals_for(channel.share_used * gap, channel.value, self._shape(channel))
        return None

    def _shape(self, channel: Channel) -> dict[int, float]:
        """The days on which the channel can still close deals, with the season's weight."""
        return {day: weight for day, weight in self.weight.items() if day >= channel.first_close and weight > 0}

    def _deals_for(self, revenue: Money, value: Money, shape: Mapping[int, float]) -> dict[int, float]:
        """Deals by day in the given shape that together bring the revenue."""
        brought = math.fsum(weight * self.worth_of_day(day) for day, weight in shape.items())
        return {day: weight * revenue / (value * brought) for day, weight in shape.items()}

    def days_late(self) -> int:
        """How many days the shortest cycle misses the last day on which a deal could close."""
        last = max(day for day, weight in self.weight.items() if weight > 0)
        return (self.today or 0) + self.shortest_cycle() - last

    def shortest_cycle(self) -> int:
        """The least days from activity to deal, of the channels that have a share in the new revenue."""
        return min(channel.cycle for channel in self.channels if channel.share > 0)

    def deals_after(self, channel: Channel) -> dict[int, float]:
        """Deals by day in the periods after this one, as far as work for them can fall inside the horizon."""
        growth = self.document["goal"].get("next_growth")
        if growth is None:
            return {}
        weights, deals = self._month_weights(), {}
        for day in range(self.horizon.end, self.horizon.end + channel.cycle):
            period, month = divmod(self.horizon.month_index(day), self.horizon.months)
            deals[day] = channel.deals * (1 + growth) ** period * weights[month] / self.horizon.days_in_month_of(day)
        return deals

    # Up the funnel

    def entries(self, channel: Channel, stage: str, deals_by_day: Mapping[int, float]) -> dict[str, float]:
        """Entries into a stage by month: deals of day d entered on day d - lag."""
        lag, rate = channel.to_deal_lag[stage], channel.to_deal_rate[stage]
        return self._by_month((day - lag, deals / rate) for day, deals in deals_by_day.items())

    def activity(self, channel: Channel, deals_by_day: Mapping[int, float]) -> dict[str, float]:
        """Units of activity by month, as they would be without a ceiling."""
        units = channel.to_deal_rate[channel.entry] * list(channel.yields.values())[-1]
        return self._by_month((day - channel.cycle, deals / units) for day, deals in deals_by_day.items())

    def _by_month(self, amounts: Iterable[tuple[int, float]]) -> dict[str, float]:
        months: defaultdict[str, list[float]] = defaultdict(list)
        for day, amount in amounts:
            if amount:
                months[self.horizon.month(day)].append(amount)
        return _summed(months)

    def window(self, channel: Channel) -> range:
        """The days on which the channel's activity serves the goal; empty where it has nothing to do."""
        if not channel.deals_by_day or channel.deals == 0:
            return range(0)
        return range(channel.first_close - channel.cycle, self.horizon.end - channel.cycle)

    def working_days(self, channel: Channel) -> dict[str, int]:
        """Working days by month of the window."""
        country = self.document.get("country", "US")
        counted: dict[str, int] = defaultdict(int)
        for day in self.window(channel):
            counted[self.horizon.month(day)] += is_working_day(country, self.horizon.date(day))
        return dict(counted)


def _whole(lag: float) -> int:
    if lag != int(lag):
        raise ValueError(f"a lag of {lag} days is not a whole number of days")
    return int(lag)


def _clip(months: float) -> float:
    return min(max(months, 0.0), 12.0)


def _summed(parts: Mapping[str, list[float]]) -> dict[str, float]:
    return {key: math.fsum(values) for key, values in parts.items()}


def _spread(deals: float, first: int, lag: float) -> list[Slice]:
    """Deals spread evenly over the days [first, first + lag); all at one moment where there is no lag."""
    if lag == 0:
        return [Slice(first, first, deals, first)]
    slices = []
    for day in range(first, first + math.ceil(lag)):
        end = min(day + 1, first + lag)
        slices.append(Slice(day, end, deals * (end - day) / lag, day))
    return slices

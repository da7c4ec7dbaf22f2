"""What a measurement has for a scenario's channels: shares, own rates and deal values, unit costs, yields of steps."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.history.found import Finding
from app.history.measured import Group, Interval, MeasuredFunnel, UnitCost
from app.history.takeover import figures, rounding
from app.history.takeover.matching import folded
from app.history.takeover.offer import Candidate, by_ends, is_other_currency, make_offer, rate_between
from app.planner.scenario import SMALLEST_RATE, Channel, Scenario

_UNITS = {
    "sent": "email",
    "emailsent": "email",
    "mail": "email",
    "linkclick": "click",
    "replied": "reply",
    "response": "reply",
    "contacted": "prospect",
    "person": "prospect",
    "positivereply": "positive",
    "lead": "lead",
}
"""Folded names of units that are one thing."""


def channel_candidates(
    scenario: Scenario, measured: MeasuredFunnel, stages: Mapping[str, int], channels: Mapping[str, int], set_by: str
) -> Iterator[Candidate]:
    """Offers for every channel that was measured, in the order of the scenario."""
    for place, channel in enumerate(scenario.channels):
        if channel.key in channels:
            group = measured.groups[channels[channel.key]]
            yield from _OfChannel(scenario, measured, stages, set_by, place, channel, group).all()


@dataclass(frozen=True)
class _OfChannel:
    scenario: Scenario
    measured: MeasuredFunnel
    stages: Mapping[str, int]
    set_by: str
    place: int
    channel: Channel
    group: Group

    def all(self) -> Iterator[Candidate]:
        yield from self._share()
        yield from self._rates()
        if not is_other_currency(self.scenario, self.measured):
            yield from self._deal_value()
            yield from self._cost()
        yield from self._yields()

    def _origin(self, n: int) -> figures.Document:
        return figures.origin(self.measured, self.set_by, n)

    def _origin_of_money(self, n: int, *, with_buyers: bool) -> figures.Document:
        """Of figures of money and activity: the files that tell of those, and the list's own where its buyers or counts are in it, too."""
        own = self.measured.imports if with_buyers or self.measured.basis == "snapshot" else ()
        return figures.origin(self.measured, self.set_by, n, of=(*own, *self.measured.beside))

    def _at(self, *path: str | int) -> tuple[str | int, ...]:
        return ("channels", self.place, *path)

    # -- share of the revenue

    def _share(self) -> Iterator[Candidate]:
        """The share as measured; `take_over` scales those chosen to what the others leave."""
        share, won = self.group.share, self.group.won
        if share is None:
            return
        offer = make_offer(
            f"share/{self.channel.key}",
            "channel_share",
            self.channel.share,
            rounding.share(share),
            won,
            small=won < figures.FEW,
            channel=self.channel.key,
        )
        yield Candidate(offer, ((self._at("share"), share), (self._at("share_from"), self._origin(won))))

    # -- own rates, where they are others than everyone's

    def _rates(self) -> Iterator[Candidate]:
        keys = self.scenario.stage_keys
        for conversion in self.scenario.ordered_conversions[keys.index(self.channel.enters) :]:
            ends = self.stages.get(conversion.from_stage), self.stages.get(conversion.to_stage)
            if ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
                yield from self._rate(conversion.from_stage, conversion.to_stage, ends[0], ends[1])

    def _rate(self, stage: str, to: str, first: int, last: int) -> Iterator[Candidate]:
        whole, names = self.measured.whole, self.measured.stages
        rate = rate_between(self.group.rates, self.group.end_to_end, names, first, last)
        usual = rate_between(whole.rates, whole.end_to_end, names, first, last)
        if rate is None or usual is None or rate.small or usual.rate is None:
            return
        value, interval = figures.rate_of(rate, shrunk=True), figures.interval_of(rate, shrunk=True)
        if value is None or not is_apart(interval, usual.rate):
            return
        said = figures.origin(self.measured, self.set_by, basis=True) | {"evidence": figures.evidence_of(rate)}
        said |= figures.rate_tenths(rate, shrunk=True)
        own = self.channel.conversions.get(stage)
        now = None if own is None else own.rate
        name = " > ".join(each.name for key in (stage, to) for each in self.scenario.stages if each.key == key)
        offer = make_offer(
            f"rate/{self.channel.key}/{stage}",
            "channel_rate",
            now,
            value,
            rate.entered,
            small=rate.small,
            name=name,
            channel=self.channel.key,
            finding=by_ends(self.measured, rate),
        )
        yield Candidate(offer, tuple((self._at("conversions", stage, field), each) for field, each in {"rate": value, **said}.items()))

    # -- money

    def _deal_value(self) -> Iterator[Candidate]:
        won, usual = self.group.value, figures.deal_value_of(self.measured.whole.value)
        found = figures.deal_value_of(won)
        if found is None or usual is None or won.n < figures.FEW or not is_apart(won.interval, usual):
            return
        value = rounding.amount(found, self.scenario.currency)
        offer = make_offer(
            f"value/{self.channel.key}", "deal_value", self.channel.deal.value, value, won.n, small=False, channel=self.channel.key
        )
        yield Candidate(offer, ((self._at("deal", "value"), value), (self._at("deal", "value_from"), self._origin(won.n))))

    def _unit_cost(self) -> UnitCost | None:
        """What its ledgers say; money without a channel is not the cost of buyers without one."""
        names = {folded(self.group.name), folded(self.group.key)} - {""}
        return next((each for each in self.measured.unit_costs if folded(each.channel) in names), None)

    def _cost(self) -> Iterator[Candidate]:
        """Money per unit: of what is paid for now, else of the activity, else of an entry. None where there is no unit to pay for."""
        costs = self._unit_cost()
        found = None if costs is None else self._paid_unit(costs)
        if found is None:
            return
        unit, exact, n, of_buyers = found
        if exact > 1e12:
            return
        amount = rounding.cost(exact, self.scenario.currency)
        cost, finding = self.channel.cost, None
        if cost.fixed_per_month:
            finding = Finding(
                "fixed_cost_beside",
                "warning",
                {"channel": self.channel.name, "fixed": cost.fixed_per_month, "currency": self.scenario.currency},
            )
        now = cost.amount if cost.per == unit else None
        offer = make_offer(
            f"cost/{self.channel.key}",
            "channel_cost",
            now,
            amount,
            n,
            small=n < figures.FEW,
            name=unit,
            channel=self.channel.key,
            finding=finding,
        )
        fields = {"per": unit, "amount": amount, "low": None, "high": None, "amount_from": self._origin_of_money(n, with_buyers=of_buyers)}
        yield Candidate(offer, tuple((self._at("cost", field), each) for field, each in fields.items()))

    def _paid_unit(self, costs: UnitCost) -> tuple[str, float, int, bool] | None:
        """The unit, what one costs, how many there were, and whether they are buyers of the list."""
        units = self._units()
        known = {_unit(name): (amount, costs.activities.get(name, 0.0)) for name, amount in costs.costs.items() if amount is not None}
        for unit in dict.fromkeys((self.channel.cost.per or units[0], units[0])):
            if _unit(unit) in known:
                amount, n = known[_unit(unit)]
                return unit, amount, int(n), False
        entered = self._entered(costs)
        paid = None if entered is None else costs.per_stage.get(self.measured.stages[self.stages[self.channel.enters]])
        return None if paid is None or entered is None else (units[-1], paid, entered, True)

    def _entered(self, costs: UnitCost, of: str = "spend") -> int | None:
        """How many of its buyers entered at its stage on the days on which money, or an activity, is known; None where nobody counted."""
        place, entered = self.stages.get(self.channel.enters), costs.entered.get(of, ())
        return None if place is None or place >= len(entered) else entered[place]

    # -- steps

    def _units(self) -> list[str]:
        """The activity and what comes of it, to the entry."""
        return [self.channel.activity, *(step.name for step in self.channel.steps)]

    def _yields(self) -> Iterator[Candidate]:
        costs, units = self._unit_cost(), self._units()
        if costs is None:
            return
        for at, step in enumerate(self.channel.steps):
            found = self._entry_yield(costs, units[at]) if at == len(self.channel.steps) - 1 else None
            of_buyers = found is not None
            found = found or _chained(costs, _unit(units[at]), _unit(step.name))
            if found is None or not SMALLEST_RATE <= found[0] <= 1e9:
                continue
            value, n = max(SMALLEST_RATE, rounding.rate(found[0])), found[1]
            offer = make_offer(
                f"yield/{self.channel.key}/{step.name}",
                "channel_yield",
                step.yield_,
                value,
                n,
                small=n < figures.FEW,
                name=step.name,
                channel=self.channel.key,
            )
            fields = {"yield": value, "low": None, "high": None, "yield_from": self._origin_of_money(n, with_buyers=of_buyers)}
            yield Candidate(offer, tuple((self._at("steps", at, field), each) for field, each in fields.items()))

    def _entry_yield(self, costs: UnitCost, before: str) -> tuple[float, int] | None:
        """Buyers who entered on the days of the step before them, for each unit of it: a plan needs them, not the tool's own count."""
        name = next((name for name in costs.activities if _unit(name) == _unit(before)), "")
        entered, units = self._entered(costs, name), costs.activities.get(name, 0.0)
        return (entered / units, entered) if entered and units > 0 else None


def is_apart(interval: Interval | None, usual: float) -> bool:
    """Whether an interval leaves the usual figure out: then it differs by more than chance."""
    return interval is not None and not interval.low <= usual <= interval.high


def _unit(name: str) -> str:
    plain = folded(name)
    return _UNITS.get(plain, plain)


def _chained(costs: UnitCost, first: str, last: str) -> tuple[float, int] | None:
    """Units of the last per unit of the first, along the way that was measured; it rests on the fewest of them."""
    following = {_unit(start): (_unit(end), value, n) for start, end, value, n in costs.yields}
    product, fewest, at = 1.0, math.inf, first
    for _ in range(len(following)):
        if at not in following:
            return None
        at, value, n = following[at]
        product, fewest = product * value, min(fewest, n)
        if at == last:
            return product, int(fewest)
    return None

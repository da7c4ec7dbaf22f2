"""What to do with a channel. The first rule that holds decides; the reason is its code.

    verdict    reason                holds where
    too_early  nameless              these are the buyers of no channel, or of all that are beyond the 40 largest: nothing to act on
    too_early  nobody_came           money was spent and nobody entered: names may differ between the ledger and the list
    stop       loses_money           ROI is below 0 even at the high end, and not better than the year before; its buyers are not `young`
    fix        improving             the same, but better than the year before by more than chance
    too_early  few_wins              fewer than 5 deals were won in the year
    too_early  nothing_to_hold       nobody of those who entered in the year can be followed, and there is no spend either
    too_early  wide                  the high end of what came is more than 6 times its low end: one deal is most of the revenue
    too_early  young                 of those who will win, more than half are still open; or none was watched for half a usual cycle
    grow       best_return           ROI wholly above that of all channels with spend together, and above 0
    grow       cheapest              without prices: cost of a deal wholly below theirs
    keep       converts_best         without spend: end-to-end rate wholly above everyone's, and deals not worth less; whether more of
                                     it is worth having depends on what it costs, which nothing says
    fix        weak_stage            at least 30 entered, and the rate of one stage lies wholly below everyone's: the one furthest below;
                                     as many enter it as would where all channels brought the same, and more
    fix        thin_weak_stage       the same, and fewer enter it
    fix        dear                  ROI wholly below that of all channels with spend together, or cost of a deal wholly above theirs
    fix        converts_least        without spend: end-to-end rate wholly below everyone's, and deals not worth more
    keep       as_the_whole          else: no difference to the others that chance alone would not make, or none to act on

*Wholly* above or below, from `best_return` on, is meant of an interval that is wider by the number of comparisons of the review (its
channels; channels x stages for the rate of a stage), and the difference has to be a tenth at the least: of many channels that are all
alike, one would lie apart by chance. Intervals that are shown hold the middle 90 %, as everywhere.

Few deals, or deals of very different sizes, make the interval wide; where even its high end does not bring the money back, that is known
all the same. Its low end is not as sure: of one deal hardly anything may come again, so that nothing grows on few.

Whether more would come of growing is not known from last year: capacity and ceilings are in the plan. More spend for the same deals
never improves a verdict: in every row ROI falls and cost rises with it, faster than those of all channels together.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from app.history.measure.intervals import Z90
from app.history.measured import OTHERS, Interval, Rate
from app.history.review import chance
from app.history.review.rows import Row, cac_of, roi_of
from app.history.review.tallies import YearOfChannel
from app.history.reviewed import Verdict

FEW_WINS = 5
WIDE = 6.0
NAMELESS = ("", OTHERS)
"""Keys of buyers without a channel, and of what is put together beyond the 40 largest channels."""
VOLUME = 30
"""Entries from which on volume is said to come."""


@dataclass(frozen=True)
class Judged:
    """A verdict with what it rests on."""

    verdict: Verdict
    reason: str
    values: dict[str, object]
    basis: str
    value: float | None
    interval: Interval | None
    n: int


@dataclass(frozen=True)
class Yardstick:
    """What channels are held against.

    Attributes:
        whole: all channels. paid, paid_spend: the year of the channels with spend together, and what they cost.
        margin: share of revenue left after the cost of serving it.
        channels: how many channels with a name brought buyers.
        currency: of all money.
    """

    whole: Row
    paid: YearOfChannel
    paid_spend: float
    margin: float
    channels: int
    currency: str | None = None

    @property
    def paid_roi(self) -> float | None:
        """Of the channels with spend together."""
        return self.paid.revenue * self.margin / self.paid_spend - 1 if self.paid_spend > 0 else None

    @property
    def paid_cac(self) -> float | None:
        """Of the channels with spend together."""
        return self.paid_spend / self.paid.deals if self.paid.deals else None


def judge(row: Row, yardstick: Yardstick) -> Judged:
    """The verdict of a channel."""
    case = _Case(row, yardstick)
    verdict, reason, values = next(case.found())
    return Judged(verdict, reason, case.shared | values, case.basis, case.value, case.interval, row.year.deals)


Found = tuple[Verdict, str, dict[str, object]]


class _Case:
    """A channel with its basis: ROI where it has spend and prices, cost of a deal where it has spend, else its rate to the deal."""

    def __init__(self, row: Row, yardstick: Yardstick) -> None:
        self.row, self.yardstick = row, yardstick
        self.end_to_end: Rate | None = None if row.group is None else row.group.end_to_end
        self.basis, self.value, self.interval, self.usual = self._choose(Z90)
        self.strict = self._choose(chance.z_of(yardstick.channels))[2]
        self.shared: dict[str, object] = {
            "basis": self.basis,
            "currency": yardstick.currency,
            "deals": row.year.deals,
            "value": self.value,
            "usual": self.usual,
            "spend": row.spend,
        }
        if self.interval is not None:
            self.shared |= {"low": self.interval.low, "high": self.interval.high}

    def _choose(self, z: float) -> tuple[str, float | None, Interval | None, float | None]:
        """What it is judged by, with its value, its interval at a quantile, and what is usual of those it is held against."""
        row, yardstick = self.row, self.yardstick
        if (found := roi_of(row.bought, row.spend, yardstick.margin, z)) is not None:
            return "roi", *found, yardstick.paid_roi
        if row.spend:
            return "cac", *(cac_of(row.bought, row.spend, z) or (None, None)), yardstick.paid_cac
        usual = None if yardstick.whole.group is None else yardstick.whole.group.end_to_end.rate
        rate = self.end_to_end
        return "end_to_end", None if rate is None else rate.rate, chance.of_rate(rate, z), usual

    def found(self) -> Iterator[Found]:
        """What holds, in the order of the table."""
        yield from self._nobodys()
        yield from self._loses_money()
        yield from self._too_early()
        yield from self._better()
        yield from self._weak_stage()
        yield from self._worse()
        yield "keep", "as_the_whole", {}

    def _nobodys(self) -> Iterator[Found]:
        if self.row.key in NAMELESS:
            yield "too_early", "nameless", {}
        if self.row.spend and not any(self.row.year.entered):
            yield "too_early", "nobody_came", {}

    def _too_early(self) -> Iterator[Found]:
        if self.row.year.deals < FEW_WINS:
            yield "too_early", "few_wins", {"least": FEW_WINS}
        if self.interval is None:
            yield "too_early", "nothing_to_hold", {}
        elif self._is_wide(self.interval):
            yield "too_early", "wide", {}
        if (rate := self.end_to_end) is not None and self._is_young(rate):
            yield "too_early", "young", {"open": rate.open, "entered": rate.entered, "converted": rate.converted}

    def _is_young(self, rate: Rate) -> bool:
        """Whether too little is known yet of those who entered in the year."""
        if rate.rate and rate.converted < rate.rate * rate.entered / 2:
            return True
        cycle = None if self.yardstick.whole.group is None else self.yardstick.whole.group.cycle.median
        return bool(rate.entered) and cycle is not None and rate.watched_days < cycle / 2

    def _is_wide(self, interval: Interval) -> bool:
        """Whether the high end is many times the low one; of ROI that of the money that came back, since nothing lost is no scale."""
        came = 1.0 if self.basis == "roi" else 0.0
        return interval.high + came > WIDE * (interval.low + came)

    def _loses_money(self) -> Iterator[Found]:
        if self.basis != "roi" or not self._is_lost() or (self.end_to_end is not None and self._is_young(self.end_to_end)):
            return
        before = self._roi_before()
        if before is not None and self.value is not None and self.value > before[0] and chance.differ(self.value, self.interval, *before):
            yield "fix", "improving", {"before": before[0]}
        yield "stop", "loses_money", {"before": None if before is None else before[0]}

    def _roi_before(self) -> tuple[float, Interval | None] | None:
        """Of the year before, as far as that can be held against the year."""
        before = self.row.bought_before
        if before is None or self.row.spend_cut or self.row.is_cut(-1):
            return None
        return roi_of(before, self.row.spend_before, self.yardstick.margin)

    def _is_lost(self) -> bool:
        """Whether the money did not come back even at the high end; deals without a price may be worth what those with one are."""
        year = self.row.bought
        come = chance.scaled(self.interval, year.deals / max(year.priced, 1), year.deals / max(year.priced, 1) - 1)
        return chance.is_below(come, 0.0)

    def _better(self) -> Iterator[Found]:
        if self.usual is None or not self._matters(self.usual):
            return
        if self.basis == "roi" and chance.is_above(self.strict, max(self.usual, 0.0)):
            yield "grow", "best_return", {}
        if self.basis == "cac" and chance.is_below(self.strict, self.usual):
            yield "grow", "cheapest", {}
        if self.basis == "end_to_end" and chance.is_above(self.strict, self.usual) and not self._worth(less=True):
            yield "keep", "converts_best", {}

    def _worse(self) -> Iterator[Found]:
        if self.usual is None or not self._matters(self.usual):
            return
        if (self.basis == "roi" and chance.is_below(self.strict, self.usual)) or (
            self.basis == "cac" and chance.is_above(self.strict, self.usual)
        ):
            yield "fix", "dear", {}
        if self.basis == "end_to_end" and chance.is_below(self.strict, self.usual) and not self._worth(less=False):
            yield "fix", "converts_least", {}

    def _matters(self, usual: float) -> bool:
        """Whether it is far enough from what is usual to act on; of ROI the money that came back is."""
        came = 1.0 if self.basis == "roi" else 0.0
        return self.value is not None and chance.matters(self.value + came, usual + came)

    def _worth(self, *, less: bool) -> bool:
        """Whether its deals are worth less than everyone's, or more, by more than chance."""
        own, everyone = self.row.group, self.yardstick.whole.group
        if own is None or everyone is None or everyone.value.mean is None:
            return False
        return (chance.is_below if less else chance.is_above)(own.value.interval, everyone.value.mean)

    def _weak_stage(self) -> Iterator[Found]:
        own, everyone = self.row.group, self.yardstick.whole.group
        if own is None or everyone is None:
            return
        weak, z = [], chance.z_of(self.yardstick.channels * len(everyone.rates))
        for rate, usual in zip(own.rates, everyone.rates, strict=False):
            if rate.entered < VOLUME or rate.rate is None or not usual.rate or not chance.matters(rate.rate, usual.rate):
                continue
            if chance.is_below(chance.of_rate(rate, z), usual.rate):
                weak.append((math.log(max(rate.rate, 1e-9) / usual.rate), rate, usual))
        if weak:
            _, rate, usual = min(weak, key=lambda each: each[0])
            interval = rate.interval or Interval(0.0, 1.0)
            values: dict[str, object] = {"from": rate.from_stage, "to": rate.to_stage, "rate": rate.rate, "usual_rate": usual.rate}
            values |= {"rate_low": interval.low, "rate_high": interval.high, "entered": rate.entered}
            if rate.entered * self.yardstick.channels >= usual.entered:
                yield "fix", "weak_stage", values
            yield "fix", "thin_weak_stage", values

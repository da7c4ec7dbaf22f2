"""What is known of a channel, or of all of them: both years of it, what it cost, what was measured."""

from dataclasses import dataclass

from app.history.measure.intervals import Z90
from app.history.measured import Group, Interval, Lag
from app.history.review import chance
from app.history.review.tallies import YearOfChannel

NO_LAG = Lag(0, None, None, None, None, None, (), ())


@dataclass(frozen=True)
class Row:
    """A channel's year, and the year before.

    Attributes:
        key, name: of the channel; empty for the whole.
        year, before: what it did. spend, spend_before: what it cost; None where no ledger has it.
        group, group_before: what was measured of those who entered; None where nobody was.
        retention: share of its customers that stay over a year, where known.
        cut: by stage, whether the year before lacks too much of what entered it for its counts to be held against the year's.
        spend_cut: the same of what was spent.
        paid, paid_before: what it did on the days on which its spend is known; None where that is all of them.
        comparisons: how many figures the review holds against the year before; its own are some of them.
    """

    key: str
    name: str
    year: YearOfChannel
    before: YearOfChannel | None
    spend: float | None
    spend_before: float | None
    group: Group | None
    group_before: Group | None
    retention: float | None = None
    comparisons: int = 1
    cut: tuple[bool, ...] = ()
    spend_cut: bool = False
    paid: YearOfChannel | None = None
    paid_before: YearOfChannel | None = None

    @property
    def bought(self) -> YearOfChannel:
        """What its spend is held against."""
        return self.year if self.paid is None else self.paid

    @property
    def bought_before(self) -> YearOfChannel | None:
        """The same of the year before."""
        return self.before if self.before is None or self.paid_before is None else self.paid_before

    @property
    def cycle(self) -> Lag:
        """Days from first stage to win."""
        return NO_LAG if self.group is None else self.group.cycle

    def is_cut(self, stage: int) -> bool:
        """Whether the year before lacks too much of what entered a stage."""
        return bool(self.cut) and self.cut[stage]


def roi_of(year: YearOfChannel, spend: float | None, margin: float, z: float = Z90) -> tuple[float, Interval | None] | None:
    """(revenue x gross margin - spend) / spend, with its interval; None without spend or without prices."""
    if not spend or (year.deals and not year.priced):
        return None
    return year.revenue * margin / spend - 1, chance.scaled(chance.of_revenue(year, z), margin / spend, -1.0)


def cac_of(year: YearOfChannel, spend: float | None, z: float = Z90) -> tuple[float, Interval | None] | None:
    """Money spent for each deal, with its interval; None without either."""
    if not spend or not year.deals:
        return None
    return spend / year.deals, chance.per(spend, chance.of_count(year.deals, z))

"""The review of a year, by channel: what came of it, against the year before, and what to do."""

from dataclasses import dataclass
from typing import Literal

from app.history.found import Finding
from app.history.measured import Interval, Lag, Rate

Verdict = Literal["keep", "grow", "fix", "stop", "too_early"]
FigureReason = Literal["no_spend", "nobody", "no_money", "open", "no_accounts", "no_days", "not_given"]

Incomparable = Literal["data_begins", "still_open", "other_basis"]


@dataclass(frozen=True)
class Figure:
    """A key figure with its year before. value is None with a reason; interval where it has one.

    `differs` tells whether it is another than the year before by more than chance; None where that cannot be told. `incomparable` is why
    the two are not held against each other; None where they are, or there is no year before.
    """

    key: str
    unit: str
    value: float | None
    reason: FigureReason | None
    interval: Interval | None
    n: int
    before: float | None
    differs: bool | None = None
    incomparable: Incomparable | None = None


@dataclass(frozen=True)
class ChannelReview:
    """One channel's year.

    Attributes:
        key, name: of the channel.
        figures: entered_<position of stage> (volume by stage), cost_<position>, cac, roi, cycle_days, share, revenue, revenue_per_account,
            deals, spend, retention, rate_<position> (from that stage on), end_to_end.
        verdict, reason: what to do and the code of why (app/history/review/verdicts.py has the rules); values: figures in its sentence.
        interval, n: what the verdict rests on: the interval of its basis (`basis`: roi, cac, end_to_end), and how many outcomes.
        ranks_with: names of the channels whose intervals overlap with this one's, so that they are not ranked against it.
        rank: position among those that can be told apart, 1 the best; None where it overlaps with all or is too early.
    """

    key: str
    name: str
    figures: tuple[Figure, ...]
    rates: tuple[Rate, ...]
    cycle: Lag
    verdict: Verdict
    reason: str
    values: dict[str, object]
    basis: str
    interval: Interval | None
    n: int
    ranks_with: tuple[str, ...]
    rank: int | None


@dataclass(frozen=True)
class Review:
    """A year, reviewed.

    Attributes:
        list_name, imports, beside, stages, currency: as measured.
        since, until: the year, ISO days; before_since, before_until: the year before; None where nothing is known of it.
        as_of: what is known up to.
        whole: the figures of all channels together.
        channels: in order of revenue.
        concentration: Herfindahl index of revenue by channel, 1 / channels to 1; None without revenue.
        top_share, top_channel: of the largest.
        content_used: share of content used by sales, assets used / assets available, where given.
        findings: what people should know.
    """

    list_name: str
    imports: tuple[str, ...]
    stages: tuple[str, ...]
    currency: str | None
    since: str
    until: str
    before_since: str | None
    before_until: str | None
    as_of: str | None
    whole: tuple[Figure, ...]
    channels: tuple[ChannelReview, ...]
    concentration: float | None
    top_share: float | None
    top_channel: str | None
    content_used: Figure | None
    findings: tuple[Finding, ...]
    beside: tuple[str, ...] = ()

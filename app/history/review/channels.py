"""What a review holds of a channel, and what channels are held against."""

from collections.abc import Sequence

from app.history.review.figures import figures_of
from app.history.review.ranking import Rank
from app.history.review.rows import Row
from app.history.review.tallies import YearOfChannel
from app.history.review.verdicts import NAMELESS, Judged, Yardstick
from app.history.reviewed import ChannelReview, Figure


def yardstick_of(rows: Sequence[Row], whole: Row, margin: float, currency: str | None) -> Yardstick:
    """The channels with spend together, beside everyone."""
    paid = [row for row in rows if row.spend]
    together = YearOfChannel(
        tuple(sum(row.bought.entered[stage] for row in paid) for stage in range(len(whole.year.entered))),
        sum(row.bought.revenue for row in paid),
        sum(row.bought.squares for row in paid),
        sum(row.bought.priced for row in paid),
        0,
    )
    named = sum(1 for row in rows if row.key not in NAMELESS and row.group is not None and row.group.n)
    return Yardstick(whole, together, sum(row.spend or 0.0 for row in paid), margin, max(1, named), currency)


def channel_review(row: Row, whole: Row, judged: Judged, rank: Rank, margin: float) -> ChannelReview:
    """A channel's year with its verdict."""
    return ChannelReview(
        key=row.key,
        name=row.name,
        figures=figures_of(row, whole, margin),
        rates=() if row.group is None else row.group.rates,
        cycle=row.cycle,
        verdict=judged.verdict,
        reason=judged.reason,
        values=judged.values,
        basis=judged.basis,
        interval=judged.interval,
        n=judged.n,
        ranks_with=rank[0],
        rank=rank[1],
    )


def content_figure(used: tuple[int, int] | None) -> Figure | None:
    """Share of the content made that sales used."""
    if used is None:
        return None
    part, all_ = used
    value = part / all_ if all_ > 0 else None
    return Figure("content_used", "fraction", value, None if value is not None else "nobody", None, all_, None)

"""Sums of spend or counts by period, channel and campaign, with rows among them that may be totals; what they hold is bounded."""

from array import array
from collections.abc import Sequence

import numpy as np
import polars as pl

from app.history.found import Finding, UnreadableFile

KEYS = ["day", "until", "channel", "campaign", "currency"]
_HELD = 100_000
CHANNELS_LIMIT = 1_000
"""More of them are no channels; what those beyond the first have counts without one."""
CAMPAIGN_ROWS_LIMIT = 300_000
"""Sums by period, channel and campaign; beyond, those of campaigns are put together."""
ROWS_LIMIT = 1_000_000
"""Sums by period and channel: a thousand channels, each day of some years."""

_TOTAL_WITHIN = 0.005
_PENDING_MOST = 1_000
"""More rows without a name than these are no totals."""
_PENDING_HELD = 100_000
"""Of more rows than these none waits for the others: they are no totals, whatever they are called."""


class Sums:
    """What was added up so far. `pending` are rows without a day or a name: at the end their numbers tell whether they are totals."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.measures = [f"m{number}" for number in range(len(names))]
        self.pending: list[pl.DataFrame] = []
        self._settled = array("I"), array("I")  # rows that waited in vain: without a day, and called Total
        self.dropped: dict[str, int] = {}
        self._channels: pl.Series | None = None
        self._frames: list[pl.DataFrame] = [pl.DataFrame(schema=self._schema())]

    def _schema(self) -> dict[str, pl.DataType | type[pl.DataType]]:
        keys = {"day": pl.Int32, "until": pl.Int32, "channel": pl.String, "campaign": pl.String, "currency": pl.String}
        return {**keys, **dict.fromkeys(self.measures, pl.Float64)}

    def add(self, rows: pl.DataFrame) -> None:
        """Adds rows; several of one day and campaign become one."""
        self._frames.append(self._summed(self._without_dropped(rows.select(list(self._schema())))))
        if sum(frame.height for frame in self._frames[1:]) > _HELD:
            self._frames = [self._bounded()]

    def _without_dropped(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What counts without its channel or campaign from some row on, does so to the end."""
        if self._channels is not None:
            known = pl.col("channel").is_in(self._channels.implode())
            rows = rows.with_columns(pl.when(known).then(pl.col("channel")).alias("channel"))
        return rows.with_columns(pl.lit(None, pl.String).alias("campaign")) if "campaign" in self.dropped else rows

    def _bounded(self) -> pl.DataFrame:
        """The sums so far. Of too many channels the first stay apart, of too many campaigns none; raises UnreadableFile beyond that."""
        rows = self._summed(pl.concat(self._frames))
        channels = rows["channel"].drop_nulls().unique(maintain_order=True)
        if len(channels) > CHANNELS_LIMIT:
            self._channels, self.dropped["channel"] = channels[:CHANNELS_LIMIT], CHANNELS_LIMIT
        if "campaign" not in self.dropped and rows.height > CAMPAIGN_ROWS_LIMIT and rows["campaign"].count():
            self.dropped["campaign"] = CAMPAIGN_ROWS_LIMIT
        if self.dropped:
            rows = self._summed(self._without_dropped(rows))
        if rows.height > ROWS_LIMIT:
            raise UnreadableFile(Finding("too_many_sums", "blocking", {"limit": ROWS_LIMIT}))
        return rows

    def _summed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """A measure that no row has stays null; a blank beside numbers is 0."""
        some = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in self.measures]
        return rows.group_by(KEYS, maintain_order=True).agg(some)

    def whole(self) -> pl.DataFrame:
        """All of it, in order."""
        self._frames = [self._bounded()]
        return self._frames[0].sort(KEYS, nulls_last=True)

    def wait(self, rows: pl.DataFrame) -> None:
        """Rows of which only all others tell what they are; of too many it is said at once."""
        self.pending.append(rows)
        if sum(frame.height for frame in self.pending) <= _PENDING_HELD:
            return
        waited = pl.concat(self.pending)
        self.pending = []
        self.add(waited.filter(pl.col("day").is_not_null()))
        dayless, named = self._settled
        dayless.extend(waited.filter(pl.col("day").is_null())["row"].to_list())
        named.extend(waited.filter(pl.col("day").is_not_null(), "named")["row"].to_list())

    def settle_pending(self) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """Adds what is no total. Row numbers of the totals, of rows that have no day, and of those called Total that were added."""
        dayless_before, named_before = self._settled
        if not self.pending:
            return [], dayless_before, named_before
        rows = pl.concat(self.pending)
        sums = self.whole().select(pl.col(self.measures).sum()).row(0)
        many = rows.height > _PENDING_MOST
        dayless = rows["day"].is_null().to_numpy()
        named = rows["named"].to_numpy()
        total = np.array([not many and self._is_total(row, sums) for row in rows.select(self.measures).iter_rows()], bool)
        total |= named & self._are_totals(rows.filter(pl.Series(named)), sums)
        self.add(rows.filter(pl.Series(~total & ~dayless)))
        numbers = rows["row"].to_numpy()
        added = set(numbers[~total & ~dayless].tolist())  # a row may stand here for each of its months
        return (
            sorted(set(numbers[total].tolist()) - added),
            dayless_before + array("I", sorted(set(numbers[dayless & ~total].tolist()) - added)),
            named_before + array("I", sorted(added & set(numbers[named].tolist()))),
        )

    def _is_total(self, row: tuple[float | None, ...], sums: tuple[float, ...]) -> bool:
        """Whether all of its numbers are the sums of the others; where money was spent the money is enough, since reach does not add up."""
        said = [(name, mine, whole) for name, mine, whole in zip(self.names, row, sums, strict=True) if mine]
        money = [each for each in said if each[0] == "spend"]
        return bool(said) and all(abs(mine - whole) <= _TOTAL_WITHIN * abs(whole) + 0.01 for _, mine, whole in money or said)

    def _are_totals(self, named: pl.DataFrame, sums: tuple[float, ...]) -> bool:
        """Whether rows called Total are totals: one of the whole period, or together as much as all others; else it is a name."""
        if named.is_empty():
            return False
        others = self.whole()
        whole = named.height == 1 and named["day"].min() == others["day"].min() and named["until"].max() == others["until"].max()
        several = others["campaign"].n_unique() + others["channel"].n_unique() > 3  # one campaign beside it may be another one
        return (whole and several) or self._is_total(named.select(pl.col(self.measures).sum()).row(0), sums)

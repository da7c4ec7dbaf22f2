"""Money, activity and counts of all imports, each day once."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.gather.gathering import Source
from app.history.gather.levels import renamer, values_of
from app.history.gather.whose_money import MONEY
from app.history.parts import part_names, read_part
from app.history.records import Ledger
from app.history.values.words import fold

KEYS = ["channel_key", "campaign_key", "currency"]
_NO_MEASURES = frozenset(("day", "until", "channel", "campaign", "whole", *KEYS))


def spend_of(sources: Sequence[Source], currency: str | None) -> tuple[Ledger, ...]:
    """Money and activity: a ledger for each list and currency. Money that names no currency is in that of the list of buyers."""
    by_list: dict[str, list[Source]] = {}
    for source in sources:
        by_list.setdefault(source.recipe.list_name, []).append(source)
    tables = [_joined(of_list, (), currency) for of_list in by_list.values()]
    return tuple(_ledger("spend", part) for rows in tables if rows.height for part in rows.partition_by("currency", maintain_order=True))


def counts_of(sources: Sequence[Source], stages: Sequence[str], currency: str | None) -> tuple[Ledger, ...]:
    """The counts of a list as one ledger: money in another currency than the list's is set aside, what was counted beside it is not."""
    rows = _joined(sources, stages, currency)
    if not rows.height:
        return ()
    own = pl.lit(currency, pl.String).alias("currency")
    is_own = pl.col("currency").is_null() | pl.col("currency").eq_missing(own)
    money = [pl.when(is_own).then(pl.col(name)).alias(name) for name in MONEY if name in rows.columns]
    return (_ledger("counts", rows.with_columns(*money, own)),)


def _joined(sources: Sequence[Source], stages: Sequence[str], currency: str | None) -> pl.DataFrame:
    """The rows of the imports of a list, which come oldest first.

    Of the same channel and campaign of a list a newer import replaces what older ones say of the measures that it tells, from the first day
    to the last one on which it tells them; a row of an older one that reaches beyond them keeps the share of its days there. Money in
    another currency replaces none. Where one import tells of a channel as a whole, without campaigns, and the other by campaign, the newer
    one replaces, in the same way, the measures that both tell.
    """
    rows = pl.DataFrame()
    for source in sources:
        new = _rows(source, stages)
        rows = pl.concat([_left_of(rows, new, currency), new], how="diagonal") if rows.width else new
    return rows


def _left_of(old: pl.DataFrame, new: pl.DataFrame, unsaid: str | None) -> pl.DataFrame:
    """What is left of older rows beside newer ones, measure by measure; `unsaid` is the currency of money that names none."""
    for currency, told in _by_currency(new):
        for name in [name for name in _measures(told.columns) if name in old.columns]:
            telling = told.filter(pl.col(name).is_not_null())
            of_other = (pl.lit(currency or unsaid) != pl.col("currency").fill_null(pl.lit(unsaid, pl.String))).fill_null(value=False) & (
                name in MONEY
            )
            apart, same = old.filter(of_other), old.filter(~of_other)
            old = pl.concat([apart, _outside(_told_once(same, telling, name), telling, name)])
    measures = _measures(old.columns)
    return old.filter(pl.any_horizontal(pl.col(measures).is_not_null())) if measures else old


def _by_currency(rows: pl.DataFrame) -> list[tuple[str | None, pl.DataFrame]]:
    return [(part["currency"][0], part) for part in rows.partition_by("currency", maintain_order=True)] if rows.height else []


def _rows(source: Source, stages: Sequence[str]) -> pl.DataFrame:
    """The rows of an import with measures under their names, added up by period, channel and campaign."""
    frames = []
    for part in source.parts:
        data = part.read()
        names = {f"m{number}": _measure(name, stages) for number, name in enumerate(part_names(data).measures)}
        frames.append(_named(read_part(data).rename(names), source))
    rows = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    if not rows.height:
        words = dict.fromkeys(["channel", "campaign", *KEYS], pl.String)
        return pl.DataFrame(schema=dict.fromkeys(["day", "until"], pl.Int32) | words | {"whole": pl.Boolean})
    sums = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in _measures(rows.columns)]
    summed = rows.group_by("day", "until", *KEYS, maintain_order=True).agg(pl.col("channel", "campaign").first(), *sums)
    return summed.with_columns((pl.col("campaign_key") == "").all().over("channel_key").alias("whole"))


def _measures(columns: Sequence[str]) -> list[str]:
    return [name for name in columns if name not in _NO_MEASURES]


def _measure(name: str, stages: Sequence[str]) -> str:
    """A stage's count under the list's spelling of it."""
    return next((stage for stage in stages if fold(stage) == fold(name)), name)


def _named(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Channel and campaign as the recipe has them, with their folded keys."""
    columns: dict[str, pl.Series] = {}
    for name in ("channel", "campaign"):
        cells = _words(rows, name)
        rename = renamer(source.recipe, name)
        renamed = _replaced(cells, rename)
        fixed = source.recipe.fixed.get("channel" if name == "channel" else "campaign")
        columns[name] = renamed if fixed is None else renamed.fill_null(rename(fixed))
        columns[f"{name}_key"] = _replaced(columns[name], fold).fill_null("")
    currency = _words(rows, "currency")
    columns["currency"] = currency.fill_null(source.taken.currency) if source.taken.currency else currency
    return rows.with_columns(*(cells.alias(name) for name, cells in columns.items()))


def _words(rows: pl.DataFrame, name: str) -> pl.Series:
    return rows[name].cast(pl.String) if name in rows.columns else pl.Series([None] * rows.height, dtype=pl.String)


def _replaced(cells: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """Words changed, each different one once."""
    different = cells.unique().drop_nulls()
    changed = pl.Series([change(text) for text in different], dtype=pl.String)
    return cells.replace_strict(different, changed, default=None, return_dtype=pl.String)


def _told_once(old: pl.DataFrame, new: pl.DataFrame, name: str) -> pl.DataFrame:
    """Older rows without what newer ones tell of a measure of the same channel and days, where one of the two is by campaign."""
    spans = new.group_by("channel_key").agg(
        pl.col("day").min().alias("from_day"), pl.col("until").max().alias("to_day"), pl.col("whole").first().alias("whole_now")
    )
    joined = old.join(spans, on="channel_key", how="left", maintain_order="left")
    last, first = pl.min_horizontal("until", "to_day"), pl.max_horizontal("day", "from_day")
    share = 1 - (last - first + 1).clip(lower_bound=0) / (pl.col("until") - pl.col("day") + 1)
    is_other = (pl.col("whole") != pl.col("whole_now")).fill_null(value=False)
    kept = pl.when(is_other).then(pl.when(share > 0).then(pl.col(name) * share)).otherwise(pl.col(name)).alias(name)
    return joined.with_columns(kept).select(old.columns)


def _outside(old: pl.DataFrame, new: pl.DataFrame, name: str) -> pl.DataFrame:
    """Older rows without a measure on days that newer ones tell of the same channel and campaign; what else they say stays."""
    spans = new.group_by("channel_key", "campaign_key").agg(pl.col("day").min().alias("from_day"), pl.col("until").max().alias("to_day"))
    joined = old.join(spans, on=["channel_key", "campaign_key"], how="left", maintain_order="left")
    no_day = pl.col("from_day").is_null() | (pl.col("until") < pl.col("from_day")) | (pl.col("day") > pl.col("to_day"))
    apart = no_day | pl.col(name).is_null()
    whole, cut = joined.filter(apart), joined.filter(~apart)
    before = cut.filter(pl.col("day") < pl.col("from_day")).with_columns(kept_until=pl.col("from_day") - 1, kept_from=pl.col("day"))
    after = cut.filter(pl.col("until") > pl.col("to_day")).with_columns(kept_from=pl.col("to_day") + 1, kept_until=pl.col("until"))
    inside = cut.with_columns(kept_from=pl.max_horizontal("day", "from_day"), kept_until=pl.min_horizontal("until", "to_day"))
    inside = inside.with_columns(pl.lit(None, pl.Float64).alias(name))
    return pl.concat([whole.select(old.columns), *(_shortened(part, old.columns) for part in (before, inside, after))])


def _shortened(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    share = (pl.col("kept_until") - pl.col("kept_from") + 1) / (pl.col("until") - pl.col("day") + 1)
    scaled = rows.with_columns(*((pl.col(name) * share).alias(name) for name in _measures(columns)))
    return scaled.with_columns(day=pl.col("kept_from").cast(pl.Int32), until=pl.col("kept_until").cast(pl.Int32)).select(columns)


def _ledger(kind: str, rows: pl.DataFrame) -> Ledger:
    channels = values_of(_counted(rows["channel"]))
    measures = [name for name in _measures(rows.columns) if rows[name].count()]
    return Ledger(
        kind, rows["day"].to_numpy(), rows["until"].to_numpy(), channels.levels, _positions(rows["channel_key"], channels.code),
        {name: rows[name].fill_null(float("nan")).to_numpy() for name in measures}, rows["currency"][0],
    )  # fmt: skip


def _counted(cells: pl.Series) -> dict[str, int]:
    table = pl.DataFrame({"value": cells}).group_by("value", maintain_order=True).len()
    return {value: count for value, count in table.iter_rows() if value is not None}


def _positions(keys: pl.Series, code: Mapping[str, int]) -> NDArray[np.int32]:
    return np.array([code.get(key, -1) for key in keys], np.int32)

"""Imports made for tests: rows as parts in memory."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from app.history.found import Taken
from app.history.gather import PartRef, Source
from app.history.parts import PartNames, bucket_of, buckets_of, text_hashes, write_part
from app.history.recipe import Recipe

NUMBERS = {"outcome": pl.Int8, "reached": pl.Int8, "lost": pl.Int32, "amount": pl.Float64}


class Imports:
    """Makes one import after the other in a folder; later ones are newer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[Source] = []

    def buyers(
        self, rows: Mapping[str, Sequence[Any]], stages: tuple[str, ...], *, kind: str = "records", list_name: str = "list",
        currency: str | None = None, bucketed: bool = False, hashes: Sequence[int] | None = None, **recipe: Any,
    ) -> Source:  # fmt: skip
        """Rows by column: id, a stage's name (day), outcome, reached, lost, amount, or an attribute."""
        ids = pl.Series(rows["id"], dtype=pl.String)
        attributes = tuple(name for name in rows if name not in ("id", *stages, *NUMBERS))
        nothing = [None] * len(ids)
        columns = {"id": ids, "hash": pl.Series(text_hashes(ids) if hashes is None else hashes, dtype=pl.UInt64)}
        columns |= {f"s{at}": pl.Series(rows.get(stage, nothing), dtype=pl.Int32) for at, stage in enumerate(stages)}
        columns |= {name: pl.Series(rows.get(name, nothing), dtype=kind_of) for name, kind_of in NUMBERS.items()}
        columns |= {f"a{at}": pl.Series(rows[name], dtype=pl.Categorical) for at, name in enumerate(attributes)}
        table = pl.DataFrame(columns)
        days = [day for stage in (*stages, "lost") for day in rows.get(stage, ()) if day is not None]
        names = PartNames(kind, stages, attributes)
        parts = self._write(table, names, bucketed)
        return self._add(kind, list_name, parts, attributes, currency, days, table.height, stages=stages, **recipe)

    def ledger(
        self, kind: str, rows: Mapping[str, Sequence[Any]], *, list_name: str = "list", currency: str | None = None, **recipe: Any
    ) -> Source:
        """Rows of spend or counts by column: day, until, channel, campaign, currency, or a measure."""
        words = ("channel", "campaign", "currency")
        measures = tuple(name for name in rows if name not in ("day", "until", *words))
        nothing = [None] * len(rows["day"])
        columns = {name: pl.Series(rows[name], dtype=pl.Int32) for name in ("day", "until")}
        columns |= {name: pl.Series(rows.get(name, nothing), dtype=pl.Categorical) for name in words}
        columns |= {f"m{at}": pl.Series(rows[name], dtype=pl.Float64) for at, name in enumerate(measures)}
        parts = self._write(pl.DataFrame(columns), PartNames(kind, measures=measures), False)
        return self._add(kind, list_name, parts, (), currency, list(rows["until"]), len(nothing), **recipe)

    def lookup(self, key: str, table: Mapping[str, Sequence[str | None]]) -> Source:
        """What is true of each value; the first column holds the values."""
        keys, *attributes = table
        columns = {"key": pl.Series(table[keys], dtype=pl.String)}
        columns |= {f"a{at}": pl.Series(table[name], dtype=pl.Categorical) for at, name in enumerate(attributes)}
        parts = self._write(pl.DataFrame(columns), PartNames("lookup", attributes=tuple(attributes), key=key), False)
        return self._add("lookup", key, parts, tuple(attributes), None, [], len(columns["key"]))

    def _write(self, table: pl.DataFrame, names: PartNames, bucketed: bool) -> list[Path]:
        pieces = {"all": table}
        if bucketed:
            buckets = pl.Series("bucket", buckets_of(table["hash"].to_numpy()))
            pieces = {f"{bucket:02d}": table.filter(buckets == bucket) for bucket in range(16)}
        paths = []
        for bucket, piece in pieces.items():
            if piece.height:
                paths.append(self.folder / f"{len(self.made)}-{bucket}-0000.parquet")
                write_part(paths[-1], piece, names)
        return paths

    def _add(
        self, kind: str, list_name: str, paths: Sequence[Path], columns: tuple[str, ...], currency: str | None, days: Sequence[int],
        rows: int, **recipe: Any,
    ) -> Source:  # fmt: skip
        known = [f"{pl.Series([edge(days)]).cast(pl.Date).item()}" for edge in (min, max)] if days else [None, None]
        parts = tuple(PartRef(kind, bucket_of(path.name), pl.read_parquet(path).height, partial(path.read_bytes)) for path in paths)
        taken = Taken(
            kind, list_name, rows, rows, 0, 0, 0, known[0], known[1], known[1], currency, columns, (), tuple(p.name for p in paths), None
        )
        source = Source(f"imp_{len(self.made)}", len(self.made), Recipe(kind=kind, list_name=list_name, columns=(), **recipe), taken, parts)
        self.made.append(source)
        return source

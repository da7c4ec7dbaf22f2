"""Which imports make up a list, and what it is made of."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from app.history.found import Finding
from app.history.gather.gathering import Gathering, NewestFile, PartRef, Source, UnknownList
from app.history.gather.ledgers import counts_of, spend_of
from app.history.gather.levels import Values, ordered, renamer, spellings_in, values_of
from app.history.gather.lookups import Derived, derived_attributes
from app.history.gather.merging import merged, repeated, settled, together
from app.history.gather.rows import Rows, Table, Wanted, read_columns, read_rows, read_table, rows_of
from app.history.gather.stage_order import stage_order
from app.history.gather.whose_money import money_left_out, spending_of, without_twice
from app.history.parts import part_names
from app.history.records import Attribute, Records
from app.history.values.words import fold

BATCH = 260_000
"""Rows that are read at once."""
JOINED = 600_000
"""Rows that are joined at once; more are joined by the first bits of their ids' hashes, in up to sixteen goes."""
KEPT = 1_100_000
"""Rows whose arrays are kept for the next look, some 40 MB; more are read again from their parts."""
MOST_BITS = 4
DEFAULT_STAGE = "Deal"


def gather(sources: Sequence[Source], list_name: str) -> Gathering:
    """All imports of a list as one, with its money and activity, and the lookups of the workspace.

    Raises:
        UnknownList: no import has a list of this name.
    """
    oldest_first = sorted(sources, key=lambda source: source.order)
    buyers = [each for each in oldest_first if each.recipe.kind in ("records", "events") and each.recipe.list_name == list_name]
    counts = [each for each in oldest_first if each.recipe.kind == "counts" and each.recipe.list_name == list_name]
    if not buyers and not counts:
        raise UnknownList(list_name)
    own = buyers or counts
    stages = stage_order([(each.recipe.stages, each.taken.first) for each in own]) or (DEFAULT_STAGE,)
    spending, unclaimed = spending_of(oldest_first, list_name)
    currency, findings = _currency(own)
    counted = counts_of(counts, stages, currency)
    spend = spend_of(spending, currency)
    left_out = money_left_out(spend, currency)
    ledgers = (*(spend if buyers else [without_twice(each, counted) for each in spend]), *counted)
    lookups = [each for each in oldest_first if each.recipe.kind == "lookup"]
    joined = _Joined(buyers, lookups, stages, currency)
    known = [_day(each.taken.known_to) for each in own if each.taken.known_to]
    levels = {name: values.levels for name, values in joined.values.items()}
    if not buyers and ledgers and ledgers[-1].channels:
        levels = {"channel": ledgers[-1].channels}
    imports, beside = (tuple(each.id for each in some) for some in (own, (*spending, *(counts if buyers else ()), *joined.lookups_used)))
    return Gathering(
        list_name, stages, imports, max(known, default=None), currency, levels, ledgers, joined.blocks, (*findings, *unclaimed, *left_out),
        joined.held, beside, _newest(buyers),
    )  # fmt: skip


def _day(text: str) -> int:
    return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days


def _newest(sources: Sequence[Source]) -> NewestFile | None:
    """The newest of several exports of buyers; leads in a file and their deals in another are no two exports of the same."""
    known = sorted((_day(each.taken.known_to), each.order) for each in sources if each.taken.known_to)
    alike = {(each.recipe.kind, each.recipe.stages) for each in sources}
    if len(known) < 2 or len(known) < len(sources) or len(alike) > 1 or sources[0].recipe.kind != "records":
        return None
    (earlier, _), (known_to, order) = known[-2:]
    newest = next(each for each in sources if each.order == order)
    return NewestFile(sum(part.rows for part in newest.parts if part.kind == "records"), known_to, earlier)


def _currency(sources: Sequence[Source]) -> tuple[str | None, tuple[Finding, ...]]:
    """The currency that most rows have; another one's amounts are set aside."""
    rows: Counter[str] = Counter()
    for source in sources:
        if source.taken.currency:
            rows[source.taken.currency] += source.taken.taken
    if not rows:
        return None, ()
    most = max(rows, key=lambda currency: (rows[currency], currency))
    others = sorted(set(rows) - {most})
    found = Finding("currencies_apart", "warning", {"kept": most, "others": others}, count=sum(rows[each] for each in others))
    return most, (found,) if others else ()


@dataclass(frozen=True)
class _Joined:
    """The buyers of several imports, made when they are asked for."""

    sources: Sequence[Source]
    lookups: Sequence[Source]
    stages: tuple[str, ...]
    currency: str | None
    _kept: list[Records] = field(default_factory=list)
    _waiting: list[Table] = field(default_factory=list)
    """Of a single import that is kept: the columns that were read to count values, until blocks are made of them and the others."""

    @cached_property
    def _spellings(self) -> dict[str, Counter[str]]:
        """How often each value of each attribute is met, over all parts."""
        found: dict[str, Counter[str]] = {name: Counter() for name in self._names}
        for source in self.sources:
            for parts in _batches(source.parts):
                self._count(self._attributes(parts, found), source, found)
        return found

    @cached_property
    def _is_whole(self) -> bool:
        """Whether no column is read a second time, because it is a single import and few enough."""
        return len(self.sources) == 1 and self._may_be_few

    @cached_property
    def _may_be_few(self) -> bool:
        """Whether there may be so few buyers that they are kept: no import has an id twice, so that there are as many as rows of any."""
        return all(sum(part.rows for part in source.parts) <= KEPT for source in self.sources)

    def _attributes(self, parts: list[bytes], wanted: Collection[str]) -> Table:
        """The columns of these attributes."""
        names, keys = part_names(parts[0]), {fold(name) for name in wanted}
        columns = [f"a{number}" for number, name in enumerate(names.attributes) if fold(name) in keys]
        table = Table(names, read_columns(parts, set(columns).__contains__) if columns else pl.DataFrame())
        if self._is_whole:
            self._waiting.append(table)
        return table

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """Attributes by name, as the newest import spells it."""
        names: dict[str, str] = {}
        for source in self.sources:
            names |= {fold(name): name for name in source.taken.columns}
        return ordered(list(names.values()))

    def _count(self, table: Table, source: Source, found: dict[str, Counter[str]]) -> None:
        held = {fold(name): number for number, name in enumerate(table.names.attributes)}
        for name, counter in found.items():
            if fold(name) in held:
                counter.update(spellings_in(table.counted(held[fold(name)]), renamer(source.recipe, name)))

    @cached_property
    def _own(self) -> dict[str, Values]:
        return {name: values_of(spellings) for name, spellings in self._spellings.items()}

    @cached_property
    def _derived(self) -> list[Derived]:
        counts = {name: _by_key(spellings) for name, spellings in self._spellings.items()}
        return derived_attributes(self.lookups, self._own, counts) if self.lookups else []

    @property
    def lookups_used(self) -> list[Source]:
        """The lookups that add an attribute to these buyers."""
        added = {fold(each.name) for each in self._derived}
        return [each for each in self.lookups if any(fold(name) in added for name in each.taken.columns)]

    @cached_property
    def values(self) -> dict[str, Values]:
        """All attributes: those of the imports, then those that lookups add."""
        return self._own | {each.name: each.values for each in self._derived}

    def blocks(self) -> Iterator[Records]:
        """The buyers, once each; kept from the first time on where they turn out to be few enough."""
        if self._kept:
            yield from self._kept
            return
        kept: list[Records] = []
        rows = 0
        for block in self._made():
            rows += len(block)
            if rows <= KEPT and self._may_be_few:
                kept.append(block)
            else:
                kept.clear()
            yield block
            del block  # before the next is made
        if rows <= KEPT:
            self._kept[:] = kept

    def held(self) -> int:
        """Bytes of what is kept."""
        return sum(_bytes_of(block) for block in self._kept)

    def _made(self) -> Iterator[Records]:
        """A single import has no id twice; those of several are joined, some bits of the hash at a time."""
        wanted = Wanted(self.stages, self._own, self.currency)
        if len(self.sources) == 1:
            for table in self._tables():
                block = self._records(settled(rows_of(table, self.sources[0], wanted)))
                del table  # before the next is read
                yield block
                del block
            return
        bits = self._bits()
        for bucket in range(1 << bits):
            rows = [each for each in self._bucket(bucket, bits, wanted) if len(each)]
            if rows:
                yield from (self._records(settled(each)) for each in _once(rows))

    def _tables(self) -> Iterator[Table]:
        """Of a single import, as they are read; of what is at hand each is let go of once it is used."""
        waiting = self._waiting[::-1]
        self._waiting.clear()
        for parts in _batches(self.sources[0].parts):
            yield read_table(parts, ids=False, begun=waiting.pop() if waiting else None)

    def _bits(self) -> int:
        parts = [part for source in self.sources for part in source.parts]
        if any(part.bucket != "all" for part in parts):
            return MOST_BITS
        rows = sum(part.rows for part in parts)
        return min(max(int(np.ceil(np.log2(max(rows, 1) / JOINED))), 0), MOST_BITS)

    def _bucket(self, bucket: int, bits: int, wanted: Wanted) -> Iterator[Rows]:
        for source in self.sources:
            mixed = [part for part in source.parts if part.bucket == "all"]
            own = [part for part in source.parts if part.bucket != "all" and int(part.bucket) == bucket]
            for parts in _batches(mixed):
                yield read_rows(parts, source, wanted, bits=(bits, bucket))
            for parts in _batches(own):
                yield read_rows(parts, source, wanted)

    def _records(self, rows: Rows) -> Records:
        codes = dict(zip(self._own, rows.codes, strict=True))
        for each in self._derived:
            codes[each.name] = each.codes[codes[each.of]]
        values = self.values
        attributes = tuple(Attribute(name, values[name].levels, codes[name]) for name in values)
        return Records(
            self.stages, rows.entered, rows.reached, rows.outcome, rows.lost, rows.amount, self.currency, attributes, rows.account
        )  # fmt: skip


def _bytes_of(block: Records) -> int:
    buyers = block.entered.nbytes + block.reached.nbytes + block.outcome.nbytes + block.lost.nbytes
    held = buyers + block.amount.nbytes + (block.account.nbytes if block.account.strides[0] else 0)
    return held + sum(attribute.codes.nbytes for attribute in block.attributes)


def _batches(parts: Sequence[PartRef]) -> Iterator[list[bytes]]:
    """Small parts several at a time."""
    batch: list[bytes] = []
    rows = 0
    for part in parts:
        if batch and rows + part.rows > BATCH:
            yield batch
            batch, rows = [], 0
        batch.append(part.read())
        rows += part.rows
    if batch:
        yield batch


def _once(rows: list[Rows]) -> Iterator[Rows]:
    """Rows that stand alone, and those of one id merged."""
    whole = together(rows)
    rows.clear()
    twice = repeated(whole)
    if not twice.any():
        yield replace(whole, ids=None)
        return
    yield merged(whole.pick(np.flatnonzero(twice)))
    if not twice.all():
        yield replace(whole.pick(np.flatnonzero(~twice)), ids=None)


def _by_key(spellings: Counter[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for spelling, count in spellings.items():
        counts[fold(spelling)] += count
    return dict(counts)

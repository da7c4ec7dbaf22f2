"""One pass over the buyers: entries, deals, revenue and accounts by channel, of the year and the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.measure.census import Census
from app.history.measure.known_days import DaysOfChannels
from app.history.measure.period import EVER
from app.history.measure.view import Positions, View
from app.history.measured import OTHERS
from app.history.records import Ledger, Records

BLANK = ""
REVENUE = "revenue"
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Accounts = tuple[Positions, NDArray[np.uint64]]
"""Row and account of deals won."""


@dataclass(frozen=True)
class Years:
    """First and last day of the year and of the one before, in days since 1970-01-01; shape (2,), the year first.

    `matched`: of a buyer of the year who came before this day there could be no like in the year before, since the data begins too late.
    `recorded`: by stage, the same of who entered it before this day: the days of a stage may be recorded from later on than others.
    """

    since: tuple[int, int]
    until: tuple[int, int]
    matched: int = EVER
    recorded: tuple[int, ...] = ()

    def from_day(self, stage: int) -> int:
        """The first day of the year on which an entry into a stage has its like in the year before."""
        return self.recorded[stage] if self.recorded else EVER


@dataclass(frozen=True)
class YearOfChannel:
    """What a channel did in a year.

    Attributes:
        entered: entries into each stage, first to last; the last are the deals won.
        unmatched: of the entries into each stage those of buyers whose like the year before could not have had; empty for that year.
        revenue: money of deals won; squares: the sum of its squares, by which the spread of the total is known.
        priced: deals won with an amount above 0. largest: the most that one of them brought; 0 where that is not known.
        accounts: different accounts among those won; 0 where none is named.
    """

    entered: tuple[int, ...]
    revenue: float
    squares: float
    priced: int
    accounts: int
    largest: float = 0.0
    unmatched: tuple[int, ...] = ()

    @property
    def deals(self) -> int:
        """Deals won in the year."""
        return self.entered[-1]


class Tallies:
    """Sums over blocks, by value of the channel column (blanks last), or by row (channel) of a review.

    `undated` counts deals won on an unknown day, which are in no year; `buyers` are those of all blocks. Where a census has been taken
    by channel, nobody's entries have to be counted again. `known`: of both years the days of each value on which its money is known,
    where nothing else is to be counted.
    """

    def __init__(
        self, rows: int, stages: int, years: Years, census: Census | None = None, known: Sequence[DaysOfChannels] = ()
    ) -> None:  # fmt: skip
        self.years, self.counted, self.known = years, census is not None, known
        self.entered: Counts = np.zeros((2, rows, stages), np.int64) if census is None else _entered(census, years)
        self.unmatched: Counts = np.zeros((rows, stages), np.int64)
        self.revenue: Floats = np.zeros((2, rows))
        self.squares: Floats = np.zeros((2, rows))
        self.largest: Floats = np.zeros((2, rows))
        self.priced: Counts = np.zeros((2, rows), np.int64)
        self.undated = self.buyers = 0
        self.won_accounts: tuple[list[Accounts], list[Accounts]] = ([], [])
        self.rest = rows - 1

    def add(self, seen: View, block: Records) -> None:
        """Count a block in."""
        codes = next((each.codes for each in block.attributes if each.name == "channel"), None)
        self.buyers += len(seen)
        self.undated += len(seen.won_by) - int(np.count_nonzero(seen.dated[-1][seen.won_by]))
        if not self.counted:
            self._add_entries(seen, codes)
        if self.years.matched > EVER or max(self.years.recorded, default=EVER) > EVER:
            self._add_unmatched(seen, codes)
        won = np.flatnonzero(seen.dated[-1])
        day, row = seen.days[-1][won], _row(won, codes, self.entered.shape[1])
        for year in range(2):
            inside = (day >= self.years.since[year]) & (day <= self.years.until[year])
            inside &= self._is_known(year, row, day, day)
            self._add_won(year, row[inside], block.amount[won[inside]], block.account[won[inside]])

    def _add_entries(self, seen: View, codes: NDArray[np.int32] | None) -> None:
        rows = self.entered.shape[1]
        for stage, (day, there) in enumerate(zip(seen.days, seen.dated, strict=True)):
            dated = np.flatnonzero(there & (day >= min(self.years.since)) & (day <= max(self.years.until)))
            days, row = day[dated], _row(dated, codes, rows)
            for year in range(2):
                inside = (days >= self.years.since[year]) & (days <= self.years.until[year])
                inside &= self._is_known(year, row, days, days)
                self.entered[year, :, stage] += np.bincount(row[inside], minlength=rows)

    def _is_known(
        self, year: int, value: NDArray[np.integer], day: NDArray[np.int32], until: NDArray[np.int32]
    ) -> NDArray[np.bool_] | bool:  # fmt: skip
        return self.known[year].touched(value, day, until) if self.known else True

    def _add_unmatched(self, seen: View, codes: NDArray[np.int32] | None) -> None:
        came_early, rows = seen.anchor < self.years.matched, len(self.unmatched)
        for stage, (days, dated) in enumerate(zip(seen.days, seen.dated, strict=True)):
            early = dated & (came_early | (days < self.years.from_day(stage)))
            inside = np.flatnonzero(early & (days >= self.years.since[0]) & (days <= self.years.until[0]))
            self.unmatched[:, stage] += np.bincount(_row(inside, codes, rows), minlength=rows)

    def _add_won(self, year: int, row: NDArray[np.intp], amount: Floats, account: NDArray[np.uint64]) -> None:
        rows = self.revenue.shape[1]
        priced = amount > 0  # not so where it is NaN
        self.priced[year] += np.bincount(row[priced], minlength=rows)
        self.revenue[year] += np.bincount(row[priced], amount[priced], rows)
        self.squares[year] += np.bincount(row[priced], amount[priced] ** 2, rows)
        np.maximum.at(self.largest[year], row[priced], amount[priced])
        named = account != 0
        if named.any():
            self.won_accounts[year].append(_once(row[named], account[named]))

    def by_row(self, keys: Sequence[str], row_of: Mapping[str, int]) -> "Tallies":
        """The same by row; values that have no row of their own share one.

        Args:
            keys: of the values of the channel column, in the order of their codes.
            row_of: the row of each key; a key that is not there has that of all others, or of the blank.
        """
        rest = row_of.get(OTHERS, row_of.get(BLANK, 0))
        of_value = np.array([*(row_of.get(key, rest) for key in keys), row_of.get(BLANK, rest)], np.intp)
        found = Tallies(max(row_of.values(), default=0) + 1, self.entered.shape[2], self.years, known=self.known)
        for mine, its in ((self.entered, found.entered), (self.revenue, found.revenue), (self.squares, found.squares)):
            for year in range(2):
                np.add.at(its[year], of_value, mine[year])
        np.add.at(found.unmatched, of_value, self.unmatched)
        for year in range(2):
            np.add.at(found.priced[year], of_value, self.priced[year])
            np.maximum.at(found.largest[year], of_value, self.largest[year])
            found.won_accounts[year].extend((of_value[row], account) for row, account in self.won_accounts[year])
        found.undated, found.buyers, found.rest = self.undated, self.buyers, int(of_value[-1])
        return found

    def add_counts(self, ledger: Ledger, stages: Sequence[str], row_of: Mapping[str, int]) -> None:
        """Counts by month, for a list that has no buyers. What a total of money is made of is not known: deals of one value are assumed."""
        for position in range(-1, len(ledger.channels)):
            key = ledger.channels[position].key if position >= 0 else BLANK
            row = row_of.get(key, self.rest)
            for year in range(2):
                inside = (ledger.channel == position) & (ledger.day >= self.years.since[year]) & (ledger.until <= self.years.until[year])
                value = np.where(ledger.channel < 0, len(ledger.channels), ledger.channel)
                inside &= self._is_known(year, value, ledger.day, ledger.until)
                sums = {name: float(np.nansum(each[inside])) for name, each in ledger.measures.items()}
                counted = [round(sums.get(stage, 0.0)) for stage in stages]
                self.entered[year, row] += counted
                if year == 0:
                    self._add_unmatched_counts(ledger, stages, row, inside)
                money, deals = sums.get(REVENUE, 0.0), counted[-1]
                self.revenue[year, row] += money
                self.squares[year, row] += money**2 / deals if deals else 0.0
                self.priced[year, row] += deals if money > 0 else 0

    def _add_unmatched_counts(self, ledger: Ledger, stages: Sequence[str], row: int, inside: NDArray[np.bool_]) -> None:
        for position, stage in enumerate(stages):
            if (counts := ledger.measures.get(stage)) is not None:
                early = inside & (ledger.day < max(self.years.matched, self.years.from_day(position)))
                self.unmatched[row, position] += round(float(np.nansum(counts[early])))

    def of(self, year: int, row: int) -> YearOfChannel:
        """A row's year: 0 the year, 1 the one before."""
        return YearOfChannel(
            tuple(self.entered[year, row].tolist()),
            float(self.revenue[year, row]),
            float(self.squares[year, row]),
            int(self.priced[year, row]),
            _different([account[rows == row] for rows, account in self.won_accounts[year]]),
            float(self.largest[year, row]),
            () if year else tuple(self.unmatched[row].tolist()),
        )

    def whole(self, year: int) -> YearOfChannel:
        """All rows together."""
        return YearOfChannel(
            tuple(self.entered[year].sum(axis=0).tolist()),
            float(self.revenue[year].sum()),
            float(self.squares[year].sum()),
            int(self.priced[year].sum()),
            _different([account for _, account in self.won_accounts[year]]),
            float(self.largest[year].max(initial=0.0)),
            () if year else tuple(self.unmatched.sum(axis=0).tolist()),
        )


def _entered(census: Census, years: Years) -> Counts:
    spans = list(zip(years.since, years.until, strict=True))
    return np.stack([np.stack([census.entered(stage, *span) for stage in range(census.stages)], axis=1) for span in spans])


def _row(buyers: Positions, codes: NDArray[np.int32] | None, rows: int) -> Positions:
    """The value of each; blanks (-1) come last."""
    if codes is None:
        return np.full(len(buyers), rows - 1, np.intp)
    row = codes[buyers].astype(np.intp)
    row[row < 0] = rows - 1
    return row


def _once(row: Positions, account: NDArray[np.uint64]) -> Accounts:
    """Each account of a row once."""
    order = np.lexsort((account, row))
    row, account = row[order], account[order]
    new = np.ones(len(row), bool)
    new[1:] = (row[1:] != row[:-1]) | (account[1:] != account[:-1])
    return row[new], account[new]


def _different(accounts: Sequence[NDArray[np.uint64]]) -> int:
    return len(np.unique(np.concatenate(accounts))) if accounts else 0

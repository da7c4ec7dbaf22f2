"""One pass over the buyers: entries, deals, revenue and accounts by channel, of the year and the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.measure.view import NONE, View
from app.history.records import Ledger, Records

BLANK = ""
REVENUE = "revenue"
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Years:
    """First and last day of the year and of the one before, in days since 1970-01-01; shape (2,), the year first."""

    since: tuple[int, int]
    until: tuple[int, int]


@dataclass(frozen=True)
class YearOfChannel:
    """What a channel did in a year.

    Attributes:
        entered: entries into each stage, first to last; the last are the deals won.
        revenue: money of deals won; squares: the sum of its squares, by which the spread of the total is known.
        priced: deals won with an amount above 0. accounts: different accounts among those won; 0 where none is named.
    """

    entered: tuple[int, ...]
    revenue: float
    squares: float
    priced: int
    accounts: int

    @property
    def deals(self) -> int:
        """Deals won in the year."""
        return self.entered[-1]


class Tallies:
    """Sums over blocks for the rows (channels) of a review; values that have no row of their own share one.

    `undated` counts deals won on an unknown day, which are in no year.
    """

    def __init__(self, keys: Sequence[str], row_of: Mapping[str, int], stages: int, years: Years) -> None:
        """Take the rows.

        Args:
            keys: of the values of the channel column, in the order of their codes.
            row_of: the row of each key; a key that is not there has that of `*`, or of the blank.
            stages: how many. years: which days count.
        """
        rows = max(row_of.values(), default=0) + 1
        rest = row_of.get("*", row_of.get(BLANK, 0))
        self.rows: NDArray[np.intp] = np.array([*(row_of.get(key, rest) for key in keys), row_of.get(BLANK, rest)], np.intp)
        self.years = years
        self.entered: Counts = np.zeros((2, rows, stages), np.int64)
        self.revenue: Floats = np.zeros((2, rows))
        self.squares: Floats = np.zeros((2, rows))
        self.priced: Counts = np.zeros((2, rows), np.int64)
        self.undated = 0
        self.won_accounts: list[tuple[list[NDArray[np.uint64]], ...]] = [tuple([] for _ in range(rows)) for _ in range(2)]

    def add(self, seen: View, block: Records) -> None:
        """Count a block in."""
        codes = next((each.codes for each in block.attributes if each.name == "channel"), None)
        row = self.rows[np.full(len(seen), -1, np.intp) if codes is None else codes]
        self.undated += int((seen.won & (seen.days[-1] >= NONE)).sum())
        for year in range(2):
            since, until = self.years.since[year], self.years.until[year]
            for stage, day in enumerate(seen.days):
                inside = (day >= since) & (day <= until) & (day < NONE)
                self.entered[year, :, stage] += np.bincount(row[inside], minlength=self.entered.shape[1])
            won = np.flatnonzero((seen.days[-1] >= since) & (seen.days[-1] <= until) & (seen.days[-1] < NONE))
            self._add_won(year, row[won], block.amount[won], block.account[won])

    def _add_won(self, year: int, row: NDArray[np.intp], amount: Floats, account: NDArray[np.uint64]) -> None:
        rows = self.revenue.shape[1]
        priced = amount > 0  # not so where it is NaN
        self.priced[year] += np.bincount(row[priced], minlength=rows)
        self.revenue[year] += np.bincount(row[priced], amount[priced], rows)
        self.squares[year] += np.bincount(row[priced], amount[priced] ** 2, rows)
        for each in np.unique(row[account != 0]).tolist():
            self.won_accounts[year][each].append(np.unique(account[(row == each) & (account != 0)]))

    def add_counts(self, ledger: Ledger, stages: Sequence[str], row_of: Mapping[str, int]) -> None:
        """Counts by month, for a list that has no buyers. What a total of money is made of is not known: deals of one value are assumed."""
        for position in range(-1, len(ledger.channels)):
            key = ledger.channels[position].key if position >= 0 else BLANK
            row = row_of.get(key, int(self.rows[-1]))
            for year in range(2):
                inside = (ledger.channel == position) & (ledger.day >= self.years.since[year]) & (ledger.until <= self.years.until[year])
                sums = {name: float(np.nansum(each[inside])) for name, each in ledger.measures.items()}
                counted = [round(sums.get(stage, 0.0)) for stage in stages]
                self.entered[year, row] += counted
                money, deals = sums.get(REVENUE, 0.0), counted[-1]
                self.revenue[year, row] += money
                self.squares[year, row] += money**2 / deals if deals else 0.0
                self.priced[year, row] += deals if money > 0 else 0

    def of(self, year: int, row: int) -> YearOfChannel:
        """A row's year: 0 the year, 1 the one before."""
        accounts = self.won_accounts[year][row]
        return YearOfChannel(
            tuple(self.entered[year, row].tolist()),
            float(self.revenue[year, row]),
            float(self.squares[year, row]),
            int(self.priced[year, row]),
            len(np.unique(np.concatenate(accounts))) if accounts else 0,
        )

    def whole(self, year: int) -> YearOfChannel:
        """All rows together."""
        accounts = [each for row in self.won_accounts[year] for each in row]
        return YearOfChannel(
            tuple(self.entered[year].sum(axis=0).tolist()),
            float(self.revenue[year].sum()),
            float(self.squares[year].sum()),
            int(self.priced[year].sum()),
            len(np.unique(np.concatenate(accounts))) if accounts else 0,
        )

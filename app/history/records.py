"""What is measured: buyers with the days on which they entered each stage, and ledgers of money and activity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]
"""Days since 1970-01-01; MISSING where there is none."""
MISSING = np.int32(-(2**31))

OPEN, WON, LOST = 0, 1, 2
"""Outcomes."""


@dataclass(frozen=True)
class Level:
    """A value of an attribute: how it is shown (its most frequent spelling); key is its folded text, empty for a blank."""

    key: str
    name: str


@dataclass(frozen=True)
class Attribute:
    """A column that buyers can be split by.

    Attributes:
        name: channel, owner, account, or the header of the column.
        levels: its values; all blocks of one gathering share them.
        codes: (n) position in `levels` for each buyer; -1 where none is given.
    """

    name: str
    levels: tuple[Level, ...]
    codes: NDArray[np.int32]


@dataclass(frozen=True)
class Records:
    """A block of buyers of one list, each once.

    Attributes:
        stages: names from first to last; the last is the won deal.
        entered: (stages, n) the day each entered each stage, MISSING where no day is recorded.
        reached: (n) position of the furthest stage that is known to have been reached, dated or not.
        outcome: (n) OPEN, WON or LOST.
        lost: (n) the day of the loss; MISSING where not lost, or on an unknown day.
        amount: (n) money in `currency`; NaN where none is known.
        currency: of the amounts; None where nothing says it.
        attributes: what they can be split by, `channel` first where there is one.
        account: (n) a hash of the folded account's name, to count accounts by; 0 where none is given.
    """

    stages: tuple[str, ...]
    entered: Days
    reached: NDArray[np.int8]
    outcome: NDArray[np.int8]
    lost: Days
    amount: NDArray[np.float64]
    currency: str | None
    attributes: tuple[Attribute, ...]
    account: NDArray[np.uint64]

    def __len__(self) -> int:
        """How many buyers."""
        return len(self.outcome)


@dataclass(frozen=True)
class Ledger:
    """Money and activity, or counts, by day and channel, summed; small enough to be held whole.

    Attributes:
        kind: spend or counts.
        day: (n) first day of what a row covers. until: (n) last day, the same for a single day.
        channel: (n) positions in `channels`; -1 where none is given.
        measures: for each name (spend, revenue, an activity's name, or for counts the stage's name) the amounts (n); NaN where a row has
            none.
        currency: of the money; None where nothing says it.
    """

    kind: str
    day: Days
    until: Days
    channels: tuple[Level, ...]
    channel: NDArray[np.int32]
    measures: dict[str, NDArray[np.float64]]
    currency: str | None

"""Histories made for tests: by hand, and drawn with a known truth."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.history.gather import Gathering
from app.history.measure.survey import pick
from app.history.records import LOST, MISSING, OPEN, WON, Attribute, Ledger, Level, Records

STAGES = ("Lead", "SQL", "Deal")


def records(
    *days: Sequence[int | None],
    stages: tuple[str, ...] = STAGES,
    lost: Sequence[int | None] | None = None,
    outcome: Sequence[int] | None = None,
    reached: Sequence[int] | None = None,
    amount: Sequence[float] | None = None,
    currency: str | None = "EUR",
    **attributes: Sequence[str],
) -> Records:
    """Buyers by the days on which they entered each stage; None is no day."""
    entered = np.array([_days(stage) for stage in days], np.int32)
    lost_on = np.full(entered.shape[1], MISSING) if lost is None else _days(lost)
    dated = entered != MISSING
    furthest = np.array([np.flatnonzero(column).max(initial=0) for column in dated.T], np.int8)
    came = (
        np.where(dated[-1], WON, np.where(lost_on != MISSING, LOST, OPEN)).astype(np.int8)
        if outcome is None
        else np.array(outcome, np.int8)
    )
    furthest = np.maximum(furthest, 0 if reached is None else np.array(reached, np.int8)).astype(np.int8)
    furthest[came == WON] = len(stages) - 1
    money = np.full(len(came), np.nan) if amount is None else np.array(amount, float)
    columns = tuple(attribute(name, values) for name, values in attributes.items())
    return Records(stages, entered, furthest, came, lost_on, money, currency, columns, np.zeros(len(came), np.uint64))


def _days(values: Sequence[int | None]) -> NDArray[np.int32]:
    return np.array([MISSING if value is None else value for value in values], np.int32)


def attribute(name: str, values: Sequence[str]) -> Attribute:
    """A column of words; empty is a blank."""
    names = sorted({value for value in values if value})
    return Attribute(
        name, tuple(Level(each.lower(), each) for each in names), np.array([names.index(v) if v else -1 for v in values], np.int32)
    )


def gathering(*blocks: Records, known_to: int | None = None, ledgers: tuple[Ledger, ...] = ()) -> Gathering:
    """Blocks of one list, all of the same levels."""
    first = blocks[0]
    newest = max(int(max(block.entered.max(initial=-1), block.lost.max(initial=-1))) for block in blocks)
    levels = {each.name: each.levels for each in first.attributes}
    known = newest if known_to is None else known_to
    return Gathering("list", first.stages, ("imp_1",), known if known >= 0 else None, first.currency, levels, ledgers, lambda: iter(blocks))


def split(block: Records, cuts: Sequence[int]) -> tuple[Records, ...]:
    """A block in pieces."""
    edges = [0, *sorted(cuts), len(block)]
    return tuple(pick(block, slice(low, high)) for low, high in pairwise(edges))


def drawn(
    rng: np.random.Generator, n: int, *, rate: float = 0.3, loss: float = 0.4, lag: float = 40.0, lost_lag: float = 25.0,
    first: int = 18_000, span: int = 365, watched: int = 365, **attributes: Sequence[str],
) -> Records:  # fmt: skip
    """Leads that enter over `span` days and become deals at a rate, after exponential lags, as known `watched` days after the first."""
    entry = np.sort(rng.integers(first, first + span, n))
    fate = rng.random(n)
    won, lost = fate < rate, (fate >= rate) & (fate < rate + loss)
    won_on, lost_on = entry + rng.exponential(lag, n).astype(int), entry + rng.exponential(lost_lag, n).astype(int)
    as_of = first + watched
    days = [int(day) if ok and day <= as_of else None for day, ok in zip(won_on, won, strict=True)]
    ends = [int(day) if ok and day <= as_of else None for day, ok in zip(lost_on, lost, strict=True)]
    there = entry <= as_of
    return pick(records(entry.tolist(), days, stages=("Lead", "Deal"), lost=ends, **attributes), np.flatnonzero(there))

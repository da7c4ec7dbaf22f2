"""Lists of buyers made up for tests: a channel is so many who enter, evenly over a year, and so many of them who win."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.history.gather import Gathering
from app.history.records import LOST, MISSING, OPEN, WON, Attribute, Ledger, Level, Records

STAGES = ("Lead", "MQL", "Deal")
EPOCH = dt.date(1970, 1, 1)


def day(text: str) -> int:
    return (dt.date.fromisoformat(text) - EPOCH).days


@dataclass(frozen=True)
class Made:
    """A channel of a year: so many leads, of which so many become MQLs after 10 days and so many of these win after so many `days`.

    Every lead that does not go on is lost 15 days later, unless there are losses to be left `open`.
    """

    name: str
    leads: int
    mqls: int
    wins: int
    value: float = 1000.0
    spend: float | None = None
    year: int = 2025
    open: bool = False
    accounts: int | None = None
    values: tuple[float, ...] = ()
    days: int = 30


def gathering(channels: Sequence[Made], known_to: str = "2026-03-31") -> Gathering:
    """The list of these channels, one block for each."""
    names = tuple(dict.fromkeys(each.name for each in channels))
    levels = tuple(Level(name.casefold(), name) for name in names)
    blocks = [_block(each, names.index(each.name), levels, place) for place, each in enumerate(channels)]
    spent = [each for each in channels if each.spend is not None]
    ledgers = (_ledger(spent, names, levels),) if spent else ()
    return Gathering("CRM", STAGES, ("imp_one",), day(known_to), "USD", {"channel": levels}, ledgers, lambda: iter(blocks))


def _block(made: Made, code: int, levels: tuple[Level, ...], place: int) -> Records:
    n = made.leads
    at = np.arange(n)
    entered = np.full((3, n), MISSING, np.int32)
    entered[0] = day(f"{made.year}-01-01") + at * 300 // max(n, 1)
    # those who go on are spread over the year
    order = (at * 7919) % max(n, 1) if n % 7919 else at
    on, won = np.isin(at, order[: made.mqls]), np.isin(at, order[: made.wins])
    entered[1, on] = entered[0, on] + 10
    entered[2, won] = entered[0, won] + made.days
    outcome = np.where(won, WON, OPEN if made.open else LOST).astype(np.int8)
    lost = np.where(outcome == LOST, entered[0] + 15, MISSING).astype(np.int32)
    amount = np.where(won, made.value, np.nan)
    if made.values:
        amount[np.flatnonzero(won)] = made.values
    account = (at % (made.accounts or max(n, 1)) + 1 + place * 10**6).astype(np.uint64)
    reached = np.where(won, 2, np.where(on, 1, 0)).astype(np.int8)
    attribute = Attribute("channel", levels, np.full(n, code, np.int32))
    return Records(STAGES, entered, reached, outcome, lost, amount, "USD", (attribute,), account)


def _ledger(spent: Sequence[Made], names: tuple[str, ...], levels: tuple[Level, ...]) -> Ledger:
    """A row for each channel's year."""
    since = np.array([day(f"{each.year}-01-01") for each in spent], np.int32)
    until = np.array([day(f"{each.year}-12-31") for each in spent], np.int32)
    channel = np.array([names.index(each.name) for each in spent], np.int32)
    money = np.array([each.spend for each in spent], np.float64)
    return Ledger("spend", since, until, levels, channel, {"spend": money}, "USD")

"""Rows of one id become one buyer: what a newer import says counts, field by field."""

from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.gather.rows import UNKNOWN, Rows
from app.history.records import LOST, MISSING, OPEN, WON, Days

Positions = NDArray[np.intp]
NO_DAY = int(MISSING)
Scalar = TypeVar("Scalar", np.int8, np.int32, np.uint64)


def together(rows: list[Rows]) -> Rows:
    """Rows one after another; the order of imports stays."""
    if len(rows) == 1:
        return rows[0]
    ids = None if any(each.ids is None for each in rows) else pl.concat([each.ids for each in rows if each.ids is not None])
    joined = {
        name: np.concatenate([getattr(each, name) for each in rows], axis=-1)
        for name in ("hashes", "event", "entered", "reached", "outcome", "lost", "amount", "account", "codes")
    }
    return Rows(**joined, ids=ids)


def repeated(rows: Rows) -> NDArray[np.bool_]:
    """Which rows have a hash that another row has, too."""
    order = np.argsort(rows.hashes, kind="stable")
    same = rows.hashes[order][1:] == rows.hashes[order][:-1]
    twice = np.zeros(len(rows), bool)
    twice[order[1:][same]] = True
    twice[order[:-1][same]] = True
    return twice


def merged(rows: Rows) -> Rows:
    """Rows with `ids`, older ones first, as one row for each id."""
    order, starts = _by_id(rows)
    rows = rows.pick(order)
    entered = np.stack([_last_known(_earliest_of_events(days, rows.event, starts), starts, NO_DAY)[0] for days in rows.entered])
    outcome, said = _last_known(rows.outcome, starts, UNKNOWN)
    won_at = _last_known(rows.entered[-1], starts, NO_DAY)[1]
    lost, lost_at = _last_known(rows.lost, starts, NO_DAY)
    reopened = outcome == OPEN
    entered[-1][reopened & (won_at < said)] = MISSING
    lost[reopened & (lost_at < said)] = MISSING
    codes = [_last_known(each, starts, -1)[0] for each in rows.codes]
    return Rows(
        rows.hashes[starts],  rows.event[starts], entered, _furthest(rows.reached, starts), outcome, lost,
        _last_amount(rows.amount, starts), _last_known(rows.account, starts, 0)[0],
        np.stack(codes) if codes else rows.codes[:, : len(starts)],
    )  # fmt: skip


def _by_id(rows: Rows) -> tuple[Positions, Positions]:
    """An order in which rows of one id stand together, older ones first, and where each id begins. Ids of one hash stay apart."""
    order = np.argsort(rows.hashes, kind="stable")
    hashes = rows.hashes[order]
    assert rows.ids is not None
    ids = rows.ids[order]
    new = np.ones(len(rows), bool)
    new[1:] = hashes[1:] != hashes[:-1]
    other = ids.ne_missing(ids.shift(1)).to_numpy()
    if (other & ~new).any():
        order = _apart(rows, order)
        ids, hashes = rows.ids[order], rows.hashes[order]
        new[1:] = (hashes[1:] != hashes[:-1]) | ids.ne_missing(ids.shift(1)).to_numpy()[1:]
    return order, np.flatnonzero(new)


def _apart(rows: Rows, order: Positions) -> Positions:
    """The order where different ids share a hash: by hash, then id, then age."""
    table = pl.DataFrame({"hash": rows.hashes[order], "id": rows.ids[order] if rows.ids is not None else None, "at": order})
    return table.sort("hash", "id", "at", maintain_order=True)["at"].to_numpy().astype(np.intp)


def _last_known(values: NDArray[Scalar], starts: Positions, missing: int) -> tuple[NDArray[Scalar], Positions]:
    """The last value of each id that says something, and where it stands; -1 and missing where none does."""
    known = np.where(values != missing, np.arange(len(values)), -1)
    last = np.maximum.reduceat(known, starts)
    last[last < starts] = -1
    return np.where(last >= 0, values[last], np.asarray(missing, values.dtype)), last


def _last_amount(values: NDArray[np.float64], starts: Positions) -> NDArray[np.float64]:
    known = np.where(np.isnan(values), -1, np.arange(len(values)))
    last = np.maximum.reduceat(known, starts)
    return np.where(last >= starts, values[last], np.nan)


def _furthest(reached: NDArray[np.int8], starts: Positions) -> NDArray[np.int8]:
    """The last that is said: a buyer may have been put back."""
    return _last_known(reached, starts, UNKNOWN)[0]


def _earliest_of_events(days: Days, event: NDArray[np.bool_], starts: Positions) -> Days:
    """The days, with those of an id's events replaced by the earliest of them: who comes back to a stage entered it before."""
    if not event.any():
        return days
    latest = np.iinfo(np.int32).max
    known = np.where(event & (days != MISSING), days, latest)
    earliest = np.repeat(np.minimum.reduceat(known, starts), np.diff(np.append(starts, len(days))))
    return np.where(event & (days != MISSING), earliest, days)


def settled(rows: Rows) -> Rows:
    """Outcome and furthest stage filled in from the days: who has a day of winning and no newer word has won, whatever came later."""
    won = (rows.outcome == WON) | (rows.entered[-1] != MISSING)
    dated_loss = rows.lost != MISSING
    lost = ((rows.outcome == LOST) | ((rows.outcome == UNKNOWN) & dated_loss)) & ~won
    outcome = won.view(np.int8) * np.int8(WON) + lost.view(np.int8) * np.int8(LOST)
    reached = np.maximum(rows.reached, 0)
    for stage, days in enumerate(rows.entered[1:], 1):
        np.maximum(reached, (days != MISSING).view(np.int8) * np.int8(stage), out=reached)
    reached[won] = len(rows.entered) - 1
    stale = np.flatnonzero(dated_loss & (outcome == OPEN))
    days_lost = _without(rows.lost, stale) if len(stale) else rows.lost
    return Rows(rows.hashes, rows.event, rows.entered, reached, outcome, days_lost, rows.amount, rows.account, rows.codes, rows.ids)


def _without(days: Days, which: Positions) -> Days:
    left = days.copy()
    left[which] = MISSING
    return left

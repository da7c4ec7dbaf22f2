"""From a tally to rates with their intervals, for the whole and each group at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.history.measure.curves import Curves, curves
from app.history.measure.intervals import effective_number, shrunk, strength_of_whole, wilson
from app.history.measure.lags import lag_of
from app.history.measure.tally import BACKWARDS, CENSORED, CONVERTED, LOST_THEN, UNDATED, Conversion
from app.history.measured import Curve, Difference, Interval, Lag, Rate, RateReason

FEW, FEW_ENTERED = 5, 30
UNDATED_SHARE = 0.05
"""Where more of those who went on than one in twenty did so on a day that nobody recorded, ages tell nothing."""
HALVES = 0.1
"""Share by which the second half of a period has to differ from the first to be called growing or shrinking."""
Floats = NDArray[np.float64]
NO_LAG = Lag(0, None, None, None, None, None, (), ())
NO_CURVE = Curve((), (), (), ())


@dataclass(frozen=True)
class Named:
    """What the rows of a tally are about: stage names by row, and whether the stages have days at all."""

    from_stages: Sequence[str]
    to_stage: str
    timed: Sequence[bool]


def by_age(tally: Conversion) -> tuple[Floats, Floats, Floats, Floats]:
    """Gone on, lost, out of sight, and days in sight, by age from 0.

    Who went on before entering, by few days, did at once, and so did who passed through without a day. Who went on, on an unknown day,
    within c days in sight did it as those did who are timed within c days; where none is, on day c.
    """
    folded = tally.ages[:, :, BACKWARDS:].astype(np.float64)
    folded[:, :, 0] += tally.ages[:, :, :BACKWARDS].sum(axis=2)
    gone, undated = folded[:, CONVERTED], folded[:, UNDATED]
    if undated.any():
        within = np.cumsum(gone, axis=1)
        weight = np.divide(undated, within, out=np.zeros_like(undated), where=within > 0)
        gone = gone * (1 + np.cumsum(weight[:, ::-1], axis=1)[:, ::-1]) + np.where(within > 0, 0.0, undated)
    gone[:, 0] += tally.at_once
    return gone, folded[:, LOST_THEN], folded[:, CENSORED], tally.in_sight().astype(np.float64)


def summed(tally: Conversion) -> Conversion:
    """All groups as one."""
    return Conversion(*(field.sum(axis=0, keepdims=True) for field in vars(tally).values()))


def stacked(whole: Conversion, tally: Conversion) -> Conversion:
    """The whole as the first row, the groups below."""
    return Conversion(*(np.concatenate(fields) for fields in zip(vars(whole).values(), vars(tally).values(), strict=True)))


def rates_of(tally: Conversion, named: Named) -> list[Rate]:
    """A rate for each row; the first row is the whole, towards which the others are pulled, and all are found in the way that it allows."""
    found = curves(*by_age(tally))
    by_ends = not mostly_dated(_undated(tally, 0), _counts(tally, 0)[0])
    rates = [_rate(tally, row, found, named, by_ends=by_ends) for row in range(len(tally.at_once))]
    return [rates[0], *_pulled(rates, tally, found, by_ends=by_ends)]


def mostly_dated(undated: int, converted: int) -> bool:
    """Whether so few went on, on an unknown day, that the others tell at which ages they did."""
    return undated <= UNDATED_SHARE * converted


def _rate(tally: Conversion, row: int, found: Curves, named: Named, *, by_ends: bool) -> Rate:
    converted, lost, still_open = _counts(tally, row)
    entered = converted + lost + still_open
    timed = _timed(tally, row)
    reason = _reason(tally, row, named, by_ends=by_ends)
    rate, number, watched = (None, 0.0, 0) if reason else _value(tally, row, found, by_ends=by_ends)
    interval = None if rate is None else wilson(rate, number)
    counts = {"skipped": int(tally.skipped[row]), "reversed": int(tally.backwards[row, 1]), "undated": _undated(tally, row)}
    snapshot = float(tally.flow[row]) / timed if timed and named.timed[row] and not by_ends else None
    small = _small(converted + lost if by_ends else entered, converted)
    return Rate(
        named.from_stages[row], named.to_stage, entered, converted, lost, still_open, rate, interval, reason,
        converted / entered if entered else None, converted / (converted + lost) if lost else None, snapshot,
        _difference(snapshot, rate, interval, tally.in_sight()[row]), rate, interval, small, watched,
        NO_LAG if not named.timed[row] else _lag(tally, row, found, by_ends=by_ends),
        NO_CURVE if by_ends or not named.timed[row] else _curve(found, row), **counts,
    )  # fmt: skip


def _reason(tally: Conversion, row: int, named: Named, *, by_ends: bool) -> RateReason | None:
    """Why there is no rate. Without days it needs losses, and ends of at least half: what is open says nothing then."""
    converted, lost, still_open = _counts(tally, row)
    entered = converted + lost + still_open
    if not entered:
        return "nobody_entered"
    if not named.timed[row] or 2 * _timed(tally, row) < entered:
        return "no_days"
    return "undated_outcomes" if by_ends and still_open and (not lost or 2 * still_open > entered) else None


def _undated(tally: Conversion, row: int) -> int:
    """How many went on without any day of it; who runs backwards has one."""
    return int(tally.ages[row, UNDATED].sum() - tally.backwards[row, 1])


def _timed(tally: Conversion, row: int) -> int:
    return int(tally.ages[row].sum() + tally.at_once[row])


def _counts(tally: Conversion, row: int) -> tuple[int, int, int]:
    """Gone on, lost and open, timed or not."""
    by_what = tally.ages[row].sum(axis=1)
    gone, lost, still_open = tally.untimed[row].tolist()
    gone += int(by_what[CONVERTED] + by_what[UNDATED] + tally.at_once[row])
    lost_undated = int(tally.lost_undated[row])
    return gone, lost + int(by_what[LOST_THEN]) + lost_undated, still_open + int(by_what[CENSORED]) - lost_undated


def _value(tally: Conversion, row: int, found: Curves, *, by_ends: bool) -> tuple[float, float, int]:
    """Rate, how many watched buyers it is as sure as, and up to which age it is known.

    Never outside [gone on / entered, (gone on + open) / entered], whatever becomes of the open ones; where all is decided, the plain share.
    Where too few days of going on are known, `by_ends`: the share of those whose end is known, which lies between the two.
    """
    converted, lost, still_open = _counts(tally, row)
    entered, timed = converted + lost + still_open, float(_timed(tally, row))
    if by_ends:
        return converted / (converted + lost), float(converted + lost), int(found.watched[row])
    if not still_open:
        steps = np.flatnonzero(found.events[row])
        return converted / entered, timed, int(steps[-1]) if len(steps) else 0
    rate = float(found.rate[row])
    number = _number(min(rate, 1.0), timed, found, row)
    return min(max(rate, converted / entered), (converted + still_open) / entered), number, int(found.watched[row])


def _number(rate: float, timed: float, found: Curves, row: int) -> float:
    watched = found.watched_on_average[row] if rate == 0 else found.watched_by[row] if rate == 1 else timed
    return effective_number(rate, float(found.variance[row]), float(watched))


def _small(entered: int, converted: int) -> bool:
    return converted < FEW or entered - converted < FEW or entered < FEW_ENTERED


def _difference(snapshot: float | None, rate: float | None, interval: Interval | None, windows: NDArray[np.int64]) -> Difference | None:
    """Why a sheet without ids would say something else: entries grow or shrink, or the history is young against the lag.

    `earlier` where conversions of those who entered before the period flow in.
    """
    if snapshot is None or rate is None or interval is None:
        return None
    if interval.low <= snapshot <= interval.high:
        return "alike"
    before, after = _halves(windows)
    if snapshot < rate:
        return "growing" if after > (1 + HALVES) * before else "young"
    return "shrinking" if after < (1 - HALVES) * before else "earlier"


def _halves(windows: NDArray[np.int64]) -> tuple[int, int]:
    """Entries in the first and the second half of the days on which anybody entered."""
    filled = np.flatnonzero(windows)
    middle = int(filled[0] + filled[-1] + 1) // 2
    return int(windows[middle:].sum()), int(windows[:middle].sum())


def _lag(tally: Conversion, row: int, found: Curves, *, by_ends: bool) -> Lag:
    """Of those who are timed; none where they are not even half of those who went on."""
    converted, _, still_open = _counts(tally, row)
    few, many = tally.backwards[row].tolist()
    lag = lag_of(tally.ages[row, CONVERTED], -BACKWARDS, negative=few + many, backwards=many)
    if by_ends:
        return lag if 2 * lag.n >= converted else NO_LAG
    if not still_open or not lag.n or lag.refused:
        return lag
    return replace(lag, mean_all=_mean_of_all(found, row, float(tally.at_once[row])))


def _mean_of_all(found: Curves, row: int, at_once: float) -> float | None:
    """Mean age at which all go on who will, up to the age that is watched, without those of whom no lag is known."""
    last = int(found.watched[row])
    steps = np.diff(found.converted[row, : last + 1], prepend=0.0)
    share = float(steps.sum()) - at_once / max(float(found.at_risk[row, 0]), 1.0)
    return float((np.arange(last + 1) * steps).sum()) / share if share > 1e-12 else None


def _curve(found: Curves, row: int) -> Curve:
    days = np.flatnonzero(found.events[row] > 0)
    return Curve(
        tuple(days.tolist()), tuple(found.converted[row, days].tolist()), tuple(found.lost[row, days].tolist()),
        tuple(np.round(found.at_risk[row, days]).astype(int).tolist()),
    )  # fmt: skip


def _pulled(rates: Sequence[Rate], tally: Conversion, found: Curves, *, by_ends: bool) -> list[Rate]:
    """The groups' rates, pulled towards the whole's by how little they rest on; one that starts at another stage stays as it is."""
    whole, groups = rates[0], rates[1:]
    rows = [row for row, each in enumerate(groups, 1) if each.rate is not None and each.from_stage == whole.from_stage]
    if whole.rate is None or len(rows) < 2:
        return list(groups)
    values = {row: _value(tally, row, found, by_ends=by_ends) for row in rows}
    strength = strength_of_whole(*(np.array([value[part] for value in values.values()]) for part in (0, 1)))
    pulled = {row: shrunk(value[0], value[1], whole.rate, strength) for row, value in values.items()}
    return [_pull(each, *pulled[row]) if row in pulled else each for row, each in enumerate(groups, 1)]


def _pull(rate: Rate, value: float, interval: Interval | None) -> Rate:
    return replace(rate, shrunk=value, shrunk_interval=interval)

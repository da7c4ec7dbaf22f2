"""Whether a figure can be held against that of the year before: both have to be known in the same way, or their difference says nothing.

data_begins   counts, and what is made of them: more than a tenth of the year's came of buyers who came so early that the year before
              could not have had the like, since the data begins too late for it; or outcomes, or spend, are recorded only from later on
still_open    rates and days to the deal: one year was watched for so short a time that more than a tenth of what the other one came to
              came at an age beyond it
other_basis   rates: one is a rate of cohorts, the other a simple ratio, or that of those whose end is known
"""

from collections.abc import Sequence

import numpy as np

from app.history.measure.survey import FIRST_DAY, Survey
from app.history.measured import Group, Rate
from app.history.records import Ledger
from app.history.reviewed import Incomparable

TOO_MUCH = 0.1
"""The part of a figure that one of two years may lack."""
BEGUN = 0.01
"""The share of entries by which the data has begun: a day typed wrong is no beginning."""


def begins(found: Survey, until: int) -> list[int | None]:
    """By stage, the day on which its days begin, of what entered until a day; None where nothing did."""
    days: list[int | None] = []
    for by_day in found.entries[:, : max(until + 1 - FIRST_DAY, 0)]:
        reached = np.cumsum(by_day)
        there = len(reached) > 0 and reached[-1] > 0
        days.append(int(np.searchsorted(reached, BEGUN * reached[-1])) + FIRST_DAY if there else None)
    return days


def begins_of_counts(ledgers: Sequence[Ledger], stages: Sequence[str], until: int) -> list[int | None]:
    """The same where only counts are known: by stage, the first day that one stands for."""
    counts = [ledger for ledger in ledgers if ledger.kind == "counts"]
    days = [
        [ledger.day[(ledger.measures[stage] > 0) & (ledger.day <= until)] for ledger in counts if stage in ledger.measures]
        for stage in stages
    ]  # fmt: skip
    return [min((int(each.min()) for each in of_stage if len(each)), default=None) for of_stage in days]


def recorded(by_stage: Sequence[int | None], until: int) -> list[int | None]:
    """By stage, the day from which it is recorded; after `until` where nobody entered it by then, and yet somebody a later one."""
    return [
        until + 1 if day is None and any(later is not None for later in by_stage[place:]) else day for place, day in enumerate(by_stage)
    ]


def of_rates(now: Rate | None, before: Rate | None) -> Incomparable | None:
    """Why two rates cannot be held against each other; None where they can, or one is not there."""
    if now is None or before is None:
        return None
    if _basis(now) != _basis(before):
        return "other_basis"
    shorter, longer = sorted((now, before), key=lambda rate: rate.watched_days)
    if _basis(now) != "cohort" or not longer.curve.converted:
        return None
    all_, until_then = longer.curve.at(longer.watched_days), longer.curve.at(shorter.watched_days)
    return "still_open" if all_ > 0 and 1 - until_then / all_ > TOO_MUCH else None


def of_cycles(now: Group | None, before: Group | None) -> Incomparable | None:
    """Why days to the deal cannot be held against each other: of one year the slow ones are still to come, of the other they are not."""
    if now is None or before is None:
        return None
    short, long = sorted(_so_far(each) for each in (now, before))
    return "still_open" if short < (1 - TOO_MUCH) * long else of_rates(now.end_to_end, before.end_to_end)


def _so_far(group: Group) -> float:
    """The mean of those who have gone on, as a part of that of all who will."""
    lag = group.end_to_end.lag
    return lag.mean / lag.mean_all if lag.mean and lag.mean_all else 1.0


def _basis(rate: Rate) -> str:
    if rate.rate is None:
        return "snapshot"
    return "cohort" if rate.curve.days or not rate.converted else "ends"

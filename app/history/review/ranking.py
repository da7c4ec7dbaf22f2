"""Who can be told apart from whom, by the intervals of what they are judged by."""

from collections.abc import Mapping, Sequence

from app.history.review import chance
from app.history.review.verdicts import Judged

Rank = tuple[tuple[str, ...], int | None]


def ranked(judged: Mapping[str, Judged], names: Mapping[str, str]) -> dict[str, Rank]:
    """For each channel the names of those that its interval overlaps with, and its rank: 1 and one more for each that is surely better.

    Channels are held against those that are judged by the same basis; those judged by money only have ranks where there are two of
    them, else those judged by their rate have. One that overlaps with all others has no rank, nor has one of which it is too early to
    tell.
    """
    told = {key: each for key, each in judged.items() if each.verdict != "too_early" and each.interval is not None}
    basis = _basis([each.basis for each in told.values()])
    found: dict[str, Rank] = dict.fromkeys(judged, ((), None))
    for key, each in told.items():
        others = {other: held for other, held in told.items() if other != key and held.basis == each.basis}
        alike = [other for other, held in others.items() if _overlap(each, held)]
        better = sum(1 for other, held in others.items() if other not in alike and _is_better(held, each))
        rank = better + 1 if each.basis == basis and len(alike) < len(others) else None
        found[key] = tuple(names[other] for other in alike), rank
    return found


def _basis(bases: Sequence[str]) -> str | None:
    """What channels are ranked by."""
    return next((each for each in ("roi", "cac", "end_to_end") if bases.count(each) > 1), None)


def _overlap(one: Judged, other: Judged) -> bool:
    return one.interval is not None and other.interval is not None and chance.overlap(one.interval, other.interval)


def _is_better(one: Judged, other: Judged) -> bool:
    """Whether the first is better, for two that do not overlap: a higher return or rate, a lower cost."""
    if one.interval is None or other.interval is None:
        return False
    return one.interval.high < other.interval.low if one.basis == "cac" else one.interval.low > other.interval.high

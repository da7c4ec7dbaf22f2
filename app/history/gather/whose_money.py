"""Which list the money and activity of an import belong to, and no money twice."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.history.found import Finding
from app.history.gather.gathering import Source
from app.history.records import Ledger
from app.history.whose import is_money_of, is_nobodys, lists_of

MONEY = ("spend", "revenue")


def spending_of(sources: Sequence[Source], list_name: str) -> tuple[list[Source], tuple[Finding, ...]]:
    """The imports of spend that belong to a list, and what is said of those that belong to none.

    Money is that of the list whose name its recipe carries. Where no list of buyers or counts has that name it is everybody's money, which
    only tells whose it is where there is one such list.
    """
    lists = lists_of(each.recipe for each in sources)
    own = [each for each in sources if is_money_of(each.recipe, list_name, lists)]
    nobodys = [each for each in sources if is_nobodys(each.recipe, lists)]
    if lists == {list_name} or not nobodys:
        return own, ()
    names = sorted({each.recipe.list_name for each in nobodys})
    return own, (Finding("spend_of_no_list", "info", {"names": names, "list": list_name}, count=len(names)),)


def money_left_out(spend: Sequence[Ledger], currency: str | None) -> tuple[Finding, ...]:
    """What is said of money in another currency than the list's."""
    others = [each for each in spend if currency is not None and each.currency not in (None, currency)]
    rows = {each.currency: sum(_told(each, name) for name in MONEY) for each in others}
    names = sorted(str(other) for other, count in rows.items() if count)
    if not names:
        return ()
    return (Finding("spend_in_other_currency", "warning", {"kept": currency, "others": names}, count=sum(rows.values())),)


def _told(ledger: Ledger, name: str) -> int:
    """How many rows tell a measure."""
    return int(np.count_nonzero(~np.isnan(ledger.measures[name]))) if name in ledger.measures else 0


def without_twice(spend: Ledger, counts: Sequence[Ledger]) -> Ledger:
    """A ledger without its money on days of a channel of which the counts tell the money themselves; activity stays.

    Counts that name no channel tell of all. A row that covers other days, too, keeps the share of those.
    """
    share = np.ones(len(spend.day))
    for ledger in counts:
        if "spend" in ledger.measures:
            share = np.minimum(share, _share_outside(spend, ledger))
    return replace(spend, measures={name: _kept(each, share) if name in MONEY else each for name, each in spend.measures.items()})


def _kept(money: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(share > 0, money * share, np.nan)


def _share_outside(spend: Ledger, counts: Ledger) -> NDArray[np.float64]:
    """What part of each row's days the money of the counts does not cover."""
    told = ~np.isnan(counts.measures["spend"])
    names_channels = bool((counts.channel >= 0).any())
    share = np.ones(len(spend.day))
    for position in range(-1, len(spend.channels)):
        mine = np.flatnonzero(spend.channel == position)
        key = spend.channels[position].key if position >= 0 else ""
        theirs = told & (_has_key(counts, key) if names_channels else True)
        if len(mine) and theirs.any():
            covered = _days_in_both(spend.day[mine], spend.until[mine], counts.day[theirs], counts.until[theirs])
            share[mine] = 1 - covered / (spend.until[mine] - spend.day[mine] + 1)
    return share


def _has_key(ledger: Ledger, key: str) -> NDArray[np.bool_]:
    positions = [at for at, level in enumerate(ledger.channels) if level.key == key] if key else [-1]
    return np.isin(ledger.channel, positions)


def _days_in_both(
    begin: NDArray[np.int32], end: NDArray[np.int32], first: NDArray[np.int32], last: NDArray[np.int32]
) -> NDArray[np.int64]:  # fmt: skip
    """How many days from each `begin` to its `end` lie in some stretch from a `first` to its `last`."""
    start, stop = int(first.min()), int(last.max()) + 1
    edges = np.bincount(first - start, minlength=stop - start + 1) - np.bincount(last + 1 - start, minlength=stop - start + 1)
    until = np.concatenate([[0], np.cumsum(np.cumsum(edges)[:-1] > 0)])
    covered: NDArray[np.int64] = until[np.clip(end + 1 - start, 0, stop - start)] - until[np.clip(begin - start, 0, stop - start)]
    return covered

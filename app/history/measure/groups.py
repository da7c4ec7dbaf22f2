"""Which groups there are, and at which stage each one's buyers mostly enter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.history.measure.survey import MOST_GROUPS, Survey
from app.history.measured import OTHERS
from app.history.records import Level

__all__ = ["MOST_GROUPS", "OTHERS", "Groups", "groups_of"]


@dataclass(frozen=True)
class Groups:
    """The groups of a split; a single one without.

    Attributes:
        keys, names: of each group, the largest first, then others, then blanks.
        of_value: for each value (blank last) the position of its group.
        entry: for each group the stage where most of its buyers enter, of those that are dated.
        whole_entry: of all buyers. others: how many values are put together.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    of_value: NDArray[np.intp]
    entry: NDArray[np.int8]
    whole_entry: int
    others: int

    def __len__(self) -> int:
        """How many."""
        return len(self.keys)


def groups_of(levels: tuple[Level, ...], found: Survey) -> Groups:
    """The groups for the values of a split, blanks after them; no values: the whole alone."""
    values = len(levels)
    inside = found.starts.sum(axis=1)
    there = [value for value in np.lexsort((-found.sizes[:values], -inside[:values])).tolist() if found.sizes[value]]
    shown, left = there[:MOST_GROUPS], there[MOST_GROUPS:]
    keys, names = [levels[value].key for value in shown], [levels[value].name for value in shown]
    of_value = np.zeros(values + 1, np.intp)
    of_value[shown] = np.arange(len(shown))
    if left:
        of_value[left] = len(keys)
        keys.append(OTHERS)
        names.append("")
    if found.sizes[values] or not keys:
        of_value[values] = len(keys)
        keys.append("")
        names.append("")
    starts = np.zeros((len(keys), found.starts.shape[1]), np.int64)
    np.add.at(starts, of_value, found.starts)
    whole = _mostly(starts.sum(axis=0)[None], 0)[0]
    return Groups(tuple(keys), tuple(names), of_value, _mostly(starts, int(whole)), int(whole), len(left))


def _mostly(starts: NDArray[np.int64], default: int) -> NDArray[np.int8]:
    """The stage, before the last, at which most enter; the default where nobody does."""
    before = starts[:, : max(starts.shape[1] - 2, 1)]
    return np.where(before.any(axis=1), before.argmax(axis=1), default).astype(np.int8)
